/**
 * The score of a meeting, pure: what the record gives now, what it is from, and what a set of points
 * comes to.
 */

import { wholeMinutes } from "./clock.js";
import { hasText, t } from "./i18n.js";
import { expectedLength } from "./length.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Score} Score */
/** @typedef {import("./types.js").Criterion} Criterion */
/** @typedef {import("./types.js").Evidence} Evidence */

/** Evidence of which nobody may be meant has a sentence for that. */
const OF_PEOPLE = ["unexcused", "unchecked", "speakers"];

/**
 * The points that the record gives for a criterion; null: it does not know. How long an open meeting
 * takes is known here by the clock.
 *
 * @param {View} view
 * @param {Criterion} line
 * @param {number} now_ms
 */
export function recordPoints(view, line, now_ms) {
  const running = line.evidence.find(({ key }) => key === "running");
  if (!running) return line.objective;
  return expectedMinutes(view, running, now_ms) >= running.facts.least ? line.points : 0;
}

/**
 * @param {View} view
 * @param {Evidence} running
 * @param {number} now_ms
 */
const expectedMinutes = (view, { at_ms }, now_ms) => wholeMinutes(expectedLength(view, at_ms ?? now_ms, now_ms));

/**
 * What of the record decides on a criterion, in words.
 *
 * @param {View} view
 * @param {Evidence} evidence
 * @param {(person: string) => string} nameOf
 * @param {number} now_ms
 */
export function evidenceSentence(view, evidence, nameOf, now_ms) {
  const { key, facts, people } = evidence;
  const names = people.map(nameOf).join(", ");
  if (key === "running") {
    const minutes = expectedMinutes(view, evidence, now_ms);
    return t("score.evidence.expected", { ...facts, minutes });
  }
  if (key === "day") return t(facts.on_day ? "score.evidence.day" : "score.evidence.day.other");
  const nobody = OF_PEOPLE.includes(key) && people.length === 0;
  const sentence = `score.evidence.${key}${nobody ? ".nobody" : ""}`;
  return hasText(sentence) ? t(sentence, { ...facts, people: names }) : "";
}

/**
 * What points come to.
 *
 * @param {Score} score with its rubric
 * @param {Record<string, number | null>} points by criterion; null or NaN: not given yet
 * @returns {{total: number, lacking: string[], missed: string[], rating: string}} with the codes that have none
 */
export function rated({ rubric, ratings }, points) {
  const lines = rubric ?? [];
  const steps = ratings ?? [];
  const given = (/** @type {string} */ code) => points[code] || 0;
  const total = lines.reduce((sum, { code }) => sum + given(code), 0);
  const missed = lines.filter((line) => line.gate && given(line.code) < line.points).map(({ code }) => code);
  const reached = steps.findIndex(({ least }) => total >= least);
  const place = reached === 0 && missed.length > 0 ? 1 : reached;
  return {
    total,
    lacking: lines.filter(({ code }) => !Number.isInteger(points[code])).map(({ code }) => code),
    missed,
    rating: steps[place]?.rating ?? "",
  };
}

/**
 * Read what was typed for a criterion: null if nothing was, NaN if it is no number of its points.
 *
 * @param {Criterion} line
 * @param {string} text
 */
export function readPoints({ points, fill }, text) {
  const typed = text.trim();
  if (typed === "") return null;
  const number = /^\d{1,3}$/.test(typed) ? Number(typed) : NaN;
  const fits = fill === "tick" ? number === 0 || number === points : number <= points;
  return fits ? number : NaN;
}

/**
 * The points of every criterion as they would be sent: typed ones, else those given before, else those
 * of the record; nothing ticked is none.
 *
 * @param {View} view
 * @param {"propose" | "adopt"} deed
 * @param {Record<string, string>} typed
 * @param {number} now_ms
 * @returns {Record<string, number | null>}
 */
export function pointsFor(view, deed, typed, now_ms) {
  return Object.fromEntries((view.score.rubric ?? []).map((line) => [line.code, pointsOf(view, deed, line, typed[line.code], now_ms)]));
}

/**
 * @param {View} view
 * @param {"propose" | "adopt"} deed
 * @param {Criterion} line
 * @param {string | undefined} typed
 * @param {number} now_ms
 * @returns {number | null}
 */
function pointsOf(view, deed, line, typed, now_ms) {
  const { score } = view;
  const proposed = score.proposed?.points[line.code] ?? null;
  if (line.fill === "auto") return deed === "adopt" && proposed !== null ? proposed : recordPoints(view, line, now_ms) ?? 0;
  if (typed !== undefined) return readPoints(line, typed);
  const given = (deed === "adopt" ? score.adopted?.points[line.code] : null) ?? proposed ?? recordPoints(view, line, now_ms);
  return given ?? (line.fill === "tick" ? 0 : null);
}
