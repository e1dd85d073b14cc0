/** The desk's private line with the superior, in a drawer; its button counts what is unread. */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { setText } from "../elements.js";
import { Conversation } from "./conversation.js";

/** @typedef {import("../../core/types.js").View} View */

export class Messages {
  #dialog;
  #button;
  #count;
  #conversation;
  #seen = 0;
  #known = 0;

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
    this.#conversation.render(messageLines(view));
    this.#known = view.messages?.length ?? 0;
    if (this.#dialog.open) this.#seen = this.#known;
    this.#countUnread();
  }

  open() {
    this.#dialog.showModal();
    this.#seen = this.#known;
    this.#countUnread();
    this.#conversation.scrollToEnd();
    this.#conversation.focus();
  }

  #countUnread() {
    const unread = this.#known - this.#seen;
    this.#count.hidden = unread <= 0;
    setText(this.#count, String(unread));
    this.#button.setAttribute("aria-label", unread > 0 ? t("desk.messages.unread", { n: unread }) : t("desk.messages"));
  }
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
