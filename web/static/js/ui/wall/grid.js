/**
 * The tiles: worst first while no hand is near, as many as the chosen size on a page (or all in a
 * list that scrolls), a cursor that walks by keys. Moved tiles glide (`keyed`), unless the reader
 * wants no motion. Emits `sight` when other tiles are in sight.
 */

import { serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { keyed, part, setAttribute, setShown, setStyle, setText } from "../elements.js";
import { Hand } from "./hand.js";
import { layoutOf } from "./layout.js";
import { Order } from "./order.js";
import { Sight } from "./sight.js";
import { Tile } from "./tile.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./alerts.js").Alerts} Alerts */

/** @typedef {import("./layout.js").Layout} Layout */

/** Milliseconds for which the pointer rests on a tile before that counts as choosing it. Chosen. */
const REST_MS = 250;

export class Grid extends EventTarget {
  #root;
  #list;
  #alerts;
  #deeds;
  #order = new Order();
  #hand;
  #sight;
  #isList;
  /** The tile under the pointer. @type {string|null} */
  #pointed = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #resting;
  /** @type {Map<string, Tile>} */
  #tiles = new Map();
  /** Meetings that are gone, whose tiles keep their places while a hand is near. @type {Set<string>} */
  #gone = new Set();
  /** @type {string[]} */
  #ids = [];
  #size = 9;
  #page = 0;
  /** @type {Layout} */
  #layout = { columns: 1, rows: 1, shown: 9, step: "full", layer: "q" };
  /** The tiles on the page as they were placed last. */
  #placed = "";
  /** The tiles' area and the size of the page's letters, in CSS px. @type {{width: number, height: number, em: number}|null} */
  #room = null;
  /** @type {string|null} */
  #large = null;
  /** @type {string|null} */
  #listened = null;
  #mayHear = true;

