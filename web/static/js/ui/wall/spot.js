/**
 * The spot monitor: one meeting large beside the wall, with everything that a tile can say of it,
 * and the switch that shows or hides the whole column. The wall detects, this picture confirms.
 */

import { kept } from "../../core/storage.js";
import { part, setAttribute, setShown } from "../elements.js";
import { showPapers } from "./papers.js";
import { SpotChoice } from "./spot_choice.js";
import { Tile } from "./tile.js";

/** @typedef {import("../../core/types.js").View} View */

const STORED = "diemcau.wall.spot";

/** Emits `change` when the column is shown or hidden. */
export class Spot extends EventTarget {
  #root;
  #button;
  #place;
  #papers;
  #deeds;
  #choice = new SpotChoice();
  #shown = kept.getItem(STORED) !== "off";
  /** Whether the column has room; asked while drawing, the browser would lay out the page anew. */
  #hasRoom = false;
  /** @type {Tile|null} */
  #tile = null;

  /** The meeting that is shown; null: none. @type {string|null} */
  meeting = null;

  /**
   * @param {HTMLElement} page
   * @param {import("./tile.js").Deeds} deeds
   */
  constructor(page, deeds) {
    super();
    this.#root = part(page, "wall");
    this.#button = part(page, "spot-button");
    this.#place = part(page, "spot");
    this.#papers = part(page, "spot-papers");
    this.#deeds = deeds;
    this.#button.addEventListener("click", () => this.toggle());
    new ResizeObserver(([{ contentRect }]) => this.#measured(contentRect.width)).observe(this.#place);
    this.#draw();
  }

  toggle() {
    this.#shown = !this.#shown;
    kept.setItem(STORED, this.#shown ? "on" : "off");
    this.#draw();
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** Whether there is room for it, and the reader wants it. */
  get isShown() {
    return this.#shown && this.#hasRoom;
  }

  /**
   * Show what shall be shown now.
   *
   * @param {import("./spot_choice.js").Wishes} wishes
   * @param {number} now_ms
   * @returns {boolean} whether it is another meeting than before
   */
  follow(wishes, now_ms) {
    const next = this.isShown ? this.#choice.next(wishes, now_ms) : null;
    const moved = next !== this.meeting;
    this.meeting = next;
    if (moved) {
      this.#tile?.close();
      this.#tile = next === null ? null : new Tile(next, this.#deeds);
      setShown(this.#papers, false); // until its view is drawn
      this.#place.replaceChildren(...(this.#tile ? [this.#tile.node] : []));
    }
    return moved;
  }

  /** @param {View} view @param {number} now_ms */
  render(view, now_ms) {
    this.#tile?.render(view, now_ms);
    showPapers(this.#papers, view);
    setShown(this.#papers, true);
  }

  /** What shows the meeting. */
  get tile() {
    return this.#tile;
  }

  /** @param {number} width of the column; 0 where it is not shown */
  #measured(width) {
    if (width > 0 === this.#hasRoom) return;
    this.#hasRoom = width > 0;
    this.dispatchEvent(new CustomEvent("change"));
  }

  #draw() {
    setAttribute(this.#root, "data-spot", this.#shown);
    setAttribute(this.#button, "aria-pressed", String(this.#shown));
  }
}
