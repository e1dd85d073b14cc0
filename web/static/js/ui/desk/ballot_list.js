/**
 * The ballots that are over, in a drawer: number, matter and outcome; one press shows the whole
 * result, and where an opinion that somebody keeps is taken down later.
 */

import { endedBallots, methodWord, verdict } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setShown } from "../elements.js";
import { wholeResult } from "./ballot_whole.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

export class BallotList {
  #dialog;
  #button;
  #actions;
  #opening;
  /** @type {View | null} */
  #view = null;
  /** What each ballot's row shows, by id. @type {Map<string, string>} */
  #shown = new Map();

  /**
   * @param {{dialog: HTMLDialogElement, button: HTMLElement}} parts
   * @param {import("./actions.js").Actions} actions
   * @param {import("./ballot_dialog.js").BallotDialog} opening
   */
  constructor({ dialog, button }, actions, opening) {
    this.#dialog = dialog;
    this.#button = button;
    this.#actions = actions;
    this.#opening = opening;
    button.addEventListener("click", () => this.#open());
    dialog.addEventListener("close", () => this.#list([])); // no result stands on the page twice
  }

  #open() {
    this.#dialog.showModal();
    if (this.#view) this.render(this.#view);
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const ballots = endedBallots(view);
    setShown(this.#button, ballots.length > 0);
    if (this.#dialog.open) this.#list(ballots);
  }

  /** @param {Ballot[]} ballots */
  #list(ballots) {
    const view = /** @type {View} */ (this.#view);
    if (ballots.length === 0) this.#shown.clear();
    keyed(part(this.#dialog, "ballots"), ballots, ({ id }) => id, () => el("li", {}, el("details", {}, el("summary"), el("div", { class: "stack" }))),
      (row, ballot) => this.#fill(row, view, ballot));
  }

  /**
   * Fill a row in anew where something of it has changed; it stays open.
   * @param {Element} row
   * @param {View} view
   * @param {Ballot} ballot
   */
  #fill(row, view, ballot) {
    const mayReserve = ballot.result !== null && this.#actions.can("reserve_opinion");
    const shown = `${mayReserve} ${JSON.stringify(ballot)}`;
    if (this.#shown.get(ballot.id) === shown) return;
    this.#shown.set(ballot.id, shown);
    const [summary, body] = [row.querySelector("summary"), row.querySelector("div")];
    const outcome = ballot.result ? verdict(ballot) : t("desk.ballots.cancelled");
    summary?.replaceChildren(el("small", { text: numberLine(view, ballot) }), el("b", { text: ballot.matter }), el("span", { text: outcome }));
    body?.replaceChildren(...(ballot.result ? wholeResult(view, ballot) : cancelled(ballot)));
    if (mayReserve) body?.append(el("button", { type: "button", text: t("desk.ballot.reserve.do"), onclick: () => this.#reserve(ballot) }));
  }

  /** @param {Ballot} ballot */
  #reserve(ballot) {
    if (this.#view) this.#opening.reserve(this.#view, ballot);
  }
}

/**
 * @param {View} view
 * @param {Ballot} ballot
 */
function numberLine({ ballots }, { number, again }) {
  const repeated = ballots?.find(({ id }) => id === again);
  return repeated ? t("desk.ballots.again", { number, of: repeated.number }) : t("desk.ballots.number", { number });
}

/** @param {Ballot} ballot */
function cancelled(ballot) {
  return [el("p", { class: "small", text: `${methodWord(ballot)}. ${t("ballot.cancelled", { reason: ballot.cancelled_why ?? "" })}` })];
}
