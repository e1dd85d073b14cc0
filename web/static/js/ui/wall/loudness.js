/** How loud each meeting is, as the server tells it in steps: a share of a bar's length, and whether anybody was heard lately. */

/** Level in dBov at which a meeting is silent (`loudness` in PROTOCOL.md). */
const SILENT_DBOV = -60;
/** A meeting counts as heard for so long after its last sound. Chosen: a pause between two speakers. */
export const HEARD_WITHIN_MS = 20_000;

/** @param {number} level in dBov @returns {number} 0 … 1 */
const shareOf = (level) => Math.max(0, 1 - level / SILENT_DBOV);

export class Loudness {
  /** The share of each meeting that was told. @type {Map<string, number>} */
  #shares = new Map();
  /** When each fell silent. @type {Map<string, number>} */
  #heard_ms = new Map();

  /**
   * @param {Record<string, number>} of dBov by meeting, of those where it changed
   * @param {number} now_ms
   * @returns {[string, number][]} the share of each
   */
  take(of, now_ms) {
    return Object.entries(of).map(([meeting, level]) => {
      const share = shareOf(level);
      if (this.share(meeting) > 0 || share > 0) this.#heard_ms.set(meeting, now_ms);
      this.#shares.set(meeting, share);
      return [meeting, share];
    });
  }

  /** After a new session everybody is silent until told otherwise. @returns {[string, number][]} */
  again() {
    const all = [...this.#shares.keys()];
    this.#shares.clear();
    return all.map((meeting) => [meeting, 0]);
  }

  /** @param {string} meeting */
  forget(meeting) {
    this.#shares.delete(meeting);
    this.#heard_ms.delete(meeting);
  }

  /** @param {string} meeting @returns {number} 0 … 1 */
  share(meeting) {
    return this.#shares.get(meeting) ?? 0;
  }

  /** @param {string} meeting @param {number} now_ms */
  wasHeard(meeting, now_ms) {
    return this.share(meeting) > 0 || now_ms - (this.#heard_ms.get(meeting) ?? -Infinity) < HEARD_WITHIN_MS;
  }
}
