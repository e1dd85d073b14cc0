/**
 * Bands across the page about the state of the device: its link, sound, devices. At most one band
 * of each kind, shown until its cause is gone.
 */

import { el, keyed, setAttribute, setShown, setText } from "./elements.js";

/**
 * @typedef {object} Band
 * @property {string} text
 * @property {"" | "amber" | "red" | "gold"} [level]
 * @property {{text: string, run: () => void}} [action] what the reader can do about it
 * @property {{text: string, run: () => void}} [decline] how the reader says no to it
 */

export class Bands {
  #root;
  /** @type {Map<string, Band>} */
  #bands = new Map();

  /** @param {HTMLElement} root a live region */
  constructor(root) {
    this.#root = root;
  }

  /**
   * Show, change, or with null remove the band of a kind.
   * @param {string} kind
   * @param {Band | null} band
   */
  set(kind, band) {
    if (band) this.#bands.set(kind, band);
    else if (!this.#bands.delete(kind)) return;
    keyed(
      this.#root,
      [...this.#bands],
      ([key]) => key,
      ([key]) => this.#make(key),
      (node, [, { text, level = "", action, decline }]) => {
        const [words, yes, no] = node.children;
        setAttribute(node, "class", `band ${level}`);
        setText(words, text);
        showButton(yes, action);
        showButton(no, decline);
      },
    );
  }

  /** @param {string} kind */
  #make(kind) {
    const run = () => this.#bands.get(kind)?.action?.run();
    const decline = () => this.#bands.get(kind)?.decline?.run();
    return el("div", {}, el("span"),
      el("button", { type: "button", onclick: run }),
      el("button", { type: "button", class: "quiet", onclick: decline }));
  }
}

/**
 * @param {HTMLElement} button
 * @param {{text: string} | undefined} choice
 */
function showButton(button, choice) {
  setShown(button, choice !== undefined);
  setText(button, choice?.text ?? "");
}
