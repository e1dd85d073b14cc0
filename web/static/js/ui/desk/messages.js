/** The desk's private line with the superior, in a drawer; its button counts what is unread. */

import { t } from "../../core/i18n.js";
import { Conversation } from "../conversation.js";
import { setAttribute, setText } from "../elements.js";
import { Reading, messageLines } from "../private_line.js";

/** @typedef {import("../../core/types.js").View} View */

export class Messages {
  #dialog;
  #button;
  #count;
  #conversation;
  #reading;
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
    this.#reading = new Reading((command, args) => actions.ask(command, args));
    button.addEventListener("click", () => this.open());
    document.addEventListener("visibilitychange", () => this.#countUnread());
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

  /** What stands in the open drawer of a page that is in view is read; the writer sees that. */
  #countUnread() {
    if (!this.#view) return;
    const unread = this.#reading.follow(this.#view, this.#dialog.open && !document.hidden);
    this.#count.hidden = unread === 0;
    setText(this.#count, String(unread));
    setAttribute(this.#button, "aria-label", unread > 0 ? t("desk.messages.unread", { n: unread }) : t("desk.messages"));
  }
}
