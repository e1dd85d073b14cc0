/** Records by name how somebody without a device votes, in a ballot by name. */

import { t } from "../../core/i18n.js";
import { el, keyed, setShown, setText } from "../elements.js";
import { nameOf } from "../names.js";
import { choicesOf } from "./ballot_fields.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

export class RecordByName {
  #root;
  #send;
  /** The ballot for which the row stands there. @type {string | null} */
  #ballot = null;
  #who = el("select");
  /** @type {HTMLInputElement[]} */
  #boxes = [];
  /** @type {HTMLButtonElement[]} */
  #buttons = [];
  #sending = false;

  /**
   * @param {HTMLElement} root
   * @param {(command: string, args: Record<string, any>) => Promise<boolean>} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
  }

  /**
   * @param {View} view
   * @param {Ballot} ballot
   * @param {boolean} shown
   */
  render(view, ballot, shown) {
    setShown(this.#root, shown && ballot.waiting.length > 0);
    if (shown && this.#ballot !== ballot.id) this.#build(ballot);
    else if (!shown && this.#ballot) this.#clear();
    if (shown) this.#offer(view, ballot.waiting);
  }

  /**
   * Offer those who have not voted; nobody is chosen until somebody at the desk chooses.
   * @param {View} view
   * @param {string[]} waiting
   */
  #offer(view, waiting) {
    const chosen = this.#who.value;
    keyed(this.#who, ["", ...waiting], (person) => person, (person) => el("option", { value: person }),
      (option, person) => setText(option, person ? nameOf(view, person) : t("desk.ballot.record.nobody")));
    this.#who.value = waiting.includes(chosen) ? chosen : "";
    this.#check();
    if (chosen && !this.#who.value) for (const box of this.#boxes) box.checked = false; // they were for that one
  }

  /** Another person is chosen: the ticks were for the one before. */
  #choose() {
    for (const box of this.#boxes) box.checked = false;
    this.#check();
  }

  #check() {
    for (const button of this.#buttons) button.disabled = this.#sending || !this.#who.value;
  }

  #clear() {
    this.#ballot = null;
    this.#root.replaceChildren();
  }

  /** @param {Ballot} ballot */
  #build(ballot) {
    this.#ballot = ballot.id;
    this.#who = el("select", { name: "person", "aria-label": t("desk.ballot.record.who"), onchange: () => this.#choose() });
    const choices = choicesOf(ballot);
    const motion = ballot.ask.kind === "motion";
    this.#boxes = motion ? [] : choices.map(({ key }) => el("input", { type: "checkbox", value: key }));
    const chosen = () => this.#boxes.filter(({ checked }) => checked).map(({ value }) => value);
    this.#buttons = motion
      ? choices.map(({ key, label }) => this.#button(label, () => [key]))
      : [this.#button(t("desk.ballot.record.save"), chosen)];
    const labels = this.#boxes.map((box, index) => el("label", { class: "check" }, box, " ", choices[index].label));
    this.#root.replaceChildren(el("div", { class: "row" }, el("span", { text: t("desk.ballot.record") }), this.#who, ...labels, ...this.#buttons));
  }

  /**
   * @param {string} label
   * @param {() => string[]} choice
   */
  #button(label, choice) {
    return el("button", { type: "button", text: label, disabled: true, onclick: () => this.#record(choice()) });
  }

  /** @param {string[]} choice */
  async #record(choice) {
    const person = this.#who.value;
    if (!person || this.#sending) return;
    this.#sending = true;
    this.#check();
    await this.#send("record_vote", { person, choice });
    this.#sending = false;
    this.#check();
  }
}
