/**
 * Reads the ballots of a view: which one a screen shows now, and its figures in words.
 *
 * The server alone counts; nothing here adds votes up.
 */

import { t } from "./i18n.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Ballot} Ballot */
/** @typedef {{key: string, label: string, count: number, chosen: boolean, isName: boolean}} Sum */

/** How long a result comes up by itself, in ms; afterwards it is in the list of results. Chosen: to
 * be read aloud twice. */
export const RESULT_SHOWN_MS = 90_000;

/** The answers to a motion, in the order in which they are read out. */
export const ANSWERS = /** @type {const} */ (["for", "against", "other"]);

/**
 * Return the ballot that comes up by itself: one that is open or being counted, or a fresh result.
 * @param {View} view
 * @param {number} now_ms
 * @returns {Ballot | null}
 */
export function ballotNow(view, now_ms) {
  const last = view.meeting.state === "open" ? view.ballots?.at(-1) : undefined;
  if (!last) return null;
  if (last.phase === "open" || last.phase === "closed") return last;
  const fresh = last.phase === "confirmed" && now_ms - (last.confirmed_ms ?? 0) < RESULT_SHOWN_MS;
  return fresh ? last : null;
}

/** The ballot in which votes are taken now. @param {View} view */
export const openBallot = (view) => view.ballots?.find(({ phase }) => phase === "open") ?? null;

/** Ballots with a result, the newest first. @param {View} view */
export const resultsOf = (view) => (view.ballots ?? []).filter(({ phase }) => phase === "confirmed").reverse();

/** Ballots that are over, those given up too, the newest first. @param {View} view */
export const endedBallots = (view) => (view.ballots ?? []).filter(({ phase }) => phase === "confirmed" || phase === "cancelled").reverse();

/** @param {Ballot} ballot */
export const methodWord = ({ method }) => t(`ballot.method.${method}`);

/** @param {Ballot} ballot */
export const isElection = ({ ask }) => ask.kind === "election";

/**
 * Return what was counted, as rows: the answers in their order, or the candidates by their sums.
 * @param {Ballot} ballot with a result
 * @returns {Sum[]}
 */
export function sumsOf({ ask, result }) {
  const sums = result?.sums ?? {};
  if (ask.kind === "motion") {
    return ANSWERS.map((key) => ({ key, label: t(`ballot.${key}`), count: sums[key] ?? 0, chosen: false, isName: false }));
  }
  const elected = new Set(result?.elected);
  return ask.candidates
    .map(({ id, name }) => ({ key: id, label: name, count: sums[id] ?? 0, chosen: elected.has(id), isName: true }))
    .sort((a, b) => b.count - a.count);
}

/**
 * Return the outcome in a sentence: passed or not, or who is elected.
 * @param {Ballot} ballot with a result
 */
export function verdict({ ask, result }) {
  if (!result) return "";
  if (ask.kind === "motion") return t(result.passed ? "ballot.passed" : "ballot.not_passed");
  const names = namesIn(ask, result.elected);
  const elected = names ? t("ballot.elected", { names }) : t("ballot.nobody_elected");
  const tied = namesIn(ask, result.tied);
  return tied ? `${elected} ${t("ballot.tied", { names: tied })}` : elected;
}

/** Whether a result is a success, for the colour beside the words. @param {Ballot} ballot */
export const succeeded = ({ result }) => Boolean(result && (result.passed || result.elected.length > 0));

/**
 * @param {Extract<import("./types.js").Asked, {kind: "election"}>} ask
 * @param {string[]} ids
 */
function namesIn({ candidates }, ids) {
  return candidates.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join(", ");
}

/**
 * Say on whom the sum is reckoned and how many votes are needed.
 * @param {Ballot} ballot
 */
export function derivation({ denominator, how, needed, majority }) {
  const terms = how.filter(({ count }) => count !== 0).map(({ key, count }, index) => {
    const sign = count < 0 ? "− " : index > 0 ? "+ " : "";
    return `${sign}${Math.abs(count)} ${t(`ballot.how.${key}`)}`;
  });
  const facts = { sum: terms.length > 1 ? `${terms.join(" ")} = ${denominator}` : terms.join(), needed };
  return t(`ballot.derivation.${majority}`, facts);
}

/**
 * Say in one line how a ballot stands, for screens that only follow it.
 * @param {Ballot} ballot
 */
export function ballotLine(ballot) {
  const { matter, phase } = ballot;
  if (phase !== "confirmed") return t(`ballot.line.${phase}`, { matter });
  return t("ballot.line.confirmed", { matter, verdict: verdict(ballot) });
}
