/**
 * A text field that saves itself: a moment after the last key, and when it is left. What is being
 * typed wins over what arrives; another subject (`key`) saves the old text first.
 */

import { t } from "../../core/i18n.js";
import { setText } from "../elements.js";

/** Saved this long after the last key. Chosen: a pause in thought, not in typing. */
const SAVE_AFTER_MS = 1500;

export class Draft {
  #field;
  #status;
  #save;
  #key = "";
  #stored = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} status says "saving", "saved"
   * @param {(text: string, key: string) => Promise<boolean>} save
   */
  constructor(field, status, save) {
    this.#field = field;
    this.#status = status;
    this.#save = save;
    field.addEventListener("input", () => this.#typed());
    field.addEventListener("blur", () => this.flush());
  }

  /**
   * Show the stored text of a subject, unless the operator is changing it.
   *
   * @param {string} key
   * @param {string} text
   */
  show(key, text) {
    if (key !== this.#key) {
      this.flush();
      this.#key = key;
      setText(this.#status, "");
      this.#field.value = text;
    } else if (this.#field.value === this.#stored) {
      this.#field.value = text;
    }
    this.#stored = text;
  }

  /** Save now what differs from the record. */
  async flush() {
    clearTimeout(this.#timer);
    const key = this.#key;
    const text = this.#field.value;
    const before = this.#stored;
    if (!key || text === before) return;
    this.#stored = text;
    setText(this.#status, t("desk.saving"));
    const saved = await this.#save(text, key);
    if (key !== this.#key) return;
    if (!saved) this.#stored = before;
    setText(this.#status, saved ? t("desk.saved") : t("desk.not_saved"));
  }

  #typed() {
    setText(this.#status, "");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), SAVE_AFTER_MS);
  }
}
