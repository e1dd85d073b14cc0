/** The desk's private line with the superior, in a drawer; its button counts what is unread. */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { rememberRead, rememberedRead } from "../../core/remembered.js";
import { setAttribute, setText } from "../elements.js";
import { Conversation } from "./conversation.js";

/** @typedef {import("../../core/types.js").View} View */

export class Messages {
  #dialog;
  #button;
  #count;
  #conversation;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {{dialog: HTMLDialogElement, button: HTMLElement, count: HTMLElement}} parts
   * @param {import("./actions.js").Actions} actions
   */
  constructor({ dialog, button, count }, actions) {
    this.#dialog = dialog;
    this.#button = button;
    this.#count = count;
    this.#conversation = new Conversation(dialog, (text, notice) => actions.send("write_to_chair", { text }, notice));
    button.addEventListener("click", () => this.open());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#conversation.render(messageLines(view));
    this.#countUnread();
  }

  open() {
    this.#dialog.showModal();
    this.#countUnread();
    this.#conversation.scrollToEnd();
    this.#conversation.focus();
  }

  /** What stands in the open drawer is read; that is remembered when the page is loaded anew. */
  #countUnread() {
    if (!this.#view) return;
    if (this.#dialog.open) haveRead(this.#view);
    const unread = unreadMessages(this.#view).length;
    this.#count.hidden = unread <= 0;
    setText(this.#count, String(unread));
    setAttribute(this.#button, "aria-label", unread > 0 ? t("desk.messages.unread", { n: unread }) : t("desk.messages"));
  }
}

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
