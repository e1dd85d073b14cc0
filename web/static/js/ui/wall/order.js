/**
 * Worst first without flicker: a tile that has just moved stays where it is for a while, whatever
 * happens; the others find their order in the places that are free. Equals keep the order they had;
 * a new tile begins at the end, which moves nobody.
 */

/** `design.md` §7: a tile moves at most once in ten seconds. */
const STILL_MS = 10_000;

export class Order {
  /** @type {string[]} */
  #standing = [];
  /** @type {Map<string, number>} */
  #moved_ms = new Map();

  /**
   * The order to show now.
   *
   * @param {Map<string, number>} badness meeting → how much it asks for attention
   * @param {number} now_ms
   * @returns {string[]}
   */
  next(badness, now_ms) {
    const stayed = this.#standing.filter((id) => badness.has(id));
    const before = [...stayed, ...[...badness.keys()].filter((id) => !stayed.includes(id))];
    const free = before.filter((id) => now_ms - (this.#moved_ms.get(id) ?? -Infinity) >= STILL_MS);
    const wished = [...free].sort((a, b) => (badness.get(b) ?? 0) - (badness.get(a) ?? 0));
    const after = before.map((id) => (free.includes(id) ? String(wished.shift()) : id));
    after.forEach((id, index) => id !== before[index] && this.#moved_ms.set(id, now_ms));
    this.#standing = after;
    return after;
  }
}
