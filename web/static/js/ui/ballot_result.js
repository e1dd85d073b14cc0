/** The result of a ballot, and how it was reckoned: the same for everybody who may see it. */

import { derivation, isElection, methodWord, succeeded, sumsOf, verdict } from "../core/ballots.js";
import { t } from "../core/i18n.js";
import { el, setStyle } from "./elements.js";

/** @typedef {import("../core/types.js").Ballot} Ballot */

/**
 * Build the result of a confirmed ballot.
 * @param {Ballot} ballot
 * @param {(person: string) => string} nameOf
 * @returns {HTMLElement}
 */
export function resultCard(ballot, nameOf) {
  return el("div", { class: "ballot-result" },
    el("p", { class: "verdict", "data-passed": succeeded(ballot), text: verdict(ballot) }),
    el("dl", { class: "sums" }, ...sumsOf(ballot).map((sum) => sumRow(sum, ballot.denominator)), ...smallRows(ballot)),
    el("p", { class: "small", text: `${methodWord(ballot)}. ${derivation(ballot)}` }),
    ...ballot.reserved.map(({ person, text }) => el("p", { class: "small", text: t("ballot.reserved", { name: nameOf(person), text }) })));
}

/**
 * @param {import("../core/ballots.js").Sum} sum
 * @param {number} of
 */
function sumRow({ label, count, chosen, isName }, of) {
  const bar = el("i", { "aria-hidden": "true" });
  setStyle(bar, "--share", String(of > 0 ? Math.min(1, count / of) : 0));
  return el("div", { class: "sum", "data-chosen": chosen },
    el("dt", { translate: isName && "no", text: label }),
    el("dd", { class: "figure", text: t("ballot.of", { n: count, of }) }),
    bar);
}

/**
 * What is no answer: who did not vote, papers that are not valid.
 * @param {Ballot} ballot
 */
function smallRows({ result, ...ballot }) {
  if (!result) return [];
  const rows = [["not_voting", result.not_voting], ["invalid", result.invalid ?? 0]];
  return rows.filter(([key, count]) => Number(count) > 0 || (key === "not_voting" && !isElection({ ...ballot, result })))
    .map(([key, count]) => el("div", { class: "sum minor" },
      el("dt", { text: t(`ballot.${key}`) }), el("dd", { class: "figure", text: String(count) })));
}
