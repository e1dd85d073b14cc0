/** Fields for numbers of votes, and what can be counted in a ballot. */

import { ANSWERS } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { el } from "../elements.js";

/** @typedef {import("../../core/types.js").Ballot} Ballot */

/** Above any meeting; the server takes as many at most. */
const MOST = 100_000;

/**
 * @param {Ballot} ballot
 * @returns {{key: string, label: string}[]}
 */
export function choicesOf({ ask }) {
  if (ask.kind === "motion") return ANSWERS.map((key) => ({ key, label: t(`ballot.${key}`) }));
  return ask.candidates.map(({ id, name }) => ({ key: id, label: name }));
}

/**
 * @param {string} name
 * @param {string} label
 * @param {number | null} value
 */
export function numberField(name, label, value) {
  return el("label", {}, label, " ", el("input", { name, type: "number", min: 0, max: MOST, step: 1, inputmode: "numeric", value }));
}

/**
 * What stands in a field; nothing is none.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function readNumber(form, name) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  return Math.max(0, Math.trunc(Number(field.value) || 0));
}
