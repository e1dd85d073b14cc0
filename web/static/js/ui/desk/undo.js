/** One step back for ten seconds: what was done, a button, the seconds that are left. */

import { serverNow } from "../../core/clock.js";
import { hasText, t } from "../../core/i18n.js";
import { part, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class UndoBar {
  #bar;
  #actions;
  #notice;
  /** @type {View["me"]["undo"]} */
  #offer = null;

  /**
   * @param {HTMLElement} bar
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(bar, actions, notice) {
    this.#bar = bar;
    this.#actions = actions;
    this.#notice = notice;
    part(bar, "undo-button").addEventListener("click", () => this.undo());
  }

  /** @param {View} view */
  render(view) {
    this.#offer = view.me.undo;
    this.tick();
  }

  /** Count down, and go away by itself. */
  tick() {
    const left = this.#offer ? Math.ceil((this.#offer.until_ms - serverNow()) / 1000) : 0;
    setShown(this.#bar, left > 0);
    if (left <= 0 || !this.#offer) return;
    const key = `desk.did.${this.#offer.command}`;
    setText(part(this.#bar, "undo-text"), t(hasText(key) ? key : "desk.did"));
    setText(part(this.#bar, "undo-seconds"), String(left));
  }

  /** Take the last action back, while that is offered. */
  undo() {
    if (!this.#offer || this.#bar.hidden) return;
    this.#actions.send("undo", { version: this.#offer.version }, this.#notice);
  }
}
