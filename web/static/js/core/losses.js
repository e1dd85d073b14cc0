/**
 * Notices that a microphone or camera gives nothing any more without its owner's wish: it was
 * pulled out, its permission was taken back (`ended`), or the system keeps it silent, in a telephone
 * call for instance (`mute`). Says so at once, and asks for another one in its place.
 */

/** @typedef {"microphone" | "camera"} Source */
/**
 * @typedef {object} Hands what is done about it
 * @property {(source: Source) => void} lost it has ended
 * @property {(silent: boolean) => void} silenced it gives nothing for now, or gives again
 * @property {(source: Source) => Promise<void>} replace open another one
 */

/**
 * How long the system may keep a device silent before another one is tried, in ms. Chosen: a
 * headset that changes its mode takes one or two seconds.
 */
export const SILENT_FOR_MS = 3000;
/**
 * What ends again within this time after it was replaced is left to its owner, in ms. Chosen: a
 * browser that takes back what it has just given would be asked without end.
 */
export const REPLACED_APART_MS = 10_000;

export class Losses {
  #hands;
  #now;
  /** What is watched. @type {Map<Source, MediaStreamTrack>} */
  #watched = new Map();
  /** What has ended, and nothing is in its place yet. @type {Set<Source>} */
  #missing = new Set();
  /** What is being replaced just now. @type {Set<Source>} */
  #replacing = new Set();
  /** When it was replaced last. @type {Map<Source, number>} */
  #replaced = new Map();

  /**
   * @param {Hands} hands
   * @param {EventTarget | undefined} devices the browser's, that tell when one is plugged in
   * @param {() => number} [now] milliseconds that never go back
   */
  constructor(hands, devices, now = () => performance.now()) {
    this.#hands = hands;
    this.#now = now;
    devices?.addEventListener?.("devicechange", () => {
      for (const source of this.#missing) this.#replace(source);
    });
  }

  /**
   * Watch a track from now on, instead of the one before.
   * @param {Source} source
   * @param {MediaStreamTrack} track
   */
  watch(source, track) {
    this.#watched.set(source, track);
    this.#missing.delete(source);
    track.addEventListener("ended", () => this.#ended(source, track));
    track.addEventListener("unmute", () => this.#isWatched(source, track) && this.#hands.silenced(false));
    track.addEventListener("mute", () => this.#silenced(source, track));
  }

  /**
   * Their owner let go of them: nothing is missed.
   * @param {Source[]} [sources]
   */
  forget(sources = ["microphone", "camera"]) {
    for (const source of sources) {
      this.#watched.delete(source);
      this.#missing.delete(source);
    }
  }

  /**
   * @param {Source} source
   * @param {MediaStreamTrack} track
   */
  #isWatched(source, track) {
    return this.#watched.get(source) === track;
  }

  /**
   * @param {Source} source
   * @param {MediaStreamTrack} track
   */
  #ended(source, track) {
    if (!this.#isWatched(source, track)) return;
    this.#watched.delete(source);
    this.#missing.add(source);
    this.#hands.lost(source);
    this.#replaceAlone(source);
  }

  /**
   * @param {Source} source
   * @param {MediaStreamTrack} track
   */
  #silenced(source, track) {
    if (!this.#isWatched(source, track)) return;
    this.#hands.silenced(true);
    setTimeout(() => {
      // Phones keep a camera silent while its page is out of sight, and give it back by themselves.
      const seen = !globalThis.document?.hidden;
      if (track.muted && seen && this.#isWatched(source, track)) this.#replaceAlone(source);
    }, SILENT_FOR_MS);
  }

  /** @param {Source} source */
  #replaceAlone(source) {
    const last = this.#replaced.get(source) ?? -Infinity;
    if (this.#now() - last >= REPLACED_APART_MS) this.#replace(source);
  }

  /** @param {Source} source */
  async #replace(source) {
    if (this.#replacing.has(source)) return;
    this.#replacing.add(source);
    this.#replaced.set(source, this.#now());
    try {
      await this.#hands.replace(source);
    } finally {
      this.#replacing.delete(source);
    }
  }
}
