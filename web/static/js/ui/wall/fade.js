/**
 * Lets the sound of one meeting go and that of the next come, instead of cutting them: both
 * together take less than the 300 ms in which listening moves.
 */

/** Milliseconds in which sound goes, and in which it comes. Chosen: no click, and no waiting. */
export const GOES_MS = 100;
export const COMES_MS = 150;
const STEP_MS = 10;

export class Fade {
  #root;
  #later;
  #level = 1;
  /** Identifies the latest wish; an earlier one ends where it is. */
  #wish = 0;

  /**
   * @param {{querySelectorAll: (what: string) => Iterable<any>}} root where the sound elements live
   * @param {(run: () => void, ms: number) => unknown} [later]
   */
  constructor(root, later = (run, ms) => setTimeout(run, ms)) {
    this.#root = root;
    this.#later = later;
  }

  /** @param {number} level 0 … 1 @param {number} ms @returns {Promise<void>} when it is there */
  async to(level, ms) {
    this.#wish += 1;
    const wish = this.#wish;
    const steps = Math.max(1, Math.round((ms * Math.abs(level - this.#level)) / STEP_MS));
    const from = this.#level;
    for (let step = 1; step <= steps && wish === this.#wish; step += 1) {
      if (from !== level) await new Promise((done) => this.#later(() => done(null), STEP_MS));
      if (wish === this.#wish) this.#set(from + ((level - from) * step) / steps);
    }
  }

  /** @param {number} level */
  #set(level) {
    this.#level = level;
    for (const player of this.#root.querySelectorAll("audio")) player.volume = level;
  }
}
