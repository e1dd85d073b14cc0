/** The desk's private line with the superior, in a drawer; its button counts what is unread. */

import { t } from "../../core/i18n.js";
import { Conversation } from "../conversation.js";
import { setAttribute, setText } from "../elements.js";
import { haveRead, messageLines, unreadMessages } from "../private_line.js";

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
