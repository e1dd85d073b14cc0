/**
 * How long the branch's meeting will have taken, for its score, and when it is expected to end.
 *
 * The length is the same as `held_ms` and `left_ms` of `live/meeting/agenda.py`, which say how;
 * `tests/unit/meeting/lengths.json` holds both to it.
 */

import { currentItem, itemTime } from "./view.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Item} Item */

const MINUTE_MS = 60_000;

/**
 * @param {View} view of an open meeting
 * @param {number} opened_ms
 * @param {number} now_ms
 * @returns {number} ms, if the rest goes by the plan; without talk outside the branch's meeting
 */
export function expectedLength(view, opened_ms, now_ms) {
  return heldTime(view.agenda.items, opened_ms, now_ms) + timeLeft(view, now_ms);
}

/**
 * @param {View} view
 * @param {number} now_ms
 * @returns {number} when the branch's meeting is expected to end: if nothing of it is left, and talk outside of it
 * goes on or is over, when that began
 */
export function expectedEnd(view, now_ms) {
  const left = timeLeft(view, now_ms);
  return left > 0 ? now_ms + left : heldUntil(view.agenda.items, now_ms);
}

/**
 * Return how far the expected end has moved from the planned one, in whole minutes.
 * @param {View} view
 * @param {number} now_ms
 */
export function driftMinutes(view, now_ms) {
  return Math.round((expectedEnd(view, now_ms) - view.agenda.planned_end_ms) / MINUTE_MS);
}

/**
 * Return the planned time of what has not begun, and what is left of that of the current item.
 * @param {View} view
 * @param {number} now_ms
 */
function timeLeft(view, now_ms) {
  const item = currentItem(view);
  const left = item?.counted ? Math.max(0, item.planned_min * MINUTE_MS - itemTime(item, now_ms)) : 0;
  return left + view.agenda.rest_ms;
}

/**
 * @param {Item[]} items
 * @param {number} opened_ms
 * @param {number} now_ms
 */
function heldTime(items, opened_ms, now_ms) {
  const end_ms = heldUntil(items, now_ms);
  const apart = outsideItems(items).map(
    ({ spent_ms, began_ms, finished_ms }) => spent_ms + Math.max(0, Math.min(finished_ms ?? end_ms, end_ms) - began_ms),
  );
  return Math.max(0, end_ms - opened_ms - apart.reduce((sum, each) => sum + each, 0));
}

/**
 * Return until when the branch's meeting has been held: now, or when an item outside of it began that no counted item
 * followed.
 * @param {Item[]} items
 * @param {number} now_ms
 */
function heldUntil(items, now_ms) {
  const last = Math.max(0, ...items.filter(({ counted }) => counted).map(({ started_ms }) => started_ms ?? 0));
  return Math.min(now_ms, ...outsideItems(items).map(({ began_ms }) => began_ms).filter((at_ms) => at_ms >= last));
}

/**
 * Return the items outside the branch's meeting that have begun: not counted, after one that is.
 * @param {Item[]} items
 */
function outsideItems(items) {
  const first = items.findIndex(({ counted }) => counted);
  return items.flatMap(({ counted, started_ms, spent_ms, finished_ms }, place) =>
    first >= 0 && place > first && !counted && started_ms !== null ? [{ spent_ms, began_ms: started_ms, finished_ms }] : [],
  );
}
