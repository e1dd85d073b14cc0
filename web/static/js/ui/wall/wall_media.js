/**
 * All pictures of the wall, and the sound of the one meeting that is listened to: over one peer
 * connection for each process of the server that carries any of the meetings (`carriers` in
 * PROTOCOL.md). Usually that is one.
 */

import { MOST_SLOTS } from "./slots.js";
import { WallPart } from "./wall_part.js";

/** @typedef {import("../../core/media.js").MediaState} MediaState */
/** @typedef {import("../../core/slots.js").Slot} Slot */
/** @typedef {import("./wall_part.js").Wish} Wish */

/** Stands for the number of what carries a wall's meetings until the server tells it. */
const UNTOLD = -1;
/** What is said of several connections: the first of these that one of them is in. @type {MediaState[]} */
const WORST_FIRST = ["refused", "no_path", "broken", "connecting", "connected", "off"];

/** Emits `picture` when a slot shows something else, and `state` as `Media` does. */
export class WallMedia extends EventTarget {
  #makePart;
  /** By the number of what carries it. @type {Map<number, WallPart>} */
  #parts = new Map();
  /** The number of what carries a meeting. @type {Map<string, number>} */
  #carriers = new Map();
  #runs = true;

  /**
   * @param {import("./wall_part.js").Options} options
   * @param {HTMLElement} sounds where the sound elements live
   * @param {() => WallPart} [makePart]
   */
  constructor(options, sounds, makePart = () => new WallPart(options, sounds)) {
    super();
    this.#makePart = makePart;
    options.wire.addEventListener("welcome", (event) => {
      this.#begin(/** @type {CustomEvent<{meetings: string[]}>} */ (event).detail.meetings);
    });
    options.wire.addEventListener("carriers", (event) => {
      this.#carried(/** @type {CustomEvent<{of: Record<string, number>}>} */ (event).detail.of);
    });
  }

  /** Be connected, as it is from the beginning, and after `stop` again. */
  start() {
    this.#runs = true;
    this.#connect();
  }

  /** End every connection: nothing is seen or heard. */
  stop() {
    this.#runs = false;
    for (const part of this.#parts.values()) part.stop();
    this.#parts.clear();
    this.dispatchEvent(new CustomEvent("state", { detail: { state: "off", code: null } }));
  }

  /**
   * Say what shall be seen and heard; said to the server only when it differs.
   *
   * @param {Wish} wish
   */
  show({ wanted, large, listen, ...how }) {
    const shown = wanted.slice(0, MOST_SLOTS);
    const heard = listen === null ? -1 : this.#carriers.get(listen);
    // Who is heard comes last: the one before falls silent first.
    const parts = [...this.#parts].sort(([a], [b]) => Number(a === heard) - Number(b === heard));
    for (const [number, part] of parts) {
      const here = (/** @type {string} */ id) => this.#carriers.get(id) === number;
      part.show({
        wanted: shown.filter(here),
        large: large !== null && here(large) ? large : null,
        listen: listen !== null && here(listen) ? listen : null,
        ...how,
      });
    }
  }

  /** Let go of the sound that is heard. */
  quieten() {
    for (const part of this.#parts.values()) part.quieten();
  }

  /** Play the sounds; to be called from a touch or key. */
  unlock() {
    for (const part of this.#parts.values()) part.unlock();
  }

  /** @param {string} meeting @returns {Slot|undefined} the slot that shows a meeting */
  slotOf(meeting) {
    return this.#parts.get(this.#carriers.get(meeting) ?? -1)?.slotOf(meeting);
  }

  /**
   * Connect before it is told what carries the meetings: usually one process has all of them, and
   * what it takes to make an offer of 48 slots passes while the server fetches the meetings.
   *
   * @param {string[]} meetings
   */
  #begin(meetings) {
    if (this.#carriers.size > 0) return;
    this.#carriers = new Map(meetings.map((id) => [id, UNTOLD]));
    this.#connect();
  }

  /** @param {Record<string, number>} of */
  #carried(of) {
    const [first] = this.#carriers.keys();
    this.#carriers = new Map(Object.entries(of));
    const begun = this.#parts.get(UNTOLD);
    if (begun && first in of) this.#parts.delete(UNTOLD) && this.#parts.set(of[first], begun);
    this.#connect();
  }

  /** Have one connection for each that carries something. */
  #connect() {
    if (!this.#runs) return;
    const numbers = new Set(this.#carriers.values());
    for (const [number, part] of this.#parts) {
      if (numbers.has(number)) continue;
      this.#parts.delete(number);
      part.stop();
    }
    for (const number of numbers) {
      const meetings = [...this.#carriers.keys()].filter((id) => this.#carriers.get(id) === number);
      this.#part(number).fit(meetings);
    }
  }

  /** @param {number} number */
  #part(number) {
    let part = this.#parts.get(number);
    if (!part) {
      part = this.#makePart();
      part.addEventListener("picture", () => this.dispatchEvent(new CustomEvent("picture")));
      part.addEventListener("state", () => this.#stateChanged());
      this.#parts.set(number, part);
    }
    return part;
  }

  #stateChanged() {
    const states = [...this.#parts.values()].map(({ state }) => state);
    states.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state));
    if (states.length > 0) this.dispatchEvent(new CustomEvent("state", { detail: states[0] }));
  }
}
