/** The score in one line: what the branch adopted, until then what the committee proposed. */

import { t } from "../core/i18n.js";
import { setShown, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */

/**
 * Fill the places of a page that are for the line; without a score they are hidden.
 * @param {ParentNode} page
 * @param {View} view
 */
export function showScoreLine(page, { score: { adopted, proposed } }) {
  const value = adopted ?? proposed;
  const sum = value ? sumWords(value) : "";
  for (const node of page.querySelectorAll("[data-score-line]")) {
    setShown(/** @type {HTMLElement} */ (node), value !== null);
    setText(node, value ? t(adopted ? "ui.score.adopted" : "ui.score.proposed", { sum }) : "");
  }
}

/**
 * Sum and rating in words.
 * @param {{total: number, rating: string}} value
 */
export const sumWords = ({ total, rating }) => t("ui.score.sum", { total, rating: t(`ui.rating.${rating}`) });
