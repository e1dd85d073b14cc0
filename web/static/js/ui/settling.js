/**
 * A button whose meaning changes under the hand takes no press for a moment, and says so: what
 * comes at once was meant for what stood there before.
 */

import { setAttribute } from "./elements.js";

/** How long, in ms. Chosen: longer than a double press, shorter than reading the new word. */
const SETTLE_MS = 700;

export class Settling {
  #button;
  #timer = 0;

  /** @param {HTMLElement} button */
  constructor(button) {
    this.#button = button;
  }

  /** The button has changed. */
  begin() {
    setAttribute(this.#button, "aria-disabled", "true");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#button.removeAttribute("aria-disabled"), SETTLE_MS);
  }

  /** Whether a press now was meant for what stood there before. */
  get runs() {
    return this.#button.getAttribute("aria-disabled") === "true";
  }
}
