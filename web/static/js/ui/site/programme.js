/**
 * The programme of the meeting in large letters, for the place of a picture that is not there: a
 * room that speaks and has nobody else to look at does not look at itself.
 */

import { el, keyed, setAttribute, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Item} Item */

/** As many items as fit in letters that are read from the last row. Chosen by looking. */
const ITEMS = 7;

/**
 * @param {Element} list
 * @param {View} view
 */
export function showProgramme(list, { agenda }) {
  keyed(list, itemsAround(agenda, ITEMS), ({ id }) => id, () => el("li", {}, el("i", { translate: "no" }), el("span"), el("b", { translate: "no" })), (node, item) => {
    setAttribute(node, "aria-current", item.state === "current" ? "step" : null);
    setAttribute(node, "data-state", item.state);
    setText(node.children[0], item.state === "done" ? "✓" : item.number);
    setText(node.children[1], item.title);
    setText(node.children[2], `${item.planned_min}′`);
  });
}

/**
 * The items to show of many: the one before the current, the current, and what comes; never fewer
 * than there is room for.
 * @param {{items: Item[], current: string | null}} agenda
 * @param {number} count
 */
export function itemsAround({ items, current }, count) {
  const at = current ? items.findIndex(({ id }) => id === current) : items.findIndex(({ state }) => state === "pending");
  const first = Math.max(0, Math.min((at < 0 ? items.length : at) - 1, items.length - count));
  return items.slice(first, first + count);
}
