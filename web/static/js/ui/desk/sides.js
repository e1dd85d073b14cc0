/**
 * Which column a narrow screen shows. On a laptop all three stand side by side and this is not
 * seen; on a tablet the floor stays beside the chosen one; on a phone only the chosen one shows.
 */

import { part, setAttribute } from "../elements.js";

/**
 * @param {ParentNode} page
 * @returns {(side: string) => void} shows a column
 */
export function chooseSide(page) {
  const columns = part(page, "columns");
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll(".sides [data-side]"));
  const choose = (/** @type {string} */ side) => {
    setAttribute(columns, "data-side", side);
    for (const button of buttons) setAttribute(button, "aria-pressed", String(button.dataset.side === side));
  };
  for (const button of buttons) button.addEventListener("click", () => choose(String(button.dataset.side)));
  return choose;
}
