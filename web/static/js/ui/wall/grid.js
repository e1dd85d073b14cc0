/**
 * The tiles: worst first while no hand is near, as many as the chosen size on a page, a cursor that walks by keys. Moved
 * tiles glide (`keyed`), unless the reader wants no motion.
 */

import { serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { keyed, part, setShown, setStyle, setText } from "../elements.js";
import { Hand } from "./hand.js";
import { Order } from "./order.js";
import { Tile } from "./tile.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./alerts.js").Alerts} Alerts */

/** A tile narrower than this cannot show its figures. Chosen by looking. */
const NARROWEST_PX = 310;

export class Grid {
  #root;
  #list;
  #alerts;
  #deeds;
  #order = new Order();
  #hand;
  /** @type {Map<string, Tile>} */
  #tiles = new Map();
  /** Meetings that are gone, whose tiles keep their places while a hand is near. @type {Set<string>} */
  #gone = new Set();
  /** @type {string[]} */
  #ids = [];
  #size = 9;
  #page = 0;
  /** @type {string|null} */
  #large = null;
  /** @type {string|null} */
  #listened = null;
  #mayHear = true;

  /**
   * @param {HTMLElement} root the wall's main element
   * @param {Alerts} alerts
   * @param {import("./tile.js").Deeds} deeds
   */
  constructor(root, alerts, deeds) {
    this.#root = root;
    this.#list = part(root, "tiles");
    this.#alerts = alerts;
    this.#deeds = deeds;
    this.#hand = new Hand(this.#list, document, () => this.focused !== null, serverNow);
    part(root, "page-before").addEventListener("click", () => this.turnPage(-1));
    part(root, "page-after").addEventListener("click", () => this.turnPage(1));
  }

  /** @returns {string[]} the meetings whose tiles are on the screen, in their order */
  get visible() {
    const others = this.#ids.filter((id) => id !== this.#large);
    const ids = this.#large ? others : this.#ids;
    return ids.slice(this.#page * this.#size, (this.#page + 1) * this.#size);
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
    this.tile(meeting).render(view);
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
      this.#tiles.delete(id);
    }
    this.#draw(now);
  }

  /** @param {number} now server's time in ms */
  #draw(now) {
    this.#page = Math.min(this.#page, this.#pages() - 1);
    keyed(this.#list, this.visible, (id) => id, (id) => this.tile(id).node, () => {});
    for (const id of this.visible) {
      this.tile(id).tick(this.#alerts.of(id), now, {
        number: this.#ids.indexOf(id) + 1,
        listening: id === this.#listened,
        mayHear: this.#mayHear,
      });
    }
    this.#tickFrame();
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

  /** @returns {string|null} the meeting whose tile has the focus */
  get focused() {
    return document.activeElement?.closest(".tile")?.getAttribute("data-key") ?? null;
  }

  #tickFrame() {
    const shown = this.visible.length;
    const fit = Math.floor(this.#list.clientWidth / NARROWEST_PX);
    const columns = Math.max(1, Math.min(fit, Math.ceil(Math.sqrt(Math.max(shown, 1)))));
    setStyle(this.#list, "--columns", String(columns));
    setStyle(this.#list, "--rows", String(Math.max(1, Math.ceil(shown / columns))));
    setShown(part(this.#root, "empty"), this.#ids.length === 0);
    const pages = this.#pages();
    setShown(part(this.#root, "pages"), pages > 1);
    setText(part(this.#root, "page-words"), t("wall.page", { n: this.#page + 1, of: pages }));
  }

  #pages() {
    const count = this.#ids.length - (this.#large ? 1 : 0);
    return Math.max(1, Math.ceil(count / this.#size));
  }

  #columns() {
    return getComputedStyle(this.#list).gridTemplateColumns.split(" ").length;
  }
}
