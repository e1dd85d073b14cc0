/**
 * Lets the sound of one meeting go and that of the next come, instead of cutting them: both
 * together take less than the 300 ms in which listening moves. The next is asked for while the one
 * before goes.
 */

/** Milliseconds in which sound goes, and in which it comes. Chosen: no click, and no waiting. */
export const GOES_MS = 60;
export const COMES_MS = 100;
const STEP_MS = 10;

export class Fade {
  #root;
  #later;
  #now;
  #level = 1;
  /** Identifies the latest wish; an earlier one ends where it is. */
  #wish = 0;
  /** When what goes is gone. @type {Promise<void>|null} */
  #gone = null;

  /**
   * @param {{querySelectorAll: (what: string) => Iterable<any>}} root where the sound elements live
   * @param {(run: () => void, ms: number) => unknown} [later]
   * @param {() => number} [now] milliseconds that never go back
   */
  constructor(root, later = (run, ms) => setTimeout(run, ms), now = () => performance.now()) {
    this.#root = root;
    this.#later = later;
    this.#now = now;
  }

  /** Let the sound go. */
  go() {
    this.#gone = this.#to(0, GOES_MS);
  }

  /** Let the sound come; what was before goes first, if it still does. */
  async come() {
    const gone = this.#gone;
    await gone;
    if (gone === this.#gone) await this.#to(1, COMES_MS);
  }

  /** @param {number} level 0 … 1 @param {number} ms for the whole way from one end to the other */
  async #to(level, ms) {
    this.#wish += 1;
    const [wish, from, began_ms] = [this.#wish, this.#level, this.#now()];
    const lasts_ms = ms * Math.abs(level - from);
    for (let share = 0; share < 1 && wish === this.#wish; ) {
      if (lasts_ms > 0) await new Promise((done) => this.#later(() => done(null), STEP_MS));
      share = lasts_ms > 0 ? Math.min(1, (this.#now() - began_ms) / lasts_ms) : 1;
      if (wish === this.#wish) this.#set(from + (level - from) * share);
    }
  }

  /** @param {number} level */
  #set(level) {
    this.#level = level;
    for (const player of this.#root.querySelectorAll("audio")) player.volume = level;
  }
}
