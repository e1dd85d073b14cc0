/** The hands counted in each room: a row of fields per room, with its sum as it is typed. */

import { ANSWERS } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { el, keyed, setAttribute, setShown, setText } from "../elements.js";
import { numberField, readNumber } from "./ballot_fields.js";

/** @typedef {import("../../core/types.js").Ballot} Ballot */
/** @typedef {Ballot["hands"][number]} Room */
/** @typedef {import("../../core/types.js").HandCount} HandCount */

const FIELDS = /** @type {const} */ ([...ANSWERS, "not_voting"]);

export class HandCounts {
  #root;
  #send;
  #changed;

  /**
   * @param {HTMLElement} root
   * @param {(command: string, args: Record<string, any>) => Promise<boolean>} send
   * @param {() => void} changed renders again: something was typed, or was saved or refused
   */
  constructor(root, send, changed) {
    this.#root = root;
    this.#send = send;
    this.#changed = changed;
  }

  /** Whether a count that was typed here is not what the server has. */
  get unsaved() {
    return [...this.#root.children].some((/** @type {any} */ form) => form.typed);
  }

  /**
   * @param {Ballot} ballot
   * @param {boolean} shown
   */
  render(ballot, shown) {
    setShown(this.#root, shown);
    const rooms = shown ? ballot.hands : [];
    keyed(this.#root, rooms, ({ site }) => `${ballot.id} ${site}`, (room) => this.#build(room), update);
  }

  /** @param {Room} room */
  #build({ site, count }) {
    const fields = FIELDS.map((key) => numberField(key, t(`ballot.${key}`), count && count[key]));
    const legend = el("legend", {}, el("b", { translate: "no" }), " ", el("span"));
    const save = el("button", { text: t("desk.ballot.hands.save") });
    const sum = el("p", { class: "count-sum", role: "status" });
    const take = el("button", { type: "button", onclick: () => this.#drop(form), text: t("desk.ballot.hands.recorded.take") });
    const form = el("form", { class: "ballot-count", novalidate: true },
      el("fieldset", {}, legend, el("div", { class: "number-fields" }, ...fields, save), sum, el("p", { class: "count-recorded" }, el("span"), " ", take)));
    form.onItsWay = 0;
    form.addEventListener("submit", async (/** @type {Event} */ event) => {
      event.preventDefault();
      const { not_voting, ...sums } = typedIn(form);
      form.onItsWay += 1;
      await this.#send("count_hands", { site, sums, not_voting });
      form.onItsWay -= 1;
      this.#changed();
    });
    form.addEventListener("input", () => {
      form.typed = true;
      this.#changed();
    });
    return form;
  }

  /**
   * Give up what was typed: rendering again shows what the server has.
   * @param {any} form
   */
  #drop(form) {
    form.typed = false;
    this.#changed();
    form.querySelector("input").focus();
  }
}

/**
 * Show what is known of a room's count. What was typed stays until it is what the server has, or is
 * given up for that; while a count is on its way the server's is an older one, so being equal to it
 * does not count.
 *
 * @param {any} form
 * @param {Room} room
 */
function update(form, { name, present, count }) {
  setText(form.querySelector("legend b"), name);
  setText(form.querySelector("legend span"), t("desk.ballot.hands.present", { n: present }));
  if (!form.typed && count) fill(form, count);
  const typed = typedIn(form);
  const saved = count !== null && FIELDS.every((key) => count[key] === typed[key]);
  if (saved && form.onItsWay === 0) form.typed = false;
  setText(form.querySelector(".count-sum"), t(`desk.ballot.hands.${saved ? "saved" : "unsaved"}`, { sum: sumWords(typed, present) }));
  setAttribute(form, "data-fits", saved && sumOf(typed) === present);
  setShown(form.querySelector(".count-recorded"), count !== null && form.typed === true && form.onItsWay === 0);
  setText(form.querySelector(".count-recorded span"), count ? recordedWords(count) : "");
}

/**
 * Show a count that was saved here or at another desk.
 * @param {HTMLFormElement} form
 * @param {HandCount} count
 */
function fill(form, count) {
  for (const key of FIELDS) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(key));
    if (readNumber(form, key) !== count[key]) field.value = String(count[key]);
  }
}

/** @param {HTMLFormElement} form @returns {HandCount} */
const typedIn = (form) => /** @type {any} */ (Object.fromEntries(FIELDS.map((key) => [key, readNumber(form, key)])));

/** @param {HandCount} count */
const sumOf = (count) => FIELDS.reduce((sum, key) => sum + count[key], 0);

/** @param {HandCount} count */
const recordedWords = (count) => t("desk.ballot.hands.recorded", { counts: FIELDS.map((key) => `${t(`ballot.${key}`)} ${count[key]}`).join(", ") });

/**
 * Compare the sum of a count with how many are to be counted.
 * @param {HandCount} count
 * @param {number} present
 */
export function sumWords(count, present) {
  const sum = sumOf(count);
  if (sum === present) return t("desk.ballot.hands.fits", { sum, present });
  return t(sum < present ? "desk.ballot.hands.less" : "desk.ballot.hands.more", { sum, present, n: Math.abs(present - sum) });
}
