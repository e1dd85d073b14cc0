/** The private line between a desk and its superior: its lines, what is unread, what has been read. */

import { formatClock } from "../core/clock.js";
import { rememberRead, rememberedRead } from "../core/remembered.js";

/** @typedef {import("../core/types.js").View} View */

/** Whose reading of which line is remembered. @param {View} view */
const readerOf = ({ meeting, me }) => `${meeting.id}.${me.person ?? me.role}`;

/**
 * Remember that all of the private line has been read.
 * @param {View} view
 * @param {Pick<Storage, "setItem">} [storage]
 */
export function haveRead(view, storage) {
  const last = view.messages?.at(-1);
  if (last) rememberRead(readerOf(view), last.id, storage);
}

/**
 * The messages of others after the one that was read last; the oldest of many are not sent any more.
 * @param {View} view
 * @param {Pick<Storage, "getItem">} [storage]
 */
export function unreadMessages(view, storage) {
  const { messages = [], me } = view;
  const read = rememberedRead(readerOf(view), storage);
  return messages.slice(messages.findIndex(({ id }) => id === read) + 1).filter(({ from }) => from !== me.name);
}

/**
 * The private line as lines of a conversation.
 *
 * @param {View} view
 * @returns {import("./conversation.js").Line[]}
 */
export function messageLines(view) {
  return (view.messages ?? []).map(({ id, from, text, at_ms }) => ({
    id, text, head: `${from} · ${formatClock(at_ms)}`, own: from === view.me.name,
  }));
}
