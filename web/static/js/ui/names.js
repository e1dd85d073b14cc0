/**
 * Names for the operator's lists: finding people without typing diacritics, and naming also those
 * who are not on the branch's list, such as a superior who has the floor.
 */

import { peopleOf, personName } from "../core/view.js";

/** @typedef {import("../core/types.js").View} View */

const COMBINING = /[\u0300-\u036f]/g;

/**
 * Lower case without diacritics, for search: "Đặng Thị Tuất" → "dang thi tuat".
 *
 * @param {string} text in any Unicode form
 */
export function fold(text) {
  return text.normalize("NFD").replace(COMBINING, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/**
 * Whether every word of the query begins a word of the name, or the query is the list number.
 *
 * @param {{name: string, number: number|null}} person
 * @param {string} query as typed
 */
export function matches(person, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  if (words.length === 1 && /^\d+$/.test(words[0])) return String(person.number) === words[0];
  const named = fold(person.name).split(/\s+/);
  return words.every((word) => named.some((own) => own.startsWith(word)));
}

/**
 * The name of whoever an id means: on the list, or watching from above.
 *
 * @param {View} view
 * @param {string} id
 */
export function nameOf(view, id) {
  return personName(view, id) || (view.watching.find((one) => one.person === id)?.name ?? "…");
}

/**
 * People as pairs, in order of their list number.
 *
 * @param {View} view
 * @returns {[string, import("../core/types.js").Person][]}
 */
export function byNumber(view) {
  return peopleOf(view).sort(([, a], [, b]) => (a.number ?? 999) - (b.number ?? 999));
}

/**
 * A signed number of minutes with a true minus sign: +6, −4, 0.
 *
 * @param {number} minutes
 */
export function signed(minutes) {
  if (minutes === 0) return "0";
  return minutes > 0 ? `+${minutes}` : `−${-minutes}`;
}
