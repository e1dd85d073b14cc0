/**
 * Which meeting is listened to: one at a time, recorded, and shown to the branch. The one before
 * fades out before the next is asked for.
 */

/** @typedef {(meeting: string, command: string, args: Record<string, any>) => Promise<boolean>} Act */

export class Listening {
  #media;
  #act;
  #changed;

  /** The meeting that was chosen. @type {string|null} */
  chosen = null;
  /** The meeting whose sound is asked for. @type {string|null} */
  heard = null;

  /**
   * @param {{unlock: () => void, quieten: () => Promise<void>}} media
   * @param {Act} act
   * @param {() => void} changed
   */
  constructor(media, act, changed) {
    this.#media = media;
    this.#act = act;
    this.#changed = changed;
  }

  /** Listen to a meeting instead of any other; a second time ends it. To be called from a touch or key. @param {string} meeting */
  async toggle(meeting) {
    const chosen = this.chosen === meeting ? null : meeting;
    this.chosen = chosen;
    this.#media.unlock();
    this.#changed();
    if (this.heard) await this.#media.quieten();
    if (this.chosen !== chosen) return; // chosen anew while it faded
    const before = this.heard;
    this.heard = chosen;
    this.#changed();
    if (before && before !== chosen) await this.#act(before, "listen", { on: false });
    if (chosen && this.chosen === chosen && !(await this.#act(chosen, "listen", { on: true }))) this.forget(chosen);
  }

  /** A new session knows nothing of what was listened to. */
  again() {
    if (this.heard) this.#act(this.heard, "listen", { on: true });
  }

  /** A meeting cannot be listened to any more. @param {string} meeting */
  forget(meeting) {
    if (this.chosen === meeting) this.chosen = null;
    if (this.heard === meeting) this.heard = null;
    this.#changed();
  }
}
