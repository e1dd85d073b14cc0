/** The texts that this desk writes together with others: one of each, in how many fields it may stand. */

import { serverNow } from "../../core/clock.js";
import { TYPED, Writing, forgetOldTyped } from "../../core/writing.js";

export class Writings {
  #actions;
  /** @type {Map<string, Writing>} */
  #known = new Map();

  /** @param {import("./actions.js").Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    forgetOldTyped(serverNow());
    document.addEventListener("visibilitychange", () => this.flush());
  }

  /**
   * The text of a turn or an item. Its key has the writer in it: chair and secretary may use one
   * browser.
   * @param {"note_turn" | "conclude_item"} command by which it is written
   * @param {string} id of the turn or the item
   * @returns {Writing}
   */
  of(command, id) {
    const key = TYPED + [this.#actions.meeting, this.#actions.writer, command, id].join(".");
    let writing = this.#known.get(key);
    if (!writing) {
      const named = command === "note_turn" ? { turn: id } : { item: id };
      writing = new Writing(key, (change, sent) => this.#actions.write(command, { ...named, ...change }, sent));
      this.#known.set(key, writing);
    }
    return writing;
  }

  /** Send all that is not saved: the page may be closed. */
  flush() {
    for (const writing of this.#known.values()) writing.flush();
  }
}
