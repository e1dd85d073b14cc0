/**
 * The ballot on the desk, in the middle column while one is open, being counted, or just confirmed:
 * what is counted, what is missing, and the next step. It can be folded to one line, and the floor
 * is there again.
 */

import { derivation, methodWord } from "../../core/ballots.js";
import { refusalText, t } from "../../core/i18n.js";
import { el, keyed, part, setAttribute, setShown, setText } from "../elements.js";
import { nameOf } from "../names.js";
import { Settling } from "../settling.js";
import { HandCounts } from "./ballot_hands.js";
import { PaperForm } from "./ballot_paper.js";
import { RecordByName } from "./ballot_record.js";
import { wholeResult } from "./ballot_whole.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */

export class BallotPanel {
  #root;
  #column;
  #actions;
  #dialogs;
  #notice;
  #hands;
  #paper;
  #record;
  /** The button to confirm stands where the one to end the voting stood. */
  #confirming;
  #folded = false;
  /** The ballot whose result was put away. @type {string | null} */
  #done = null;
  /** @type {View | null} */
  #view = null;
  /** @type {Ballot | null} */
  #ballot = null;
  #shownResult = "";

  /**
   * @param {HTMLElement} root with the parts of `desk_ballot.html`
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {import("./ballot_dialog.js").BallotDialog} opening
   */
  constructor(root, actions, dialogs, opening) {
    this.#root = root;
    this.#column = /** @type {HTMLElement} */ (root.parentElement);
    this.#actions = actions;
    this.#dialogs = dialogs;
    this.#notice = part(root, "ballot-notice");
    const send = (/** @type {string} */ command, /** @type {Record<string, any>} */ args) => this.#send(command, args);
    this.#hands = new HandCounts(part(root, "hands"), send, () => this.#view && this.render(this.#view));
    this.#paper = new PaperForm(part(root, "paper"), send);
    this.#record = new RecordByName(part(root, "record"), send);
    this.#confirming = new Settling(part(root, "ballot-confirm"));
    this.#on("fold", () => { this.#folded = !this.#folded; });
    this.#on("ballot-close", () => this.#send("close_ballot"));
    this.#on("ballot-confirm", () => this.#confirming.runs || this.#send("confirm_ballot", { paper: this.#paper.value }));
    this.#on("ballot-cancel", () => this.#cancel());
    this.#on("ballot-again", () => this.#ballot && this.#view && opening.again(this.#view, this.#ballot));
    this.#on("ballot-reserve", () => this.#ballot && this.#view && opening.reserve(this.#view, this.#ballot));
    this.#on("ballot-done", () => { this.#done = this.#ballot?.id ?? null; });
  }

