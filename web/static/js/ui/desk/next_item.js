/**
 * The one obvious step between two items: a button that begins the next. It stands over the agenda,
 * and over the floor where the agenda is out of sight.
 */

import { t } from "../../core/i18n.js";
import { itemsLeft } from "../../core/view.js";
import { part, setShown, setText } from "../elements.js";
import { Settling } from "../settling.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Item} Item */

export class NextItem {
  #button;
  #actions;
  #settling;
  /** @type {Item | null | undefined} */
  #item;

  /**
   * @param {HTMLElement} root with the parts `start-next` and `notice`
   * @param {import("./actions.js").Actions} actions
   */
  constructor(root, actions) {
    this.#button = part(root, "start-next");
    this.#actions = actions;
    this.#settling = new Settling(this.#button);
    this.#button.addEventListener("click", () => this.#start(part(root, "notice")));
  }

  /** @param {View} view */
  render(view) {
    const item = this.#actions.can("start_item") ? nextItem(view) : null;
    if (item && this.#item !== undefined && item.id !== this.#item?.id) this.#settling.begin();
    this.#item = item;
    setShown(this.#button, item !== null);
    if (item) setText(this.#button, t("desk.agenda.start_next", { number: item.number, title: item.title }));
  }

  /** @param {HTMLElement} notice */
  #start(notice) {
    if (this.#item && !this.#settling.runs) this.#actions.send("start_item", { item: this.#item.id }, notice);
  }
}

/**
 * The item to begin now: the first that is still to come, while none is under way.
 *
 * @param {View} view
 * @returns {Item | null}
 */
export function nextItem(view) {
  if (view.meeting.state !== "open" || view.agenda.current) return null;
  return itemsLeft(view)[0] ?? null;
}
