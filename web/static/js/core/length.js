/**
 * How long the branch's meeting will have taken, for its score.
 *
 * The same as `held_ms` and `left_ms` of `live/meeting/agenda.py`, which say how;
 * `tests/unit/meeting/lengths.json` holds both to it.
 */

import { currentItem, itemTime } from "./view.js";

/** @typedef {import("./types.js").View} View */

const MINUTE_MS = 60_000;

/**
 * @param {View} view of an open meeting
 * @param {number} opened_ms
 * @param {number} now_ms
 * @returns {number} ms, if the rest goes by the plan; without talk outside the branch's meeting
 */
export function expectedLength(view, opened_ms, now_ms) {
  const { items, rest_ms } = view.agenda;
  const item = currentItem(view);
  const left = item?.counted ? Math.max(0, item.planned_min * MINUTE_MS - itemTime(item, now_ms)) : 0;
  return heldTime(items, opened_ms, now_ms) + left + rest_ms;
}

/**
 * @param {View["agenda"]["items"]} items
 * @param {number} opened_ms
 * @param {number} now_ms
 */
function heldTime(items, opened_ms, now_ms) {
  const last = Math.max(0, ...items.filter(({ counted }) => counted).map(({ started_ms }) => started_ms ?? 0));
  const first = items.findIndex(({ counted }) => counted);
  const outside = items.filter(({ counted, started_ms }, place) => first >= 0 && place > first && !counted && started_ms !== null);
  const began = outside.map(({ started_ms }) => started_ms ?? 0);
  const end_ms = Math.min(now_ms, ...began.filter((at_ms) => at_ms >= last));
  const apart = outside.map(({ spent_ms, finished_ms }, n) => spent_ms + Math.max(0, Math.min(finished_ms ?? end_ms, end_ms) - began[n]));
  return Math.max(0, end_ms - opened_ms - apart.reduce((sum, each) => sum + each, 0));
}
