/** Records by name how somebody without a device votes, in a ballot by name. */

import { t } from "../../core/i18n.js";
import { el, setShown } from "../elements.js";
import { nameOf } from "../names.js";
import { choicesOf } from "./ballot_fields.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

export class RecordByName {
  #root;
  #send;
  #shown = "";

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
    const names = ballot.waiting.map((person) => [person, nameOf(view, person)]);
    const now = shown ? JSON.stringify([ballot.id, names]) : "";
    if (now === this.#shown) return;
    this.#shown = now;
    const chosen = this.#root.querySelector("select")?.value;
    const who = el("select", { name: "person", "aria-label": t("desk.ballot.record.who") },
      ...names.map(([value, text]) => el("option", { value, text, selected: value === chosen })));
    const row = el("div", { class: "row" }, el("span", { text: t("desk.ballot.record") }), who, ...this.#buttons(ballot, who));
    this.#root.replaceChildren(row);
  }

  /**
   * @param {Ballot} ballot
   * @param {HTMLSelectElement} who
   */
  #buttons(ballot, who) {
    if (ballot.ask.kind === "motion") {
      return choicesOf(ballot).map(({ key, label }) => el("button", { type: "button", text: label,
        onclick: () => this.#send("record_vote", { person: who.value, choice: [key] }) }));
    }
    const boxes = choicesOf(ballot).map(({ key, label }) => el("label", { class: "check" }, el("input", { type: "checkbox", value: key }), " ", label));
    const record = () => this.#send("record_vote", { person: who.value,
      choice: boxes.map((box) => box.firstElementChild).filter(({ checked }) => checked).map(({ value }) => value) });
    return [...boxes, el("button", { type: "button", text: t("desk.ballot.record.save"), onclick: record })];
  }
}
