/**
 * Worst first without flicker: a tile that has just moved stays where it is for a while, whatever
 * happens; the others find their order in the places that are free. Equals keep the order they had;
 * a new tile begins at the end, which moves nobody. While a hand is near nothing moves at all, and
 * the place of one that is gone stays free.
 */

/** Milliseconds in which a tile moves at most once, so that an eye can rest on it; chosen. */
const STILL_MS = 10_000;

export class Order {
  /** @type {string[]} */
  #standing = [];
  /** @type {Map<string, number>} */
  #moved_ms = new Map();

  /** Whether tiles would move if nobody were using them (`hand.js`). */
  waits = false;

  /**
   * The order to show now; with a hand near, also what is gone in its old place.
   *
   * @param {Map<string, number>} badness meeting → how much it asks for attention
   * @param {number} now_ms
   * @param {boolean} [held] whether a hand is near
   * @returns {string[]}
   */
  next(badness, now_ms, held = false) {
    const stayed = this.#standing.filter((id) => held || badness.has(id));
    const before = [...stayed, ...[...badness.keys()].filter((id) => !stayed.includes(id))];
    const wished = this.#wished(before, badness, now_ms);
    this.waits = held && wished.some((id, index) => id !== before[index] || !badness.has(id));
    const after = held ? before : wished;
    after.forEach((id, index) => id !== before[index] && this.#moved_ms.set(id, now_ms));
    for (const id of this.#moved_ms.keys()) if (!after.includes(id)) this.#moved_ms.delete(id);
    this.#standing = after;
    return after;
  }

  /**
   * @param {string[]} before
   * @param {Map<string, number>} badness
   * @param {number} now_ms
   * @returns {string[]}
   */
  #wished(before, badness, now_ms) {
    const free = before.filter((id) => now_ms - (this.#moved_ms.get(id) ?? -Infinity) >= STILL_MS);
    const sorted = [...free].sort((a, b) => (badness.get(b) ?? 0) - (badness.get(a) ?? 0));
    return before.map((id) => (free.includes(id) ? String(sorted.shift()) : id));
  }
}
