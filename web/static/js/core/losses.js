/**
 * Notices that a microphone or camera stopped without being switched off: it was unplugged or its
 * permission revoked (`ended`), or the system mutes it, as during a telephone call (`mute`).
 * Reports that at once, and requests another device.
 */

/** @typedef {"microphone" | "camera"} Source */
/**
 * @typedef {object} Hands callbacks
 * @property {(source: Source) => void} lost the device's track has ended
 * @property {(silent: boolean) => void} silenced the track is muted, or unmuted again
 * @property {(source: Source) => Promise<void>} replace open another device
 */

/**
 * Milliseconds for which a track may be muted before another device is tried. Chosen: a headset
 * that changes its mode takes one or two seconds.
 */
export const SILENT_FOR_MS = 3000;
/**
 * Milliseconds after a replacement in which the same source is not replaced again. Chosen: a
 * browser that at once ends each new track would otherwise be asked endlessly.
 */
export const REPLACED_APART_MS = 10_000;

export class Losses {
  #hands;
  #now;
  /** The tracks that are watched. @type {Map<Source, MediaStreamTrack>} */
  #watched = new Map();
  /** Sources whose track has ended and has not been replaced yet. @type {Set<Source>} */
  #missing = new Set();
  /** Sources that are being replaced. @type {Set<Source>} */
  #replacing = new Set();
  /** When each source was last replaced, by `now`. @type {Map<Source, number>} */
  #replaced = new Map();

  /**
   * @param {Hands} hands
   * @param {EventTarget | undefined} devices `navigator.mediaDevices`, for its `devicechange`
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
   * Stop watching sources: they were switched off on purpose.
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
      // Phones mute a camera while its page is hidden, and unmute it by themselves.
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
