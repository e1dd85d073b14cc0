/** The private line with the superior: read, write, and a count of what is unread on its button. */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class Messages {
  #dialog;
  #button;
  #count;
  #list;
  #seen = 0;
  #known = 0;
  /** Whose messages are "ours", by name. */
  #own = "";

  /**
   * @param {{dialog: HTMLDialogElement, button: HTMLElement, count: HTMLElement}} parts
   * @param {import("./actions.js").Actions} actions
   */
  constructor({ dialog, button, count }, actions) {
    this.#dialog = dialog;
    this.#button = button;
    this.#count = count;
    this.#list = part(dialog, "messages");
    button.addEventListener("click", () => this.open());
    const form = part(dialog, "write");
    form.addEventListener("submit", async (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = form.text.value.trim();
      if (text && await actions.send("write_to_chair", { text }, part(dialog, "notice"))) form.reset();
    });
    form.text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /** @param {View} view */
  render(view) {
    const messages = view.messages ?? [];
    this.#own = view.me.name;
    this.#known = messages.length;
    keyed(this.#list, messages, (one) => one.id, makeLine, (node, one) => {
      node.classList.toggle("own", one.from === this.#own);
      setText(node.children[0], `${one.from} · ${formatClock(one.at_ms)}`);
      setText(node.children[1], one.text);
    });
    if (this.#dialog.open) this.#read();
    this.#countUnread();
  }

  open() {
    this.#dialog.showModal();
    this.#read();
    this.#countUnread();
    part(this.#dialog, "write").text.focus();
  }

  #read() {
    this.#seen = this.#known;
    this.#list.lastElementChild?.scrollIntoView({ block: "end" });
  }

  #countUnread() {
    const unread = this.#known - this.#seen;
    this.#count.hidden = unread <= 0;
    setText(this.#count, String(unread));
    this.#button.setAttribute("aria-label", unread > 0 ? t("desk.messages.unread", { n: unread }) : t("desk.messages"));
  }
}

function makeLine() {
  return el("li", {}, el("small"), el("p"));
}
