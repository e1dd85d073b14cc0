/**
 * One person's vote on this device: a moment to change one's mind, then sending until the server
 * has answered. Does not touch the DOM.
 *
 *     none → waiting → sending → recorded      waiting → none: changed one's mind
 *                              → none: refused; `refusal` says why
 *     waiting, sending → late: the ballot was closed first
 *
 * The choice is kept in memory alone and forgotten once the vote is recorded: a device stores nothing
 * about a vote. Emits `change`.
 */

/** @typedef {"none" | "waiting" | "sending" | "recorded" | "late"} VoteState */
/** @typedef {string[]} Choice a motion's answer, or the candidates chosen */
/**
 * @typedef {object} Sending
 * @property {(ballot: string, choice: Choice) => Promise<unknown>} cast sends the command
 * @property {() => Promise<void>} line done when there is a connection; fails when there will be none
 * @property {() => number} [now_ms]
 */

/** How long a choice waits before it is sent, in ms. Chosen: long enough to read it and change it. */
export const CHANGE_MIND_MS = 5000;

export class Vote extends EventTarget {
  #sending;
  #now_ms;
  /** @type {string | null} */
  #ballot = null;
  /** @type {Choice | null} */
  #choice = null;
  /** @type {VoteState} */
  #state = "none";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sends_ms = 0;
  /** Why the last vote was refused. @type {unknown} */
  refusal = null;

  /** @param {Sending} sending */
  constructor(sending) {
    super();
    this.#sending = sending;
    this.#now_ms = sending.now_ms ?? (() => performance.now());
  }

  get state() {
    return this.#state;
  }

  /** What was chosen, until it has been sent. */
  get choice() {
    return this.#choice;
  }

  /** The ballot for which the choice came too late, until another one is open. */
  get lateFor() {
    return this.#state === "late" ? this.#ballot : null;
  }

  /** The ballot in which the server has a vote of this person, until another one is open. */
  get recordedFor() {
    return this.#state === "recorded" ? this.#ballot : null;
  }

  /** Whole seconds until the choice is sent. */
  get seconds() {
    return Math.max(0, Math.ceil((this.#sends_ms - this.#now_ms()) / 1000));
  }

  /**
   * Follow the ballot that is open, and what the server says about the own vote.
   * @param {string | null} ballot null: none is open
   * @param {boolean} voted whether the server has a vote of this person, from any device
   */
  follow(ballot, voted) {
    if (ballot !== null && ballot !== this.#ballot) this.#begin(ballot);
    else if (ballot === null && this.#state === "waiting") this.#become("late");
    if (voted && this.#state !== "recorded") this.#become("recorded");
  }

  /** @param {Choice} choice */
  choose(choice) {
    if (this.#state !== "none" || this.#ballot === null) return;
    this.#choice = choice;
    this.#sends_ms = this.#now_ms() + CHANGE_MIND_MS;
    this.#become("waiting");
    this.#timer = setTimeout(() => this.#send(), CHANGE_MIND_MS);
  }

  /** Take the choice back before it is sent. */
  changeMind() {
    if (this.#state === "waiting") this.#become("none");
  }

  /** Send a choice that waits at once: a phone whose screen goes dark stops the clock of its pages. */
  hurry() {
    if (this.#state === "waiting") this.#send();
  }

  /** @param {string} ballot */
  #begin(ballot) {
    this.#ballot = ballot;
    this.#become("none");
  }

  async #send() {
    const [ballot, choice] = [this.#ballot, this.#choice];
    if (ballot === null || choice === null) return;
    this.#become("sending");
    const error = await this.#untilAnswered(ballot, choice);
    if (this.#ballot !== ballot || this.#state !== "sending") return; // another ballot, or known meanwhile
    const code = /** @type {{code?: string} | null} */ (error)?.code;
    if (!error || code === "already_voted") return this.#become("recorded");
    if (code === "ballot_closed") return this.#become("late");
    this.#become("none", error);
  }

  /**
   * Send, over breaks of any length: who has voted already is not counted twice.
   * @param {string} ballot
   * @param {Choice} choice
   * @returns {Promise<unknown>} null, or why it was refused; null too once the answer is known otherwise
   */
  async #untilAnswered(ballot, choice) {
    while (this.#ballot === ballot && this.#state === "sending") {
      try {
        await this.#sending.cast(ballot, choice);
        return null;
      } catch (error) {
        if (/** @type {{code?: string}} */ (error).code !== "no_answer") return error;
        try {
          await this.#sending.line();
        } catch {
          return error;
        }
      }
    }
    return null;
  }

  /**
   * @param {VoteState} state
   * @param {unknown} [refusal]
   */
  #become(state, refusal = null) {
    clearTimeout(this.#timer);
    this.#state = state;
    this.refusal = refusal;
    if (state !== "waiting" && state !== "sending") this.#choice = null;
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Wait for the connection.
 * @param {EventTarget & {status: string}} wire
 * @returns {Promise<void>}
 * @throws {Error} there will be none any more
 */
export function untilOnline(wire) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (wire.status === "ended") reject(new Error("ended"));
      else if (wire.status !== "online") return;
      else resolve();
      wire.removeEventListener("status", look);
    };
    wire.addEventListener("status", look);
    look();
  });
}
