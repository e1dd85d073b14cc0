/**
 * Ignores presses for a moment after a button's meaning has changed, and shows that: a press at
 * once was meant for the former meaning.
 */

import { setAttribute } from "./elements.js";

/** That moment in ms. Chosen: longer than a double press, shorter than reading the new label. */
const SETTLE_MS = 700;

export class Settling {
  #button;
  #timer = 0;

  /** @param {HTMLElement} button */
  constructor(button) {
    this.#button = button;
  }

  /** The button's meaning has changed. */
  begin() {
    setAttribute(this.#button, "aria-disabled", "true");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#button.removeAttribute("aria-disabled"), SETTLE_MS);
  }

  /** Whether a press now was meant for the former meaning. */
  get runs() {
    return this.#button.getAttribute("aria-disabled") === "true";
  }
}