  /** @param {View} view */
  render(view) {
    const before = this.#ballot;
    this.#view = view;
    const last = view.meeting.state === "open" ? (view.ballots?.at(-1) ?? null) : null;
    const over = !last || last.phase === "cancelled" || this.#done === last.id || isOld(view, last);
    const ballot = (this.#ballot = over ? null : last);
    if (ballot && ballot.id !== before?.id) this.#folded = false;
    if (ballot?.phase === "closed" && before?.phase === "open") this.#confirming.begin();
    setShown(this.#root, ballot !== null);
    setAttribute(this.#column, "data-ballot", ballot && (this.#folded ? "folded" : "shown"));
    if (ballot) this.#show(view, ballot);
  }

  /**
   * @param {View} view
   * @param {Ballot} ballot
   */
  #show(view, ballot) {
    const { phase, method } = ballot;
    setAttribute(this.#root, "data-phase", phase);
    setText(this.#part("kind"), kindLine(ballot));
    setText(this.#part("matter"), ballot.matter);
    setText(this.#part("fold"), t(this.#folded ? "desk.ballot.unfold" : "desk.ballot.fold"));
    setAttribute(this.#part("fold"), "aria-expanded", String(!this.#folded));
    setShown(this.#part("ballot-body"), !this.#folded);
    setText(this.#part("derivation"), ballot.result ? "" : derivation(ballot)); // the result has it
    this.#list("warnings", phase === "open" ? ballot.warnings.map((code) => t(`desk.ballot.warning.${code}`)) : []);
    const unfinished = phase === "open" || phase === "closed";
    this.#hands.render(ballot, unfinished && method === "hands");
    this.#paper.render(ballot, phase === "closed" && method === "paper");
    this.#record.render(view, ballot, phase === "open" && method === "named");
    setText(this.#part("pressed"), unfinished ? pressedLine(view, ballot) : "");
    const problems = phase === "closed" ? this.#problems(ballot) : [];
    this.#list("problems", problems);
    setText(this.#part("ready"), phase === "closed" && problems.length === 0 ? t("desk.ballot.ready") : "");
    setShown(this.#part("problems-title"), problems.length > 0);
    this.#showResult(view, ballot);
    this.#showSteps(ballot, problems.length > 0);
  }

  /**
   * What stands between the counting and the result: a count that is only typed would not be in it.
   *
   * @param {Ballot} ballot
   */
  #problems({ method, problems }) {
    const typed = method === "hands" && this.#hands.unsaved ? [t("desk.ballot.hands.enter_first")] : [];
    return [...typed, ...problems.map((problem) => refusalText({ code: problem.code, facts: problem }))];
  }

  /**
   * @param {Ballot} ballot
   * @param {boolean} lacks whether something is missing for the result
   */
  #showSteps({ phase, result }, lacks) {
    const shown = { "ballot-close": phase === "open", "ballot-confirm": phase === "closed",
      "ballot-cancel": phase === "open" || phase === "closed", "ballot-again": result !== null,
      "ballot-reserve": result !== null, "ballot-done": result !== null };
    for (const [name, on] of Object.entries(shown)) setShown(this.#part(name), on);
    setAttribute(this.#part("ballot-confirm"), "disabled", lacks);
  }

  /**
   * @param {View} view
   * @param {Ballot} ballot
   */
  #showResult(view, ballot) {
    const shown = ballot.result ? `${ballot.id} ${JSON.stringify(ballot.reserved)}` : "";
    if (shown === this.#shownResult) return;
    this.#shownResult = shown;
    this.#part("ballot-result").replaceChildren(...(shown ? wholeResult(view, ballot) : []));
  }

  /**
   * @param {string} name
   * @param {string[]} sentences
   */
  #list(name, sentences) {
    keyed(this.#part(name), sentences, (sentence) => sentence, () => el("li"), (node, sentence) => setText(node, sentence));
  }

  #cancel() {
    const ballot = this.#ballot;
    if (!ballot) return;
    this.#dialogs.reason({
      title: t("desk.ballot.cancel.title"),
      text: t("desk.ballot.cancel.text", { matter: ballot.matter }),
      yes: t("desk.ballot.cancel"),
    }, (reason, notice) => this.#actions.send("cancel_ballot", { ballot: ballot.id, reason }, notice));
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} [args]
   */
  #send(command, args = {}) {
    const ballot = this.#ballot?.id;
    return ballot ? this.#actions.send(command, { ballot, ...args }, this.#notice) : Promise.resolve(false);
  }

  /**
   * @param {string} name
   * @param {() => unknown} press
   */
  #on(name, press) {
    this.#part(name).addEventListener("click", () => {
      press();
      if (this.#view) this.render(this.#view);
    });
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name);
  }
}

/** A result stays until the next item, or until it is put away. @type {(view: View, ballot: Ballot) => boolean} */
function isOld(view, { phase, item }) {
  return phase === "confirmed" && view.agenda.current !== item;
}

/** @param {Ballot} ballot */
function kindLine(ballot) {
  const facts = { number: ballot.number, method: methodWord(ballot), phase: t(`desk.ballot.phase.${ballot.phase}`) };
  return t(ballot.again ? "desk.ballot.kind_again" : "desk.ballot.kind", facts);
}

/**
 * How many have pressed, and by name who has not; for a secret ballot neither is known.
 * @param {View} view
 * @param {Ballot} ballot
 */
function pressedLine(view, { secret, pressed, waiting, phase }) {
  if (secret) return t("desk.ballot.secret");
  const names = waiting.map((person) => nameOf(view, person)).join(", ");
  if (!names || phase === "closed") return t("desk.ballot.pressed", { n: pressed ?? 0 });
  return t("desk.ballot.pressed_waiting", { n: pressed ?? 0, names });
}
