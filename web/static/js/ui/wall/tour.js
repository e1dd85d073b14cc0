/** The automatic tour: each meeting large in turn; ends at any touch of the reader's own. */

import { setAttribute } from "../elements.js";

/** How long each stays. Chosen: who speaks, how they sit, what is alarmed. */
const STAY_MS = 20_000;

export class Tour {
  #button;
  #ids;
  #open;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;
  /** @type {string|null} */
  #at = null;

  /**
   * @param {HTMLElement} button
   * @param {() => string[]} ids meetings in order
   * @param {(meeting: string) => void} open
   */
  constructor(button, ids, open) {
    this.#button = button;
    this.#ids = ids;
    this.#open = open;
    button.addEventListener("click", () => this.toggle());
  }

  toggle() {
    if (this.#timer) return this.stop();
    setAttribute(this.#button, "aria-pressed", "true");
    this.#timer = setInterval(() => this.#next(), STAY_MS);
    this.#next();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    setAttribute(this.#button, "aria-pressed", "false");
  }

  #next() {
    const ids = this.#ids();
    if (ids.length === 0) return;
    this.#at = ids[(ids.indexOf(this.#at ?? "") + 1) % ids.length];
    this.#open(this.#at);
  }
}
