/**
 * The ballot as whoever votes sees it: comes up by itself, takes a press, waits a moment for a
 * change of mind, says that the vote is recorded, and shows the result.
 *
 * Of a vote that was sent nothing is shown but that it is recorded.
 */

import { ANSWERS, ballotNow, isElection, methodWord, openBallot } from "../core/ballots.js";
import { serverNow } from "../core/clock.js";
import { hasText, refusalText, t } from "../core/i18n.js";
import { personName } from "../core/view.js";
import { resultCard } from "./ballot_result.js";
import { el, setAttribute, setShown, setText } from "./elements.js";
import { Settling } from "./settling.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").Ballot} Ballot */
/** @typedef {import("../core/vote.js").Vote} Vote */
/** @typedef {"choose" | "waiting" | "sending" | "recorded" | "late" | "barred" | "counting" | "counted" | "watch" | "result"} Face */

/** What has no answer by then waits for the line, in ms. Chosen: a slow link is quicker. */
const KEPT_AFTER_MS = 1200;
/** A matter of more letters is written smaller on a phone. Chosen by looking. */
const LONG_MATTER = 60;
/** What stands before each answer, beside its words. */
const SIGNS = { for: "✓", against: "✕", other: "…" };
/** On these the screen belongs to the ballot; on the others it is one line beside the meeting. */
const LARGE = ["choose", "waiting", "sending", "result"];
/** On these the choice is still needed. */
const VOTING = ["choose", "waiting", "sending"];

export class BallotForm {
  #root;
  #vote;
  #say;
  #page;
  /** Ballots of which the server has said that this person has voted. @type {Set<string>} */
  #voted = new Set();
  /** @type {View | null} */
  #view = null;
  #shown = "";
  /** @type {(() => void) | null} */
  #tick = null;
  /** The result that was put away. @type {string | null} */
  #read = null;
  /** @type {string[]} */
  #chosen = [];

