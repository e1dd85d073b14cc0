/**
 * The number pad for people without a phone: type one's number on the list, see one's name, say
 * yes. Stays open for the next person; closes by itself when nobody comes.
 */

import { refusalText, t } from "../../core/i18n.js";
import { peopleOf, shownName } from "../../core/view.js";
import { part, setAttribute, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {"number" | "ask"} Purpose */
/** @typedef {(command: string, args: Record<string, unknown>) => Promise<unknown>} Send */

/** Most digits of a number on a list (`CheckInNumber`). */
const DIGITS = 3;
/** Nobody came for so long: the pad makes way for the meeting. Chosen, in ms. */
const IDLE_MS = 25_000;

export class NumberPad {
  #dialog;
  #send;
  #view;
  /** @type {Purpose} */
  #purpose = "number";
  #typed = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLDialogElement} dialog with the parts of `site.html`
   * @param {() => View | undefined} view
   * @param {Send} send rejects when refused
   */
  constructor(dialog, view, send) {
    this.#dialog = dialog;
    this.#view = view;
    this.#send = send;
    part(dialog, "pad-keys").addEventListener("click", (/** @type {Event} */ event) => {
      const { key } = /** @type {HTMLElement} */ (event.target).dataset;
      if (key) this.#press(key);
    });
    dialog.addEventListener("keydown", (event) => this.#keydown(event));
    dialog.addEventListener("close", () => clearTimeout(this.#timer));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** @param {Purpose} purpose */
  open(purpose) {
    this.#purpose = purpose;
    setText(part(this.#dialog, "pad-title"), t(`site.pad.${purpose}`));
    this.#write("");
    this.#say(t("site.pad.hint"));
    if (!this.isOpen) this.#dialog.showModal();
    this.#focusYes();
    this.#stay();
  }

  /**
   * Digits may come from a keyboard; then Enter means yes, for the focus is there. A remote
   * control walks over the buttons with its arrows and presses the one it stands on.
   * @param {KeyboardEvent} event
   */
  #keydown(event) {
    if (event.key.startsWith("Arrow")) return this.#walk(event);
    if (!/^[0-9]$/.test(event.key) && event.key !== "Backspace") return;
    this.#press(event.key);
    this.#focusYes();
  }

  #focusYes() {
    /** @type {HTMLElement} */ (this.#dialog.querySelector('[data-key="Enter"]')).focus();
  }

  /** @param {string} key */
  #press(key) {
    this.#stay();
    if (key === "Escape") return this.#dialog.close();
    if (key === "Enter") return void this.#submit();
    if (key === "Backspace") this.#write(this.#typed.slice(0, -1));
    else if (this.#typed.length < DIGITS) this.#write(this.#typed + key);
    const person = this.#person();
    if (this.#typed === "") this.#say(t("site.pad.hint"));
    else if (person) this.#say(t("site.pad.is_it", { name: person.name }));
    else this.#say(t("site.pad.unknown", { number: this.#typed }));
  }

  async #submit() {
    const person = this.#person();
    if (!person) return this.#say(t("site.pad.unknown", { number: this.#typed || "0" }), "red");
    const { id, name } = person;
    try {
      if (this.#purpose === "number") await this.#send("check_in_number", { number: Number(this.#typed) });
      else await this.#send("ask_for", { person: id, kind: "normal" });
      this.#say(t(`site.pad.done_${this.#purpose}`, { name }), "green");
    } catch (error) {
      this.#say(refusalText(error), "red");
    }
    this.#write("");
  }

  #person() {
    const number = Number(this.#typed);
    const view = this.#view();
    const found = view && peopleOf(view).find(([, person]) => person.number === number);
    return found && number > 0 ? { id: found[0], name: shownName(found[1]) } : null;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    event.preventDefault();
    const buttons = [.../** @type {NodeListOf<HTMLElement>} */ (this.#dialog.querySelectorAll("[data-key]"))];
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 }[event.key] ?? 0;
    const from = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    buttons[Math.min(buttons.length - 1, Math.max(0, from + step))].focus();
  }

  /** @param {string} typed */
  #write(typed) {
    this.#typed = typed;
    setText(part(this.#dialog, "pad-number"), typed || "–");
  }

  /**
   * @param {string} sentence
   * @param {"" | "red" | "green"} [manner]
   */
  #say(sentence, manner = "") {
    const words = part(this.#dialog, "pad-words");
    setAttribute(words, "class", `pad-words ${manner}`);
    setText(words, sentence);
  }

  #stay() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#dialog.close(), IDLE_MS);
  }
}
