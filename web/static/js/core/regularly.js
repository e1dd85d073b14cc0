/** Calls an asynchronous function at intervals until stopped, whether or not a call fails. */

export class Regularly {
  #what;
  #everyMs;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => Promise<unknown>} what
   * @param {number} everyMs
   */
  constructor(what, everyMs) {
    this.#what = what;
    this.#everyMs = everyMs;
  }

  start() {
    this.stop();
    this.#timer = setTimeout(() => {
      this.start();
      this.#what().catch(() => {}); // a closed connection has no statistics
    }, this.#everyMs);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
