/** A result as the desk sees it: what everybody sees, and by name who voted and in open methods how. */

import { t } from "../../core/i18n.js";
import { resultCard } from "../ballot_result.js";
import { el } from "../elements.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

/**
 * @param {View} view
 * @param {Ballot} ballot with a result
 * @returns {HTMLElement[]}
 */
export function wholeResult(view, ballot) {
  return [resultCard(ballot, (person) => nameOf(view, person)), ...byName(view, ballot, ballot.result?.voters ?? null)];
}

/**
 * Who voted, and in open methods how, behind one press.
 * @param {View} view
 * @param {Ballot} ballot
 * @param {string[] | null} voters
 * @returns {HTMLElement[]}
 */
function byName(view, ballot, voters) {
  const lines = ballot.votes.map(({ person, choice }) => `${nameOf(view, person)}: ${choice.map((one) => choiceWord(ballot, one)).join(", ") || t("ballot.chosen_nobody")}`);
  const shown = voters ? voters.map((person) => nameOf(view, person)) : lines;
  if (shown.length === 0) return [];
  return [el("details", {}, el("summary", { text: t(voters ? "desk.ballot.voters" : "desk.ballot.votes", { n: shown.length }) }),
    el("ul", { class: "small" }, ...shown.map((text) => el("li", { text }))))];
}

/**
 * @param {Ballot} ballot
 * @param {string} choice
 */
function choiceWord({ ask }, choice) {
  if (ask.kind === "motion") return t(`ballot.${choice}`);
  return ask.candidates.find(({ id }) => id === choice)?.name ?? choice;
}
