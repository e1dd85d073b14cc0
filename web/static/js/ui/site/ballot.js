/** A ballot on a room's screen: the matter and what to do, then the result, over the picture. */

import { ballotNow, derivation, methodWord, openBallot } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { personName } from "../../core/view.js";
import { resultCard } from "../ballot_result.js";
import { el, setAttribute, setShown } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

/** A matter of more letters is written smaller, so that all of it is on the screen. Chosen by looking. */
const LONG_MATTER = 90;

export class SiteBallot {
  #root;
  #say;
  #shown = "";

  /**
   * @param {HTMLElement} root an empty section
   * @param {(sentence: string) => void} say says to screen readers
   */
  constructor(root, say) {
    this.#root = root;
    this.#say = say;
    setAttribute(root, "aria-label", t("ballot.title"));
  }

  /**
   * Show the view as it is this second.
   * @param {View} view
   * @param {number} now_ms
   */
  show(view, now_ms) {
    const ballot = ballotNow(view, now_ms);
    const shown = ballot ? `${ballot.id} ${ballot.phase} ${JSON.stringify(ballot.reserved)}` : "";
    if (shown === this.#shown) return;
    this.#shown = shown;
    setShown(this.#root, ballot !== null);
    setAttribute(this.#root, "data-phase", ballot?.phase);
    setAttribute(this.#root, "data-long", (ballot?.matter.length ?? 0) > LONG_MATTER);
    this.#root.replaceChildren(...(ballot ? parts(view, ballot) : []));
    if (openBallot(view)) this.#say(t("ballot.said.open", { matter: ballot?.matter }));
  }
}

/**
 * @param {View} view
 * @param {Ballot} ballot
 */
function parts(view, ballot) {
  const word = ballot.phase === "confirmed" ? t("ballot.result") : `${t("ballot.title")} · ${methodWord(ballot)}`;
  const head = [el("p", { class: "ballot-method", text: word }), el("h2", { text: ballot.matter })];
  if (ballot.phase === "confirmed") return [...head, resultCard(ballot, (person) => personName(view, person))];
  const names = ballot.ask.kind === "election" ? ballot.ask.candidates.map(({ name }) => el("li", { translate: "no", text: name })) : [];
  const list = names.length > 0 && el("ol", { class: "ballot-names" }, ...names);
  const hint = ballot.phase === "open" ? t(`site.ballot.${ballot.method}`) : t("ballot.counting");
  return [...head, list, el("p", { class: "ballot-hint", text: hint }), el("p", { class: "small", text: derivation(ballot) })].filter((each) => each !== false);
}
