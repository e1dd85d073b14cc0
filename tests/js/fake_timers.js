/**
 * Timers on a clock of the test's own; installed instead of the real ones.
 *
 * Node.js has its own (`mock.timers`), but not in the version that Debian 12 ships.
 */

export class FakeTimers {
  #now = 0;
  #next = 1;
  #waiting = new Map();

  /** Take the place of the real timers. */
  install() {
    globalThis.setTimeout = (callback, delay = 0) => {
      const id = this.#next++;
      this.#waiting.set(id, { at: this.#now + delay, callback });
      return id;
    };
    globalThis.clearTimeout = (id) => void this.#waiting.delete(id);
    return this;
  }

  /** Let time pass; what falls due is called in order, also what is set meanwhile. */
  tick(duration) {
    const end = this.#now + duration;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= end);
      if (due.length === 0) break;
      const [id, { at, callback }] = due.reduce((a, b) => (b[1].at < a[1].at ? b : a));
      this.#waiting.delete(id);
      this.#now = at;
      callback();
    }
    this.#now = end;
  }
}
