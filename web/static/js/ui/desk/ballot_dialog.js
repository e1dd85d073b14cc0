/**
 * Opens ballots: the usual one at a press (the current item as a motion, by hands), any other by a
 * dialog; and takes down reserved opinions.
 */

import { t } from "../../core/i18n.js";
import { currentItem } from "../../core/view.js";
import { el, part, setShown, setText } from "../elements.js";
import { byNumber, nameOf } from "../names.js";
import { ask } from "./dialogs.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */
/** @typedef {{matter: string, method: string, kind: string, candidates: string, at_most: string, majority: string}} Typed */

/** Categories whose members vote when they are here. */
const VOTING = ["official", "exempt", "temp_exempt", "temp_out"];
const HERE = ["present", "reconnecting"];
/** Below so many voters a secret ballot tells how somebody voted; as the server has it. */
const FEW = 5;

export class BallotDialog {
  #dialog;
  #reserve;
  #actions;
  /** @type {HTMLFormElement} */
  #form;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {ParentNode} page
   * @param {import("./actions.js").Actions} actions
   */
  constructor(page, actions) {
    this.#dialog = /** @type {HTMLDialogElement} */ (part(page, "ballot-dialog"));
    this.#reserve = /** @type {HTMLDialogElement} */ (part(page, "reserve-dialog"));
    this.#form = /** @type {HTMLFormElement} */ (this.#dialog.querySelector("form"));
    this.#actions = actions;
    this.#form.addEventListener("input", () => this.#follow());
  }

  /** Whether a ballot can be opened now: an item is current, and no other ballot waits. @param {View} view */
  isPossible(view) {
    const unfinished = view.ballots?.some(({ phase }) => phase === "open" || phase === "closed");
    return !unfinished && currentItem(view) !== null && this.#actions.can("open_ballot");
  }

  /** Open the usual ballot on the current item. @type {(view: View, notice: HTMLElement) => Promise<boolean>} */
  usual(view, notice) {
    const item = currentItem(view);
    if (!item) return Promise.resolve(false);
    return this.#actions.send("open_ballot", { item: item.id, matter: item.title, method: "hands" }, notice);
  }

  /** Ask for everything. @param {View} view */
  open(view) {
    const item = currentItem(view);
    if (item && this.isPossible(view)) this.#ask(view, { matter: item.title, method: "hands", kind: "motion", candidates: "", at_most: "1", majority: "half" }, [], null);
  }

  /** Ask for everything, with what an earlier ballot asked. @type {(view: View, ballot: Ballot) => void} */
  again(view, ballot) {
    const { matter, method, ask: asked, majority, committee, id } = ballot;
    const election = asked.kind === "election" ? { candidates: asked.candidates.map(({ name }) => name).join("\n"), at_most: String(asked.at_most) } : { candidates: "", at_most: "1" };
    this.#ask(view, { matter, method, kind: asked.kind, majority, ...election }, committee, id);
  }

  /**
   * Take down an opinion that somebody keeps after the vote.
   * @type {(view: View, ballot: Ballot) => void}
   */
  reserve(view, ballot) {
    const form = /** @type {HTMLFormElement} */ (this.#reserve.querySelector("form"));
    form.reset();
    form.person.replaceChildren(...byNumber(view).map(([value]) => el("option", { value, text: nameOf(view, value) })));
    ask(this.#reserve, (data, notice) => this.#actions.send("reserve_opinion",
      { ballot: ballot.id, person: String(data.get("person")), text: String(data.get("text")).trim() }, notice));
  }

  /**
   * @param {View} view
   * @param {Typed} typed
   * @param {string[]} committee
   * @param {string | null} again
   */
  #ask(view, typed, committee, again) {
    this.#view = view;
    const item = currentItem(view);
    if (!item || this.#dialog.open) return;
    setText(part(this.#dialog, "title"), t(again ? "desk.ballot.again" : "desk.ballot.open", {}));
    part(this.#dialog, "committee").replaceChildren(...byNumber(view).map(([value]) => el("label", { class: "check" },
      el("input", { type: "checkbox", name: "committee", value, checked: committee.includes(value) }), " ", el("span", { translate: "no", text: nameOf(view, value) }))));
    for (const [name, value] of Object.entries(typed)) this.#form[name].value = value;
    this.#follow();
    ask(this.#dialog, (data, notice) => this.#actions.send("open_ballot", { ...wanted(data), item: item.id, again }, notice));
  }

  /** Show what belongs to the method and to what is asked. */
  #follow() {
    const { method, kind } = /** @type {any} */ (this.#form); // groups of radio buttons, by name
    const election = kind.value === "election";
    for (const radio of method) if (radio.value === "hands") radio.disabled = election; // hands answer motions
    if (election && method.value === "hands") method.value = "secret";
    setShown(part(this.#dialog, "election"), election);
    setShown(part(this.#dialog, "committee-field"), method.value === "paper");
    const warning = this.#view ? warningOf(this.#view, method.value) : "";
    setText(part(this.#dialog, "warning"), warning);
    setShown(part(this.#dialog, "warning"), warning !== "");
  }
}

/** @param {FormData} data */
function wanted(data) {
  const names = String(data.get("candidates")).split("\n").map((name) => name.trim()).filter(Boolean);
  const election = { kind: "election", candidates: names, at_most: Number(data.get("at_most")) };
  const method = String(data.get("method"));
  return {
    matter: String(data.get("matter")).trim(),
    method,
    ask: data.get("kind") === "election" ? election : { kind: "motion" },
    majority: String(data.get("majority")),
    committee: method === "paper" ? data.getAll("committee").map(String) : [],
  };
}

/**
 * Warn, before a secret ballot is opened, where its sums alone could tell how somebody voted.
 * @param {View} view
 * @param {string} method
 */
export function warningOf({ attendance: { rows = {} } }, method) {
  if (method !== "secret" && method !== "paper") return "";
  const here = Object.values(rows).filter(({ state, category }) => HERE.includes(state) && VOTING.includes(category));
  const online = here.filter(({ site }) => site === null).length;
  const found = [here.length < FEW && "few_voters", method === "paper" && online === 1 && "single_online"];
  return found.filter((code) => code !== false).map((code) => t(`desk.ballot.warning.${code}`)).join(" ");
}
