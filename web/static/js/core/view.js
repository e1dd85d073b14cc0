/**
 * Reads a view: names, and running times.
 *
 * Arithmetic for the screen only. The server alone decides what is allowed and what follows.
 */

import { t } from "./i18n.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Turn} Turn */

/**
 * A name as every screen shows it: with its distinction, where several people have it.
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
 * Everybody who can be chosen: on the list, or watching; not people taken off the list.
 *
 * @param {View} view
 * @returns {[string, import("./types.js").Person][]} ids with people, in the order of the list
 */
export const peopleOf = ({ people }) => Object.entries(people).filter(([, person]) => !person.off);

/**
 * Tell whether check-in codes are shown and accepted: from the announcement until the close.
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
 * Tell whether this page's microphone may be opened at any moment: its person, or somebody in its
 * room, waits or is next in a round; or the chair sits in its room.
 * @param {View} view
 */
export function opensSoon({ meeting, me, floor, people }) {
  if (meeting.state !== "open") return false;
  const called = [...floor.queue.map(({ person }) => person), floor.round?.left[0], meeting.chair];
  if (me.role !== "site") return me.person !== null && called.includes(me.person);
  return me.site !== null && called.some((person) => people[person ?? ""]?.site === me.site);
}

/**
 * Tell whether this page may share its screen now: the desk always, others while they have the
 * floor, a room also while the chair sits in it.
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
 * Tell whether the shared screen is this page's.
 * @param {View} view
 */
export function isOwnScreen({ me, floor }) {
  if (!floor.screen) return false;
  return me.role === "site" ? floor.screen.site === me.site : floor.screen.person === me.person;
}

/**
 * Tell whether somebody else's screen is shared.
 * @param {View} view
 */
export const isShownScreen = (view) => view.meeting.state === "open" && view.floor.screen !== null && !isOwnScreen(view);

/**
 * Return this device's feed, or null if it sends none.
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
 * Tell whether an item comes before the meeting proper, as the line check does: skipping it leaves
 * nothing undone.
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
 * Return the items on which a conclusion is expected, as on the page of the record
 * (`live/record/progress.py`): those in which somebody spoke.
 * @param {Pick<View, "agenda" | "floor">} view of the desk once the meeting is closed
 */
export function itemsToConclude({ agenda, floor }) {
  const spokenIn = new Set(floor.turns?.map(({ item }) => item));
  return agenda.items.filter(({ id, counted }) => counted && spokenIn.has(id));
}

/**
 * Return how long a turn has taken without pauses, in ms.
 * @param {Pick<Turn, "spoken_ms" | "running_since_ms">} turn
 * @param {number} now_ms
 */
export function turnTime(turn, now_ms) {
  const running = turn.running_since_ms === null ? 0 : now_ms - turn.running_since_ms;
  return turn.spoken_ms + Math.max(0, running);
}

/**
 * Return the time left of a turn's limit, in ms (below zero: overtime), or null without a limit.
 * @param {Turn} turn
 * @param {number} now_ms
 */
export function turnLeft(turn, now_ms) {
  return turn.limit_s === null ? null : turn.limit_s * 1000 - turnTime(turn, now_ms);
}

/**
 * @param {View} view
 * @param {string} command
 */
export const mayDo = (view, command) => view.me.can.includes(command);

/**
 * Write how many people are checked in, with the number expected unless it is a side room where no
 * more are expected.
 *
 * @param {import("./types.js").Site} site
 */
export function checkedIn({ main, checked_in, expected }) {
  return main || expected > checked_in ? `${checked_in}/${expected}` : `${checked_in}`;
}

/**
 * Count the present members by place, those whom the rate counts; and those it does not count, such
 * as an exempt member who came.
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
