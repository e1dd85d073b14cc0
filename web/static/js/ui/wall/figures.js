/**
 * What a tile says of a meeting, in words: pure, from the view and a moment. Nothing here decides
 * what needs attention; that comes from the server as alerts.
 */

import { formatClock, formatDuration, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { driftMinutes, expectedEnd } from "../../core/length.js";
import { currentItem, itemTime, modes, turnTime } from "../../core/view.js";
import { nameOf, signed } from "../names.js";
import { isPoor, ownerOf, sortedLinks } from "../links.js";
import { standingWord } from "../speaker_clock.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {{label: string, value: string, more: string, warns: boolean}} Figure */

/** Minutes behind the plan from which the drift is marked. Chosen. */
const LATE_FROM_MIN = 5;

/**
 * The state in a word, with its hour when it is not in session.
 *
 * @param {View} view
 */
export function stateWord({ meeting }) {
  const at = meeting.state === "closed" ? meeting.closed_ms : meeting.scheduled_ms;
  return t(`wall.state.${meeting.state}`, { at: formatClock(at ?? 0) });
}

/**
 * The current item and its minutes.
 *
 * @param {View} view
 * @param {number} now_ms
 */
export function itemLine(view, now_ms) {
  const item = currentItem(view);
  if (!item) return { title: view.meeting.state === "open" ? t("wall.item.none") : stateWord(view), minutes: "", over: false };
  const used = wholeMinutes(itemTime(item, now_ms));
  return { title: `${item.number}. ${item.title}`, minutes: `${used}/${item.planned_min}′`, over: used > item.planned_min };
}

/**
 * Who speaks since when, or that nobody does.
 *
 * @param {View} view
 * @param {number} now_ms
 */
export function speakerLine(view, now_ms) {
  const { turn } = view.floor;
  if (!turn) return { name: silence(view), time: "", over: false, speaking: false };
  const used_ms = turnTime(turn, now_ms);
  const over = turn.limit_s !== null && used_ms > turn.limit_s * 1000;
  const stands = standingWord(turn);
  return { name: nameOf(view, turn.person), time: stands || formatDuration(used_ms), over, speaking: !stands };
}

/**
 * What stands in the place of a speaker's name while nobody has the floor.
 * @param {View} view
 */
export function silence({ floor }) {
  return t(floor.preset === "free" ? "ui.speaker.free" : "wall.speaker.none");
}

/**
 * The four figures of a tile: present, waiting, spoken, end; long and short ones side by side.
 *
 * @param {View} view
 * @param {number} now_ms
 * @returns {Figure[]}
 */
export function tileFigures(view, now_ms) {
  return [present(view), waiting(view), spoken(view), end(view, now_ms)];
}

/** @param {View} view @returns {Figure} */
function present(view) {
  const { present: here, base } = view.attendance;
  const { room, online } = modes(view);
  const more = online > 0 ? t("wall.present.modes", { room, online }) : "";
  return { label: t("wall.present"), value: `${here}/${base}`, more, warns: false };
}

/** @param {View} view @returns {Figure} */
function spoken({ floor: { spoken: { distinct, base, norm } } }) {
  const more = norm === null ? "" : t("wall.spoken.norm", { norm });
  return { label: t("wall.spoken"), value: `${distinct}/${base}`, more, warns: false };
}

/** @param {View} view @returns {Figure} */
function waiting({ floor: { queue } }) {
  const next = queue[0];
  return { label: t("wall.waiting"), value: String(queue.length), more: "", warns: Boolean(next?.kind === "point_of_order") };
}

/** @param {View} view @param {number} now_ms @returns {Figure} */
function end(view, now_ms) {
  if (view.meeting.state !== "open") return { label: t("wall.end"), value: "–", more: "", warns: false };
  const drift = driftMinutes(view, now_ms);
  const late = drift >= LATE_FROM_MIN;
  return {
    label: t("wall.end"),
    value: formatClock(expectedEnd(view, now_ms)),
    more: drift === 0 ? "" : `${late ? "▲ " : ""}${signed(drift)}′`,
    warns: late,
  };
}

/**
 * Whose link does worst, and how many others do badly, in words; empty when all is well.
 *
 * @param {View} view
 * @param {import("../links.js").Quality} quality
 */
export function linkWord(view, quality) {
  const offline = Object.values(view.sites).find((site) => !site.connected);
  if (view.meeting.state === "open" && offline) return t("wall.link.site_gone", { site: offline.name });
  const [worst, ...others] = sortedLinks(quality).filter(({ word }) => isPoor(word));
  if (!worst) return "";
  const line = t("wall.link.of", { name: ownerOf(view, worst.feed), link: t(`desk.link.${worst.word}`) });
  return others.length > 0 ? t("wall.link.and_others", { line, n: others.length }) : line;
}

/**
 * How long nothing has changed in a meeting; nothing is said of the first minute.
 *
 * @param {number} age_ms
 */
export function ageWord(age_ms) {
  const minutes = wholeMinutes(age_ms);
  return minutes < 1 ? "" : t("wall.age", { n: minutes });
}

/**
 * The one line of a tile that has room for no more: what is worst, else where the meeting is.
 *
 * @param {View} view
 * @param {string[]} alerts in words, the worst first
 * @param {string} less what is worth a word but no alert, or ""
 * @param {number} now_ms
 */
export function worstLine(view, alerts, less, now_ms) {
  if (alerts.length > 0) return `▲ ${alerts[0]}`;
  if (less) return less;
  const item = itemLine(view, now_ms);
  return `${item.minutes} ${item.title}`.trim();
}

/**
 * A tile in one sentence, for readers who cannot see it.
 *
 * @param {View} view
 * @param {string[]} alerts in words
 * @param {number} now_ms
 */
export function tileSentence(view, alerts, now_ms) {
  const item = itemLine(view, now_ms);
  const speaker = speakerLine(view, now_ms);
  const speech = speaker.speaking ? t("wall.speaks", { name: speaker.name }) : `${speaker.name} ${speaker.time}`.trim();
  const { present: here, base } = view.attendance;
  return [view.meeting.branch.name, ...alerts, item.title, t("wall.present.said", { here, base }), speech].join(". ");
}