  /**
   * @param {HTMLElement} root an empty section
   * @param {Vote} vote
   * @param {{say: (sentence: string) => void, cameUp?: () => void, alone?: boolean}} page says to screen
   *   readers; does what the page does when a ballot comes up; whether it stands alone, and not beside
   *   a panel that has the matter and the result
   */
  constructor(root, vote, { say, cameUp = () => {}, alone = true }) {
    this.#root = root;
    this.#vote = vote;
    this.#say = say;
    this.#page = { cameUp, alone };
    setAttribute(root, "aria-label", t("ballot.title"));
    vote.addEventListener("change", () => this.#refresh());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && vote.hurry());
  }

  /** Whether the ballot has the screen to itself. */
  get isLarge() {
    return this.#root.hasAttribute("data-large");
  }

  /** The server has a vote of this person in a secret ballot. @param {string} ballot */
  recorded(ballot) {
    this.#voted.add(ballot);
    if (this.#view) this.show(this.#view);
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    this.#view = view;
    const open = openBallot(view);
    const mine = open && view.me.vote?.ballot === open.id ? view.me.vote : null;
    this.#vote.follow(open?.id ?? null, Boolean(open && (mine?.voted || this.#voted.has(open.id))));
    this.#refresh();
  }

  #refresh() {
    const view = this.#view;
    if (!view) return;
    const ballot = ballotNow(view, serverNow());
    const face = ballot && this.#face(view, ballot);
    setShown(this.#root, face !== null);
    setAttribute(this.#root, "data-large", face !== null && LARGE.includes(face));
    const details = face === "result" ? `${this.#isLate(ballot)} ${JSON.stringify(ballot?.reserved)}` : view.me.vote?.why ?? "";
    const shown = ballot ? `${ballot.id} ${face} ${details}` : "";
    if (shown !== this.#shown) this.#build(view, ballot, face, shown);
    this.#tick?.();
  }

  /** Whether the choice made here came too late for this ballot. @param {Ballot | null} ballot */
  #isLate(ballot) {
    return ballot !== null && this.#vote.lateFor === ballot.id;
  }

  /**
   * @param {View} view
   * @param {Ballot} ballot
   * @returns {Face | null}
   */
  #face({ me }, ballot) {
    const { alone } = this.#page;
    if (ballot.phase === "confirmed") return alone && this.#read !== ballot.id ? "result" : null;
    if (ballot.phase === "closed" && this.#isLate(ballot)) return "late";
    if (ballot.phase === "closed" && !alone) return null;
    if (ballot.phase === "closed") return this.#vote.recordedFor === ballot.id ? "counted" : "counting";
    if (!me.vote || me.vote.ballot !== ballot.id) return alone ? "watch" : null;
    if (this.#vote.state !== "none") return this.#vote.state;
    return me.vote.may ? "choose" : "barred";
  }

  /**
   * @param {View} view
   * @param {Ballot | null} ballot
   * @param {Face | null} face
   * @param {string} shown
   */
  #build(view, ballot, face, shown) {
    const hadFocus = this.#root.contains(document.activeElement);
    const [wasOf, was] = this.#shown.split(" ");
    this.#shown = shown;
    this.#tick = null;
    if (!ballot || !face || ballot.id !== wasOf || !VOTING.includes(face)) this.#chosen = [];
    if (!ballot || !face) return void this.#root.replaceChildren();
    setAttribute(this.#root, "data-face", face);
    setAttribute(this.#root, "data-long", ballot.matter.length > LONG_MATTER);
    this.#root.replaceChildren(...this.#parts(view, ballot, face).filter(Boolean));
    if (hadFocus) /** @type {HTMLElement | null} */ (this.#root.querySelector("[tabindex]"))?.focus();
    if (ballot.id !== wasOf || face !== was) this.#tell(ballot, face, ballot.id !== wasOf);
  }

  /**
   * @param {View} view
   * @param {Ballot} ballot
   * @param {Face} face
   * @returns {any[]}
   */
  #parts(view, ballot, face) {
    const head = this.#page.alone ? heading(ballot, face) : [el("h3", { tabindex: "-1", text: t("ballot.own") })];
    const close = () => { this.#read = ballot.id; this.#refresh(); };
    switch (face) {
      case "choose": return [...head, ...(isElection(ballot) ? this.#candidates(ballot) : this.#answers()), this.#refused()];
      case "waiting": return [...head, ...this.#waiting(ballot)];
      case "sending": return [...head, ...this.#sending()];
      case "barred": return [...head, el("p", { class: "ballot-state", text: whyNot(view) })];
      case "result": return [...head, this.#isLate(ballot) && el("p", { class: "ballot-state", text: t("ballot.late") }), resultCard(ballot, (person) => personName(view, person)),
        foot(el("button", { type: "button", class: "main-action", text: t("ui.close"), onclick: close }))];
      default: return [...head, el("p", { class: "ballot-state", text: t(`ballot.${face}`) })];
    }
  }

  #answers() {
    return [el("div", { class: "answers" }, ...ANSWERS.map((key) => {
      const button = el("button", { type: "button", class: "answer" }, el("i", { "aria-hidden": "true", text: SIGNS[key] }), t(`ballot.${key}`));
      const settling = new Settling(button);
      settling.begin(); // a press at once was meant for what stood here before
      button.addEventListener("click", () => settling.runs || this.#vote.choose([key]));
      return button;
    }))];
  }

  /** @param {Ballot} ballot */
  #candidates({ ask }) {
    if (ask.kind !== "election") return [];
    const most = ask.at_most;
    const boxes = ask.candidates.map(({ id, name }) => el("label", { class: "candidate" },
      el("input", { type: "checkbox", value: id, checked: this.#chosen.includes(id) }), el("span", { translate: "no", text: name })));
    const counter = el("p", { class: "ballot-counter", role: "status" });
    const send = el("button", { type: "button", class: "main-action primary", onclick: () => settling.runs || this.#vote.choose([...this.#chosen]) });
    const settling = new Settling(send);
    settling.begin(); // the second press of a double one on "Đổi ý" meant that
    const list = el("fieldset", { class: "candidates" }, el("legend", { text: t("ballot.at_most", { n: most }) }), ...boxes);
    const count = () => {
      const inputs = /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input")]);
      this.#chosen = inputs.filter(({ checked }) => checked).map(({ value }) => value);
      const full = this.#chosen.length >= most;
      for (const input of inputs) input.disabled = full && !input.checked;
      setText(counter, t(full ? "ballot.chosen_all" : "ballot.chosen", { n: this.#chosen.length, most }));
      setText(send, t(this.#chosen.length > 0 ? "ballot.hand_in" : "ballot.hand_in_blank"));
    };
    list.addEventListener("change", count);
    count();
    return [list, foot(counter, send)];
  }

  /** @param {Ballot} ballot */
  #waiting(ballot) {
    const change = el("button", { type: "button", class: "main-action", text: t("ballot.change") });
    const settling = new Settling(change);
    settling.begin(); // the second press of a double one meant the choice
    change.addEventListener("click", () => settling.runs || this.#vote.changeMind());
    const left = el("span", { role: "timer" });
    this.#tick = () => setText(left, t("ballot.sends_in", { n: this.#vote.seconds }));
    return [
      el("p", { class: "ballot-choice" }, el("small", { text: t("ballot.you_choose") }), el("b", { text: choiceWords(ballot, this.#vote.choice) })),
      el("p", { class: "ballot-countdown" }, left, el("i", { "aria-hidden": "true" })),
      foot(change),
    ];
  }

  #sending() {
    const words = el("p", { class: "ballot-state", role: "status", text: t("ballot.sending") });
    const since = performance.now();
    this.#tick = () => performance.now() - since > KEPT_AFTER_MS && setText(words, t("ballot.kept"));
    return [words];
  }

  /** Why the last vote was refused, where it was. */
  #refused() {
    const { refusal } = this.#vote;
    return refusal !== null && el("p", { class: "notice red", role: "alert", text: refusalText(refusal) });
  }

  /**
   * Say what has just come up.
   * @param {Ballot} ballot
   * @param {Face} face
   * @param {boolean} isNew
   */
  #tell(ballot, face, isNew) {
    const { matter } = ballot;
    if (face === "choose" && isNew) this.#page.cameUp();
    if (this.#page.alone && LARGE.includes(face)) this.#root.scrollIntoView({ block: "start" }); // text may be large
    if (face === "choose") this.#say(t("ballot.said.open", { matter }));
    else if (face === "waiting") this.#say(t("ballot.said.waiting", { choice: choiceWords(ballot, this.#vote.choice), n: this.#vote.seconds }));
    else if (face === "recorded" || face === "late" || face === "counting" || face === "counted") this.#say(t(`ballot.${face}`));
    else if (face === "result") this.#say(t("ballot.said.result", { matter }));
  }
}

/** What stays in sight under a long list. @param {...HTMLElement} children */
const foot = (...children) => el("div", { class: "ballot-foot" }, ...children);

/**
 * The matter with its method, and for a secret ballot where to read who sees what.
 * @param {Ballot} ballot
 * @param {Face} face
 */
function heading(ballot, face) {
  const votes = face === "choose" || face === "waiting";
  const link = el("a", { href: "/who-sees-what", target: "_blank", text: t("ballot.who_sees") });
  return [
    el("p", { class: "ballot-method" }, el("span", { text: kindLine(ballot, face) }), votes && ballot.secret && link),
    el("h2", { tabindex: "-1", text: ballot.matter }),
  ];
}

/**
 * @param {Ballot} ballot
 * @param {Face} face
 */
function kindLine(ballot, face) {
  if (face === "result") return t("ballot.result");
  const word = ballot.secret ? t("ballot.secret") : methodWord(ballot);
  return t(ballot.again ? "ballot.kind_again" : "ballot.kind", { method: word });
}

/** Why the owner of this page does not vote, in a sentence. @param {View} view */
function whyNot({ me }) {
  const key = `ballot.why.${me.vote?.why}`;
  return hasText(key) ? t(key) : t("ballot.why.other");
}

/**
 * @param {Ballot} ballot
 * @param {string[] | null} choice
 */
function choiceWords({ ask }, choice) {
  if (ask.kind === "motion") return choice ? t(`ballot.${choice[0]}`) : "";
  if (!choice) return "";
  const names = ask.candidates.filter(({ id }) => choice.includes(id)).map(({ name }) => name);
  return names.length > 0 ? names.join(", ") : t("ballot.chosen_nobody");
}
