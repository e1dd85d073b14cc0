/**
 * Groups of the attendance list, pure: by state (what needs a hand first) or by site.
 */

import { byNumber, matches } from "./names.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {{key: string, site: string|null, people: string[]}} Group */

/** States in the order of the list: first those on which the secretary has to act. */
const STATES = [
  "unchecked", "reconnecting", "in_room", "online", "left",
  "absent_unexcused", "absent_excused", "exempt", "temp_out", "suspended",
];

/**
 * The state as the list shows it: "present" is told apart by where.
 *
 * @param {import("../core/types.js").AttendanceRow} row
 */
export function shownState(row) {
  if (row.state !== "present") return row.state;
  return row.where === "online" ? "online" : "in_room";
}

/**
 * The state as words have it: who was never checked in is absent once the meeting is over.
 *
 * @param {View} view
 * @param {string} state
 */
export const stateKey = ({ meeting }, state) => (state === "unchecked" && meeting.state === "closed" ? "unmarked" : state);

/**
 * @param {View} view
 * @param {"state"|"site"} grouping
 * @param {string} query
 * @returns {Group[]} without empty groups, except sites when nothing is searched
 */
export function groupsOf(view, grouping, query) {
  const rows = view.attendance.rows ?? {};
  const found = byNumber(view).filter(([id, person]) => rows[id] && matches(person, query)).map(([id]) => id);
  if (grouping === "state") return byState(STATES, found, rows);
  return [...bySite(view, found, rows, query), ...byState(STATES, found.filter((id) => !seatedAt(rows[id])), rows)];
}

/**
 * @param {string[]} states
 * @param {string[]} people
 * @param {Record<string, any>} rows
 * @returns {Group[]}
 */
function byState(states, people, rows) {
  return states
    .map((key) => ({ key, site: null, people: people.filter((id) => shownState(rows[id]) === key) }))
    .filter((group) => group.people.length > 0);
}

/**
 * @param {View} view
 * @param {string[]} people
 * @param {Record<string, any>} rows
 * @param {string} query
 * @returns {Group[]}
 */
function bySite(view, people, rows, query) {
  return Object.entries(view.sites)
    .sort(([, a], [, b]) => Number(b.main) - Number(a.main))
    .map(([site]) => ({ key: `site:${site}`, site, people: people.filter((id) => seatedAt(rows[id]) === site) }))
    .filter((group) => group.people.length > 0 || !query.trim());
}

/** @param {any} row the site where a present person sits, else null */
function seatedAt(row) {
  return row.state === "present" && row.where === "room" ? row.site : null;
}
