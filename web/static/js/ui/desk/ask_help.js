/** The line of the menu by which the desk asks those who follow the meeting for help, or takes that back. */

import { t } from "../../core/i18n.js";
import { setAttribute, setShown, setText } from "../elements.js";

export class AskHelp {
  #button;
  #actions;
  #asks = false;

  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} notice where a refusal is said
   * @param {import("./actions.js").Actions} actions
   */
  constructor(button, notice, actions) {
    this.#button = button;
    this.#actions = actions;
    button.addEventListener("click", () => actions.send("ask_for_help", { on: !this.#asks }, notice));
  }

  /** @param {any} view */
  render(view) {
    this.#asks = Boolean(view.help);
    setShown(this.#button, this.#actions.can("ask_for_help"));
    setText(this.#button, t(this.#asks ? "desk.ask_help.off" : "desk.ask_help.on"));
    setAttribute(this.#button, "aria-pressed", String(this.#asks));
  }
}
