/** A person in the room types the code from the screen, and is present. */

import { refusalText, t } from "../../core/i18n.js";
import { takesCheckIns } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class CheckIn {
  #root;
  #field;
  #error;
  #send;

  /**
   * @param {HTMLElement} root with the parts of `companion.html`
   * @param {(code: string) => Promise<unknown>} send rejects when the code was refused
   */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
    this.#field = /** @type {HTMLInputElement} */ (part(root, "code"));
    this.#error = /** @type {HTMLElement} */ (part(root, "code-error"));
    part(root, "code-form").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.submit(this.#field.value);
    });
    this.#field.addEventListener("input", () => {
      if (this.#field.value.replace(/\D/g, "").length === 6) this.submit(this.#field.value);
    });
  }

  /**
   * Check in with a code; spaces are ignored.
   * @param {string} typed
   */
  async submit(typed) {
    const code = typed.replace(/\D/g, "");
    if (code.length !== 6) return this.#complain(t("member.check_in.six_digits"));
    this.#complain("");
    try {
      await this.#send(code);
    } catch (error) {
      this.#complain(refusalText(error));
      this.#field.select();
    }
  }

  /** Lead to the field for the code. */
  focus() {
    this.#root.scrollIntoView({ block: "start" });
    this.#field.focus();
  }

  /**
   * @param {View} view
   * @param {import("./room.js").Scene} scene
   */
  show(view, scene) {
    setShown(this.#root, scene !== "ended" && takesCheckIns(view) && !view.me.checked_in);
  }

  /** @param {string} sentence */
  #complain(sentence) {
    setText(this.#error, sentence);
    setAttribute(this.#field, "aria-invalid", sentence !== "" && "true");
  }
}
