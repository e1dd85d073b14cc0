/** The sum of points while they are typed into a form. */

import { setText } from "./elements.js";

/**
 * What the numbers and ticks of a form come to, with the points that nobody types. What is no number
 * counts for nothing: the form says so when it is sent.
 *
 * @param {Iterable<{type: string, value: string, checked: boolean}>} fields
 * @param {number} known
 */
export function sumOf(fields, known) {
  let sum = known;
  for (const { type, value, checked } of fields) sum += type === "number" || (type === "checkbox" && checked) ? Number(value) || 0 : 0;
  return sum;
}

/**
 * Keep a sum beside the fields up to date.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement} place with `data-known`, the sum of what is not typed
 */
export function showTypedSum(form, place) {
  const show = () => setText(place, String(sumOf(/** @type {any} */ (form.querySelectorAll("input")), Number(place.dataset.known))));
  form.addEventListener("input", show);
  show();
}
