/** Does something from time to time until it is stopped; a time that fails does not end it. */

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
      this.#what().catch(() => {}); // a connection that is gone has no figures any more
    }, this.#everyMs);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
