/**
 * The one big button of a member: ask to speak, take it back; and on one's turn the invitation
 * with its countdown. On a phone in the room it leads to the check-in first.
 */

import { formatDuration, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { mayDo, turnLeft, turnTime } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";
import { Settling } from "../settling.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {(command: string, args?: Record<string, unknown>) => Promise<boolean>} Do */
/** @typedef {"speaking" | "unheard" | "interposing" | "asked" | "may_ask" | "unchecked" | "closed"} FloorState */

/** What has no answer by then waits for the line, in ms. Chosen: a slow link is quicker. */
const KEPT_AFTER_MS = 1200;
/** A phone in the room makes nobody present: its owner checks in, and is in one of these states. */
const HERE = ["present", "reconnecting"];

/**
 * What the button does, where it does anything.
 * @type {Partial<Record<FloorState, (view: View) => [string, Record<string, unknown>]>>}
 */
const COMMANDS = {
  may_ask: () => ["ask", { kind: "normal" }],
  asked: ({ me }) => ["withdraw", { request: me.request }],
  speaking: ({ me }) => ["finish_turn", { turn: me.turn }],
};

export class FloorButton {
  #root;
  #do;
  #lead;
  #button;
  #invitation;
  /** Whether a command has no answer yet. */
  #waits = false;
  /** @type {View | null} */
  #view = null;
  /** @type {FloorState | null} */
  #state = null;
  #settling;

  /**
   * @param {HTMLElement} root with the parts of `member_floor.html`
   * @param {Do} run sends a command; done when it was answered
   * @param {{checkIn?: () => void, speakUp?: () => void}} [lead] to where one checks in on this
   *   page; and what switches the own microphone on
   */
  constructor(root, run, lead = {}) {
    this.#root = root;
    this.#do = run;
    this.#lead = lead;
    this.#button = /** @type {HTMLButtonElement} */ (part(root, "main-action"));
    this.#settling = new Settling(this.#button);
    this.#invitation = /** @type {HTMLElement} */ (part(root, "invitation"));
    this.#button.addEventListener("click", () => this.#press());
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    this.#view = view;
    const state = floorState(view, this.#lead.speakUp !== undefined);
    if (state !== this.#state && this.#state && this.#state in COMMANDS) this.#settling.begin();
    this.#state = state;
    setAttribute(this.#root, "data-state", state);
    this.#invite(state === "speaking" || state === "unheard" || state === "interposing", view);
    const unchecked = state === "unchecked";
    const pressable = unchecked || state === "unheard" || state in COMMANDS;
    setShown(this.#button, pressable);
    if (pressable) setText(this.#button, t(`member.floor.button_${unchecked ? "may_ask" : state}`));
    this.#button.classList.toggle("primary", state === "may_ask" || state === "unheard");
    setText(part(this.#root, "floor-position"), unchecked ? t("member.floor.unchecked") : positionSentence(view));
  }

  /**
   * Send a command; while the line is down say that it is kept (`Wire` sends it again by itself).
   * One at a time: what is pressed again meanwhile would be refused afterwards.
   * @type {(command: string, args?: Record<string, unknown>) => Promise<void>}
   */
  send = async (command, args) => {
    if (this.#waits) return;
    this.#waits = true;
    const kept = part(this.#root, "floor-kept");
    const timer = setTimeout(() => setText(kept, t("member.floor.kept")), KEPT_AFTER_MS);
    await this.#do(command, args);
    clearTimeout(timer);
    setText(kept, "");
    this.#waits = false;
  };

  /**
   * @param {boolean} invited
   * @param {View} view
   */
  #invite(invited, view) {
    setShown(this.#invitation, invited);
    if (!invited) return;
    setText(part(this.#root, "invitation-word"), t(`member.floor.${invitationOf(view, this.#state)}`));
    setText(part(this.#root, "invitation-clock"), ownClock(view));
  }

  #press() {
    const view = this.#view;
    if (!view || this.#settling.runs) return;
    if (this.#state === "unchecked") return this.#lead.checkIn?.();
    if (this.#state === "unheard") return this.#lead.speakUp?.();
    const command = this.#state && COMMANDS[this.#state];
    if (command) this.send(...command(view));
  }
}

/** Why somebody is not heard, where a press on this page helps. */
const OWN_SWITCH = ["microphone_off", "microphone_missing", "without_media"];

/**
 * @param {View} view
 * @param {boolean} [speaksHere] whether the page has a microphone
 * @returns {FloorState}
 */
export function floorState(view, speaksHere = false) {
  if (view.me.turn) return speaksHere && isSilentHere(view) ? "unheard" : "speaking";
  if (view.me.person && view.floor.turn?.interposed?.person === view.me.person) return "interposing";
  if (view.me.request) return "asked";
  if (!mayDo(view, "ask") || view.meeting.state !== "open") return "closed";
  return view.me.role === "companion" && !HERE.includes(view.me.presence ?? "") ? "unchecked" : "may_ask";
}

/** Tell whether the person who has the floor is silent for want of the own microphone. @param {View} view */
function isSilentHere({ me, floor: { turn } }) {
  const unheard = turn?.id === me.turn ? turn?.unheard : null;
  return Boolean(unheard && !unheard.site && OWN_SWITCH.includes(unheard.code));
}

/**
 * Return what the gold says: whose turn is paused is not invited to go on speaking.
 * @param {View} view
 * @param {FloorState | null} state
 */
export function invitationOf({ me, floor: { turn } }, state) {
  const paused = turn !== null && turn.id === me.turn && turn.running_since_ms === null;
  return state === "speaking" && paused ? "paused" : state;
}

/**
 * Count down what is left of one's turn; without a limit, up.
 * @param {View} view
 */
function ownClock({ me, floor: { turn } }) {
  if (!turn || turn.id !== me.turn) return "";
  const left_ms = turnLeft(turn, serverNow());
  return formatDuration(left_ms ?? turnTime(turn, serverNow()));
}

/** @param {View} view */
function positionSentence({ me: { position, turn } }) {
  if (!position || turn) return "";
  return position === 1 ? t("member.floor.next") : t("member.floor.position", { position });
}
