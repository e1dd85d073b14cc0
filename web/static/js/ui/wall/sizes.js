/** How many tiles a page of the wall holds: chosen by buttons, remembered on this device. */

import { kept } from "../../core/storage.js";
import { setAttribute } from "../elements.js";

const STORED = "diemcau.wall.size";
const FIRST = 9;

/**
 * @param {HTMLElement} group buttons with `data-size`
 * @param {(size: number) => void} chosen called now and at each choice
 */
export function chooseSize(group, chosen) {
  const buttons = /** @type {HTMLElement[]} */ ([...group.children]);
  const choose = (/** @type {number} */ size) => {
    for (const button of buttons) setAttribute(button, "aria-pressed", String(Number(button.dataset.size) === size));
    chosen(size);
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      kept.setItem(STORED, String(button.dataset.size));
      choose(Number(button.dataset.size));
    });
  }
  const remembered = Number(kept.getItem(STORED));
  choose(buttons.some((button) => Number(button.dataset.size) === remembered) ? remembered : FIRST);
}