  /**
   * @param {HTMLElement} root the wall's main element
   * @param {Alerts} alerts
   * @param {import("./tile.js").Deeds} deeds
   * @param {() => boolean} isList whether all tiles stand in one list, as on a phone
   */
  constructor(root, alerts, deeds, isList) {
    super();
    this.#root = root;
    this.#isList = isList;
    this.#sight = new Sight();
    this.#sight.addEventListener("change", () => this.dispatchEvent(new CustomEvent("sight")));
    this.#list = part(root, "tiles");
    new ResizeObserver(() => {
      this.#measure();
      this.dispatchEvent(new CustomEvent("sight"));
    }).observe(this.#list);
    this.#alerts = alerts;
    this.#deeds = deeds;
    this.#hand = new Hand(this.#list, document, () => this.focused !== null, serverNow);
    for (const type of ["pointerover", "pointerleave"]) this.#list.addEventListener(type, (/** @type {Event} */ event) => this.#point(event));
    part(root, "page-before").addEventListener("click", () => this.turnPage(-1));
    part(root, "page-after").addEventListener("click", () => this.turnPage(1));
  }

  /** @returns {string[]} the meetings whose tiles are on this page, in their order */
  get visible() {
    if (this.#large) return this.#ids.filter((id) => id !== this.#large);
    if (this.#isList()) return this.#ids;
    const { shown } = this.#layout;
    return this.#ids.slice(this.#page * shown, (this.#page + 1) * shown);
  }

  /** @returns {string[]} those of the page that are not scrolled away */
  get seen() {
    return this.visible.filter((id) => this.#sight.sees(this.tile(id).node));
  }

  /** The picture's layer that fits a tile. */
  get layer() {
    return this.#large || this.#isList() ? "t" : this.#layout.layer;
  }

  /** @returns {string|null} the meeting that the reader's hand is on */
  get selected() {
    return this.#hand.isNear ? this.focused ?? this.#pointed : null;
  }

  /** @returns {string[]} all, worst first */
  get ids() {
    return this.#ids;
  }

  /** Whether the tiles wait with a new order until no hand is near. */
  get waits() {
    return this.#order.waits;
  }

  /** @param {string} meeting @param {View} view */
  render(meeting, view) {
    this.#gone.delete(meeting);
    this.tile(meeting).render(view, serverNow());
  }

  /** @param {string} meeting */
  forget(meeting) {
    if (!this.#tiles.has(meeting)) return;
    this.#gone.add(meeting);
    this.tile(meeting).empty();
  }

  /** @param {string} meeting @returns {Tile} */
  tile(meeting) {
    let tile = this.#tiles.get(meeting);
    if (!tile) {
      tile = new Tile(meeting, this.#deeds);
      this.#sight.follow(tile.node);
      this.#tiles.set(meeting, tile);
    }
    return tile;
  }

  /** @param {number} size tiles on a page */
  resize(size) {
    this.#size = size;
    this.#page = 0;
  }

  /** @param {number} step */
  turnPage(step) {
    const pages = this.#pages();
    this.#page = (this.#page + step + pages) % pages;
    this.#draw(serverNow());
  }

  /**
   * Put the tiles in order and write what runs with the clock.
   *
   * @param {string|null} listened the meeting that is listened to
   * @param {string|null} large the meeting that is shown large, and so has no tile
   * @param {boolean} mayHear whether the owner wants sound at all
   */
  tick(listened, large, mayHear) {
    this.#mayHear = mayHear;
    this.#large = large;
    this.#listened = listened;
    const now = serverNow();
    const there = [...this.#tiles.keys()].filter((id) => !this.#gone.has(id));
    const badness = new Map(there.map((id) => [id, this.#alerts.badness(id)]));
    this.#ids = this.#order.next(badness, now, this.#hand.isNear);
    for (const id of this.#gone) {
      if (this.#ids.includes(id)) continue;
      this.#gone.delete(id);
      this.#sight.forget(this.tile(id).node);
      this.tile(id).close();
      this.#tiles.delete(id);
    }
    this.#draw(now);
  }

  /** @param {number} now server's time in ms */
  #draw(now) {
    this.#layOut();
    this.#page = Math.min(this.#page, this.#pages() - 1);
    const { visible } = this;
    const places = visible.join(" ");
    if (places !== this.#placed) keyed(this.#list, visible, (id) => id, (id) => this.tile(id).node, () => {});
    this.#placed = places;
    for (const id of visible) {
      this.tile(id).tick(this.#alerts.of(id), now, {
        number: this.#ids.indexOf(id) + 1,
        listening: id === this.#listened,
        mayHear: this.#mayHear,
      });
    }
    this.#tickPages();
  }

  /**
   * Move the focus from tile to tile.
   *
   * @param {"left"|"right"|"up"|"down"} way
   */
  walk(way) {
    const ids = this.visible;
    const at = ids.indexOf(this.focused ?? "");
    const step = { left: -1, right: 1, up: -this.#columns(), down: this.#columns() }[way];
    const next = at < 0 ? 0 : at + step;
    if (next >= 0 && next < ids.length) this.tile(ids[next]).focus();
  }

  /** Put the focus on a meeting's tile, on whatever page it stands. @param {string} meeting */
  reach(meeting) {
    const at = this.#ids.indexOf(meeting);
    if (!this.#large && !this.#isList() && at >= 0) {
      this.#page = Math.floor(at / this.#layout.shown);
      this.#draw(serverNow());
    }
    this.tile(meeting).focus();
  }

  /** @returns {string|null} the meeting whose tile has the focus */
  get focused() {
    return document.activeElement?.closest(".tile")?.getAttribute("data-key") ?? null;
  }

  /** Note the room that the tiles have. Not asked for while drawing: the browser would lay out the page anew each time. */
  #measure() {
    const { clientWidth: width, clientHeight: height } = this.#list;
    if (this.#large || this.#isList() || width === 0) return;
    this.#room = { width, height, em: parseFloat(getComputedStyle(document.documentElement).fontSize) };
  }

  /** Fit the tiles to the room they have; a strip beside a large picture, and a list, have none to fit to. */
  #layOut() {
    if (this.#large || this.#isList()) return setAttribute(this.#list, "data-step", this.#large ? null : "full");
    const count = Math.max(1, this.#ids.length);
    if (!this.#room) this.#measure();
    if (this.#room) this.#layout = layoutOf({ count, size: this.#size, ...this.#room });
    setAttribute(this.#list, "data-step", this.#layout.step);
    setStyle(this.#list, "--columns", String(this.#layout.columns));
    setStyle(this.#list, "--rows", String(this.#layout.rows));
  }

  #tickPages() {
    setShown(part(this.#root, "empty"), this.#ids.length === 0);
    const pages = this.#pages();
    setShown(part(this.#root, "pages"), pages > 1);
    setText(part(this.#root, "page-words"), t("wall.page", { n: this.#page + 1, of: pages }));
  }

  #pages() {
    if (this.#large || this.#isList()) return 1;
    return Math.max(1, Math.ceil(this.#ids.length / this.#layout.shown));
  }

  /** @param {Event} event */
  #point(event) {
    const at = event.type === "pointerover" ? /** @type {Element} */ (event.target).closest(".tile")?.getAttribute("data-key") ?? null : null;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (at === this.#pointed) return;
      this.#pointed = at;
      this.dispatchEvent(new CustomEvent("sight"));
    }, REST_MS);
  }

  #columns() {
    return getComputedStyle(this.#list).gridTemplateColumns.split(" ").length;
  }
}
