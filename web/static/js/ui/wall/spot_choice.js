/**
 * Which meeting the spot monitor shows: what the reader points at, else what the tour shows, else
 * the worst, else what is listened to; and if there is none of these it stays where it is. Pure.
 */

/** Milliseconds for which it stays although another one has become the worst; as tiles do. */
const STILL_MS = 10_000;

/**
 * @typedef {object} Wishes
 * @property {string|null} selected by the reader's hand
 * @property {string|null} tour
 * @property {string|null} worst of those that need attention
 * @property {string|null} listened
 * @property {readonly string[]} ids of all, in order
 */

export class SpotChoice {
  /** @type {string|null} */
  #at = null;
  #since_ms = -Infinity;

  /**
   * @param {Wishes} wishes
   * @param {number} now_ms
   * @returns {string|null}
   */
  next({ selected, tour, worst, listened, ids }, now_ms) {
    const there = (/** @type {string|null} */ id) => (id !== null && ids.includes(id) ? id : null);
    const asked = there(selected) ?? there(tour);
    const stays = there(this.#at);
    const still = stays !== null && now_ms - this.#since_ms < STILL_MS;
    const next = asked ?? (still ? stays : there(worst) ?? there(listened) ?? stays ?? ids[0] ?? null);
    if (next !== this.#at) this.#since_ms = now_ms;
    this.#at = next;
    return next;
  }
}
