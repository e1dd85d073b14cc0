/**
 * Links to the page of the minutes, which opens beside the meeting so that nobody leaves it. They are
 * shown once one may read them, those with the value `correct` while one may propose corrections.
 */

import { setShown } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */

/**
 * @param {ParentNode} page
 * @param {View} view
 */
export function showMinutesLinks(page, view) {
  const { may_read, may_correct } = view.me.minutes;
  for (const found of page.querySelectorAll("[data-minutes]")) {
    const link = /** @type {HTMLElement} */ (found);
    setShown(link, link.dataset.minutes === "correct" ? may_correct : may_read);
  }
}
