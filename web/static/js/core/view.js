/**
 * Reads a view: names, and the figures that run with the clock.
 *
 * Arithmetic for the screen only. Who may do what, and what follows from what, is decided by the
 * server; nothing here decides.
 */

import { t } from "./i18n.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Turn} Turn */

const MINUTE_MS = 60_000;

/**
 * A name as every screen shows it: with what tells its owner apart, where two people share it.
 *
 * @param {import("./types.js").Person} person
 */
export const shownName = ({ name, distinction }) =>
  distinction ? t(`ui.namesake.${distinction.by}`, { name, value: distinction.value }) : name;

/**
 * @param {View} view
 * @param {string | null | undefined} person
 * @returns {string} the name as it is shown, or "" for nobody
 */
export function personName(view, person) {
  const found = person ? view.people[person] : undefined;
  return found ? shownName(found) : "";
}

/**
 * Everybody who can be chosen: on the list, or watching; not who was taken off it.
 *
 * @param {View} view
 * @returns {[string, import("./types.js").Person][]} ids with people, in the order of the list
 */
export const peopleOf = ({ people }) => Object.entries(people).filter(([, person]) => !person.off);

/**
 * Tell whether sites show their codes and take them: from the announcement until the close.
 * @param {View} view
 */
export const takesCheckIns = ({ meeting }) => meeting.state === "announced" || meeting.state === "open";

/**
 * Tell whether this page's person has the floor, or somebody in this page's room. An open
 * microphone is not enough: in a free discussion everybody's is, and the room of the chair always.
 * @param {View} view
 */
export function hasFloor({ meeting, me, floor, people }) {
  if (meeting.state !== "open") return false;
  if (me.role !== "site") return me.turn !== null || (me.microphone === "open" && floor.preset !== "free");
  const questioner = people[floor.turn?.interposed?.person ?? ""];
  return me.site !== null && [floor.turn?.site, questioner?.site].includes(me.site);
}

/**
 * Tell whether this page's microphone may be opened any moment: its person waits or is the next of
 * a round, or somebody in this page's room; where the chair sits, too.
 * @param {View} view
 */
export function opensSoon({ meeting, me, floor, people }) {
  if (meeting.state !== "open") return false;
  const called = [...floor.queue.map(({ person }) => person), floor.round?.left[0], meeting.chair];
  if (me.role !== "site") return me.person !== null && called.includes(me.person);
  return me.site !== null && called.some((person) => people[person ?? ""]?.site === me.site);
}

/**
 * Tell whether this page's screen could be shown now: the desk's always, else that of who has the
 * floor; a room's also while the chair sits in it.
 * @param {View} view
 */
export function mayShareScreen(view) {
  const { meeting, me, floor, people } = view;
  if (!mayDo(view, "share_screen")) return false;
  if (me.role === "chair" || me.role === "secretary") return true;
  if (me.role !== "site") return me.turn !== null;
  return me.site !== null && [floor.turn?.site, people[meeting.chair ?? ""]?.site].includes(me.site);
}

/**
 * Tell whether the screen that everybody is shown is this page's.
 * @param {View} view
 */
export function isOwnScreen({ me, floor }) {
  if (!floor.screen) return false;
  return me.role === "site" ? floor.screen.site === me.site : floor.screen.person === me.person;
}

/**
 * Tell whether somebody else's screen is shown to everybody.
 * @param {View} view
 */
export const isShownScreen = (view) => view.meeting.state === "open" && view.floor.screen !== null && !isOwnScreen(view);

/**
 * Return the feed under which this device is heard and seen, or null for one that is neither.
 * @param {View} view
 */
export function ownVoice({ me }) {
  if (me.role === "site") return me.site && `s:${me.site}`;
  return me.person && `p:${me.person}`;
}

/**
 * @param {View} view
 * @returns {Item | null}
 */
export function currentItem({ agenda }) {
  return agenda.items.find(({ id }) => id === agenda.current) ?? null;
}

/**
 * Return how long an item has taken until now, in ms; 0 before it begins.
 * @param {Item} item
 * @param {number} now_ms
 */
export function itemTime(item, now_ms) {
  if (item.started_ms === null) return 0;
  return item.spent_ms + Math.max(0, (item.finished_ms ?? now_ms) - item.started_ms);
}

/**
 * Tell whether an item stands before the beginning, as the line check does: nothing is left undone
 * when it is passed over.
 * @param {Item} item
 */
export const isBeforeTheBeginning = ({ number }) => number === "0";

/**
 * Return the items of the meeting proper that have not begun and were not skipped.
 * @param {View} view
 */
export const itemsLeft = ({ agenda }) =>
  agenda.items.filter((item) => item.state === "pending" && !isBeforeTheBeginning(item));

/**
 * Return how long a turn has been spoken, in ms; stands still while the clock is paused.
 * @param {Pick<Turn, "spoken_ms" | "running_since_ms">} turn
 * @param {number} now_ms
 */
export function turnTime(turn, now_ms) {
  const running = turn.running_since_ms === null ? 0 : now_ms - turn.running_since_ms;
  return turn.spoken_ms + Math.max(0, running);
}

/**
 * Return what is left of a turn's limit, in ms (below zero: overtime), or null without a limit.
 * @param {Turn} turn
 * @param {number} now_ms
 */
export function turnLeft(turn, now_ms) {
  return turn.limit_s === null ? null : turn.limit_s * 1000 - turnTime(turn, now_ms);
}

/**
 * Return when the meeting is expected to end: the current item takes at least its planned time,
 * the items after it take theirs.
 * @param {View} view
 * @param {number} now_ms
 */
export function expectedEnd(view, now_ms) {
  const item = currentItem(view);
  const planned = item ? (item.started_ms ?? now_ms) - item.spent_ms + item.planned_min * MINUTE_MS : now_ms;
  return Math.max(now_ms, planned) + view.agenda.rest_ms;
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
 * @param {View} view
 * @param {string} command
 */
export const mayDo = (view, command) => view.me.can.includes(command);

/**
 * How many are checked in, of how many where somebody is expected: nobody belongs to a side room.
 *
 * @param {import("./types.js").Site} site
 */
export function checkedIn({ main, checked_in, expected }) {
  return main || expected > checked_in ? `${checked_in}/${expected}` : `${checked_in}`;
}

/**
 * Who is present where, of those whom the rate counts; and how many it does not count, such as an
 * exempt comrade who came.
 *
 * @param {import("./types.js").View} view
 */
export function modes({ attendance: { rows = {}, how } }) {
  const left_out = new Set(how.filter(({ count }) => count < 0).map(({ key }) => key));
  const here = Object.values(rows).filter(({ state }) => state === "present" || state === "reconnecting");
  const counted = here.filter(({ category }) => !left_out.has(category));
  const room = counted.filter(({ where }) => where === "room").length;
  return { room, online: counted.length - room, outside: here.length - counted.length };
}
