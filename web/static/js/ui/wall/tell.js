/**
 * Something for several branches at once: a message to chair and minute-taker of those that are
 * chosen, a request to be heard in them, or a required item for those that have not begun. Each meeting answers for itself; what
 * was refused is said by name, and stays chosen.
 */

import { refusalText, t } from "../../core/i18n.js";
import { el, keyed, part, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {"message"|"voice"|"item"} What */

/**
 * The meetings that something can be sent to. Pure.
 *
 * @param {readonly View[]} views
 * @param {What} what
 */
export function reachedBy(views, what) {
  if (what === "voice") return views.filter(({ me }) => me.can.includes("ask") && !me.request && !me.turn);
  const states = what === "item" ? ["draft", "announced"] : ["announced", "open"];
  return views.filter(({ meeting }) => states.includes(meeting.state));
}

/**
 * The command that sends it. Pure.
 *
 * @param {What} what
 * @param {Record<string, any>} fields of the form
 * @returns {[string, Record<string, any>]}
 */
export function commandOf(what, { text, minutes }) {
  if (what === "voice") return ["ask", { kind: "normal" }];
  const words = text.trim();
  return what === "item" ? ["require_item", { title: words, planned_min: Number(minutes) }] : ["write_to_chair", { text: words }];
}

export class Tell {
  #dialog;
  #send;
  #views;
  #asked;
  /** Whether a dispatch runs. */
  #busy = false;

  /**
   * @param {HTMLElement} page
   * @param {(meeting: string, command: string, args: Record<string, any>) => Promise<unknown>} send rejects with a refusal
   * @param {() => View[]} views of all meetings
   * @param {(meetings: string[]) => void} asked told of the meetings that were asked for the floor
   */
  constructor(page, send, views, asked) {
    this.#dialog = part(page, "tell-dialog");
    this.#send = send;
    this.#views = views;
    this.#asked = asked;
    part(page, "tell-button").addEventListener("click", () => this.open());
    const form = this.#part("tell-form");
    form.addEventListener("submit", (/** @type {Event} */ event) => this.#submit(event));
    form.what.forEach((/** @type {HTMLElement} */ choice) => choice.addEventListener("change", () => this.#list()));
    this.#part("tell-all").addEventListener("change", () => {
      for (const box of this.#boxes()) box.checked = this.#part("tell-all").checked;
    });
  }

  open() {
    this.#part("tell-form").reset();
    this.#list();
    setText(this.#part("tell-outcome"), "");
    this.#dialog.showModal();
    this.#part("tell-form").text.focus();
  }

  /** Offer the meetings that this can be sent to, all of them chosen. */
  #list() {
    const form = this.#part("tell-form");
    const item = form.what.value === "item";
    const voice = form.what.value === "voice";
    setShown(this.#part("tell-minutes"), item);
    setShown(this.#part("tell-voice"), voice);
    setShown(form.text, !voice);
    form.text.disabled = voice;
    setText(this.#part("tell-send"), t(voice ? "wall.ask" : "wall.line.send"));
    form.text.placeholder = t(item ? "wall.tell.item.title" : "wall.tell.message.text");
    const views = reachedBy(this.#views(), form.what.value);
    setShown(this.#part("tell-nobody"), views.length === 0);
    keyed(this.#part("tell-meetings"), views, ({ meeting }) => meeting.id, ({ meeting }) =>
      el("li", {}, el("label", {}, el("input", { type: "checkbox", value: meeting.id }), " ", el("span", { translate: "no" }))), (node, { meeting }) => {
      setText(node.querySelector("span"), meeting.branch.name);
    });
    for (const box of [...this.#boxes(), this.#part("tell-all")]) box.checked = true;
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const chosen = this.#boxes().filter(({ checked }) => checked);
    if (chosen.length === 0) return setText(this.#part("tell-outcome"), t("wall.tell.none"));
    if (this.#busy) return;
    this.#busy = true;
    const form = this.#part("tell-form");
    const [command, args] = commandOf(form.what.value, Object.fromEntries(new FormData(form)));
    const answers = await Promise.allSettled(chosen.map(({ value }) => this.#send(value, command, args)));
    this.#busy = false;
    if (command === "ask") this.#asked(chosen.filter((_, index) => answers[index].status === "fulfilled").map(({ value }) => value));
    answers.forEach(({ status }, index) => (chosen[index].checked = status === "rejected"));
    const refused = answers.flatMap((answer, index) =>
      answer.status === "rejected" ? `${chosen[index].parentElement?.textContent?.trim()}: ${refusalText(answer.reason)}` : []);
    const sent = t("wall.tell.sent", { n: answers.length - refused.length, of: answers.length });
    setText(this.#part("tell-outcome"), [sent, ...refused].join(" "));
    if (refused.length > 0) return;
    form.text.value = "";
    if (command === "ask") this.#dialog.close(); // how they answer is said in the band
  }

  /** @returns {HTMLInputElement[]} */
  #boxes() {
    return [...this.#part("tell-meetings").querySelectorAll("input")];
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#dialog, name);
  }
}
