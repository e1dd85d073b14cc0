/** Short messages about what has just happened, beside the meeting, gone by themselves. */

import { refusalText } from "../core/i18n.js";
import { el } from "./elements.js";

/** Milliseconds for which a message is shown. Chosen: enough to read a sentence twice. */
const STAY_MS = 7000;

export class Toasts {
  #root;

  /** @param {HTMLElement} root an empty container */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {string} sentence
   * @param {"" | "red"} [manner]
   */
  show(sentence, manner = "") {
    const toast = el("p", { class: `toast ${manner}`, role: manner ? "alert" : "status" }, sentence);
    this.#root.replaceChildren(toast);
    setTimeout(() => toast.remove(), STAY_MS);
  }

  /** Say why a command was refused. @param {unknown} error */
  refusal = (error) => this.show(refusalText(error), "red");
}
