/**
 * Which meeting is listened to: one at a time, recorded, and shown to the branch. The next is asked
 * for while the one before fades out.
 */

/** @typedef {(meeting: string, command: string, args: Record<string, any>) => Promise<boolean>} Act */

export class Listening {
  #media;
  #act;
  #changed;

  /** The meeting that was chosen. @type {string|null} */
  chosen = null;

  /**
   * @param {{unlock: () => void, quieten: () => void}} media
   * @param {Act} act
   * @param {() => void} changed has it asked for
   */
  constructor(media, act, changed) {
    this.#media = media;
    this.#act = act;
    this.#changed = changed;
  }

  /** Listen to a meeting instead of any other; a second time ends it. To be called from a touch or key. @param {string} meeting */
  async toggle(meeting) {
    const before = this.chosen;
    const chosen = before === meeting ? null : meeting;
    this.chosen = chosen;
    this.#media.unlock();
    if (before) this.#media.quieten();
    this.#changed();
    const begun = chosen && this.#act(chosen, "listen", { on: true });
    if (before) this.#act(before, "listen", { on: false });
    if (chosen && !(await begun)) this.forget(chosen);
  }

  /** A new session knows nothing of what was listened to. */
  again() {
    if (this.chosen) this.#act(this.chosen, "listen", { on: true });
  }

  /** A meeting cannot be listened to any more. @param {string} meeting */
  forget(meeting) {
    if (this.chosen === meeting) this.chosen = null;
    this.#changed();
  }
}
