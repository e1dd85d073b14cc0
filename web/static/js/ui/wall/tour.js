/**
 * The automatic tour: each meeting in turn where something happens; ends at any touch of the
 * reader's own. Quiet ones are left out: whoever looks at everything sees less of it.
 */

import { setAttribute } from "../elements.js";

/** How long each stays. Chosen: who speaks, how they sit, what is alarmed. */
const STAY_MS = 20_000;

/**
 * The meeting after this one where something happens. Pure.
 *
 * @param {readonly string[]} ids in order
 * @param {string|null} at
 * @param {(meeting: string) => boolean} isQuiet
 * @returns {string|null} the same when nothing happens elsewhere
 */
export function nextOf(ids, at, isQuiet) {
  const from = ids.indexOf(at ?? "") + 1;
  const others = [...ids.slice(from), ...ids.slice(0, from)];
  return others.find((id) => !isQuiet(id)) ?? (at !== null && ids.includes(at) ? at : ids[0] ?? null);
}

/**
 * Whether there is nothing to see: not in session, or nobody speaks, nothing is voted on and
 * nothing needs attention.
 *
 * @param {import("../../core/types.js").View | undefined} view
 * @param {boolean} needsAttention
 * @param {boolean} isHeard whether a microphone was loud lately
 */
export function isQuiet(view, needsAttention, isHeard) {
  if (needsAttention) return false;
  if (view?.meeting.state !== "open") return true;
  const votes = view.ballots.some(({ phase }) => phase === "open");
  return !votes && !isHeard && view.floor.turn === null;
}

export class Tour {
  #button;
  #ids;
  #isQuiet;
  #open;
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #timer;
  /** The meeting that the tour shows. @type {string|null} */
  at = null;

  /**
   * @param {HTMLElement} button
   * @param {() => string[]} ids meetings in order
   * @param {(meeting: string) => boolean} isQuiet
   * @param {(meeting: string) => void} open
   */
  constructor(button, ids, isQuiet, open) {
    this.#button = button;
    this.#ids = ids;
    this.#isQuiet = isQuiet;
    this.#open = open;
    button.addEventListener("click", () => this.toggle());
  }

  toggle() {
    if (this.#timer) return this.stop();
    setAttribute(this.#button, "aria-pressed", "true");
    this.#timer = setInterval(() => this.#next(), STAY_MS);
    this.#next();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.at = null;
    setAttribute(this.#button, "aria-pressed", "false");
  }

  #next() {
    const next = nextOf(this.#ids(), this.at, this.#isQuiet);
    if (next === null || next === this.at) return;
    this.at = next;
    this.#open(next);
  }
}
