/** The current item in one line: number, title, minute of the planned ones. */

import { serverNow, wholeMinutes } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { currentItem, itemTime } from "../core/view.js";
import { itemMinutes } from "./agenda.js";
import { part, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */

export class ItemLine {
  #root;
  #title;
  #minutes;

  /** @param {HTMLElement} root with the parts `item-title` and `item-minutes` */
  constructor(root) {
    this.#root = root;
    this.#title = part(root, "item-title");
    this.#minutes = part(root, "item-minutes");
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    const item = currentItem(view);
    const now_ms = serverNow();
    setText(this.#title, item ? `${item.number}. ${item.title}` : t("ui.item.none"));
    setText(this.#minutes, item ? itemMinutes(item, now_ms) : "");
    const over = item !== null && wholeMinutes(itemTime(item, now_ms)) >= item.planned_min;
    this.#root.classList.toggle("over", over);
  }
}
