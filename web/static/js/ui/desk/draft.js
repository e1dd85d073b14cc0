/**
 * A text field that saves itself while one types in it, also when another writes in the same text at
 * once: what the other wrote comes into the field, and the caret stays where it was.
 */

import { refusalText, t } from "../../core/i18n.js";
import { merge } from "../../core/merging.js";
import { MOST } from "../../core/writing.js";
import { setAttribute, setText } from "../elements.js";

/** @typedef {import("../../core/writing.js").Writing} Writing */
/** @typedef {import("../../core/writing.js").Written} Written */

/** Milliseconds after the other's last text for which that one counts as writing. Chosen: above the
 * time between two savings of somebody who types without a pause. */
const WRITES_MS = 5000;
/** How many letters before the caret tell where it belongs when both sides of it changed. Chosen. */
const LETTERS = 12;
/** Why a text is not saved; said in another colour. */
const UNSAVED = new Set(["too_long", "refused", "kept"]);

export class Draft {
  #field;
  #status;
  /** @type {Writing | null} */
  #writing = null;
  /** What the field had when it was last read or written: while an input method composes, the field
   * lacks what others wrote since. */
  #stood = "";
  #composing = false;
  #typed = false;
  /** What was last known of the other writer. @type {number | undefined} */
  #seen;
  /** @type {string} name of who else writes now */
  #other = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #update = () => this.#render();

  /**
   * @param {HTMLTextAreaElement} field
   * @param {HTMLElement} status says whether it is saved, and who else writes
   */
  constructor(field, status) {
    this.#field = field;
    this.#status = status;
    field.addEventListener("input", () => {
      this.#typed = true;
      this.#read();
    });
    field.addEventListener("blur", () => this.#writing?.flush());
    field.addEventListener("compositionstart", () => (this.#composing = true));
    field.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#read();
    });
  }

  /**
   * Show a text as the server has it; another one than before takes its place in the field.
   *
   * @param {Writing | null} writing
   * @param {string} text
   * @param {Written | null} written who wrote last
   * @param {{role: string, person: string | null, name: string}} me
   */
  show(writing, text, written, me) {
    if (writing !== this.#writing) this.#follow(writing, written);
    this.#noteOther(written, me);
    writing?.arrived(text, written);
    this.#render();
  }

  /**
   * @param {Writing | null} writing
   * @param {Written | null} written
   */
  #follow(writing, written) {
    this.#endComposing();
    this.#writing?.flush();
    this.#writing?.removeEventListener("change", this.#update);
    this.#writing = writing;
    this.#typed = false;
    this.#other = "";
    this.#seen = written?.at_ms;
    writing?.addEventListener("change", this.#update);
  }

  /**
   * @param {Written | null} written
   * @param {{role: string, person: string | null, name: string}} me
   */
  #noteOther(written, me) {
    if (!written || written.at_ms === this.#seen) return;
    this.#seen = written.at_ms;
    if (written.role === me.role && written.person === me.person && written.name === me.name) return;
    this.#other = written.name;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#other = "";
      this.#render();
    }, WRITES_MS);
  }

  /** Put what was typed since into the text, beside what others wrote since. */
  #read() {
    const writing = this.#writing;
    const [stood, { value }] = [this.#stood, this.#field];
    this.#stood = value;
    writing?.type(merge(stood, value, writing.text));
  }

  /** A word that is being composed belongs to the text in which it was begun. */
  #endComposing() {
    if (!this.#composing) return;
    const focused = this.#field === document.activeElement;
    this.#field.blur(); // the browser ends it, with `compositionend`
    this.#composing = false;
    this.#read();
    if (focused) this.#field.focus({ preventScroll: true });
  }

  #render() {
    const writing = this.#writing;
    if (!this.#composing) {
      this.#stood = writing?.text ?? "";
      putText(this.#field, this.#stood);
    }
    const other = this.#other && t("desk.note.other_writes", { name: this.#other });
    setAttribute(this.#status, "data-unsaved", UNSAVED.has(writing?.state ?? ""));
    setText(this.#status, [writing && this.#saved(writing), other].filter(Boolean).join(" · "));
  }

  /** @param {Writing} writing */
  #saved(writing) {
    switch (writing.state) {
      case "too_long": return t("desk.note.too_long", { length: writing.length, limit: MOST });
      case "refused": return refusalText({ code: writing.code, facts: { length: writing.length, limit: MOST } });
      case "kept": return t("desk.note.kept");
      case "sending": return t("desk.saving");
      case "typing": return "";
      default: return this.#typed ? t("desk.saved") : "";
    }
  }
}

/**
 * Put a text into a field; the caret stays between the letters where it is.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function putText(field, text) {
  const { value, selectionStart, selectionEnd, scrollTop } = field;
  if (value === text) return;
  field.value = text;
  if (field !== document.activeElement) return;
  field.setSelectionRange(moved(selectionStart, value, text), moved(selectionEnd, value, text));
  field.scrollTop = scrollTop;
}

/**
 * Where a place of one text is in another: it moves with what stands behind it if that is the same,
 * else it stays behind the letters before it.
 * @param {number} place
 * @param {string} before
 * @param {string} after
 */
export function moved(place, before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  if (place <= head) return place;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  if (place > before.length - tail) return after.length - (before.length - place);
  const letters = before.slice(Math.max(0, place - LETTERS), place);
  const found = after.indexOf(letters, Math.max(0, head - LETTERS));
  return found < 0 ? head : found + letters.length;
}
