/**
 * Bands across the page about what concerns the whole device: the link, sound, devices. Each kind
 * has one band at most; it stays until its cause is gone.
 */

import { el, keyed, setText } from "./elements.js";

/**
 * @typedef {object} Band
 * @property {string} text
 * @property {"" | "amber" | "red" | "gold"} [level]
 * @property {{text: string, run: () => void}} [action] what the reader can do about it
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
      (node, [, { text, level = "", action }]) => {
        node.className = `band ${level}`;
        setText(node.firstElementChild, text);
        node.lastElementChild.hidden = !action;
        setText(node.lastElementChild, action?.text ?? "");
      },
    );
  }

  /** @param {string} kind */
  #make(kind) {
    const run = () => this.#bands.get(kind)?.action?.run();
    return el("div", {}, el("span"), el("button", { type: "button", onclick: run }));
  }
}
