/**
 * Plays what the audio slots carry, one element per slot. Browsers forbid sound before the first
 * touch, or until the page has a microphone: then it emits `blocked`; `unlock`, called when that
 * has changed, brings it, and `playing` says so. What is paused from outside (a telephone call, the
 * media keys of a keyboard or headset) plays on at once; when it is paused again, or may not, it
 * emits `paused`.
 */

import { t } from "../core/i18n.js";

/** @typedef {import("../core/media.js").Media} Media */
/** @typedef {import("../core/media.js").Slot} Slot */

/**
 * Milliseconds after playback was resumed against a pause in which a second pause is taken as
 * intended. Chosen: enough to press a key twice.
 */
const MEANT_WITHIN_MS = 3000;

export class Sound extends EventTarget {
  #root;
  /** @type {Map<number, HTMLAudioElement>} */
  #players = new Map();
  #muted = false;
  /** The loudspeaker that was chosen, by id; empty: the system's. */
  #loudspeaker = "";
  #now;
  #closed = new AbortController();
  /** When the pause of an element was overruled last. @type {Map<HTMLAudioElement, number>} */
  #overruledMs = new Map();

  /**
   * @param {Media} media
   * @param {HTMLElement} root where the elements live
   * @param {() => number} [now] milliseconds that never go back
   */
  constructor(media, root, now = () => performance.now()) {
    super();
    this.#root = root;
    this.#now = now;
    document.addEventListener("visibilitychange", () => document.hidden || this.#goOn(), { signal: this.#closed.signal });
    media.addEventListener("slot", (event) => this.#slot(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted;
    for (const player of this.#players.values()) player.muted = muted;
  }

  /**
   * Play through another loudspeaker (Audio Output Devices API §2); if that is not connected, the
   * former one stays.
   * @param {string} id
   */
  async playThrough(id) {
    this.#loudspeaker = id;
    await Promise.all([...this.#players.values()].map((player) => this.#turnTo(player)));
  }

  /** Play everything; to be called from a touch or key, or when the page got a microphone. */
  async unlock() {
    await Promise.all([...this.#players.values()].map((player) => this.#play(player)));
  }

  /** Play nothing any more; the media are over. */
  close() {
    this.#closed.abort();
    for (const player of this.#players.values()) player.remove();
  }

  /** @param {Slot} slot */
  #slot({ kind, index, track }) {
    if (kind !== "audio") return;
    const player = this.#players.get(index) ?? this.#make(index);
    const current = /** @type {MediaStream | null} */ (player.srcObject);
    if (current?.getTracks()[0] === track) return;
    player.srcObject = new MediaStream([track]);
    this.#play(player);
  }

  /** @param {number} index */
  #make(index) {
    const player = document.createElement("audio");
    player.muted = this.#muted;
    player.addEventListener("pause", () => this.#paused(player));
    this.#root.append(player);
    if (this.#loudspeaker) this.#turnTo(player);
    this.#players.set(index, player);
    return player;
  }

  /** @param {HTMLAudioElement} player */
  async #turnTo(player) {
    await player.setSinkId?.(this.#loudspeaker).catch(() => {}); // unplugged: it plays on as before
  }

  /** The page is visible again, as after a call: resume what was paused meanwhile. */
  #goOn() {
    for (const player of this.#players.values()) if (isSilent(player)) this.#play(player, "paused");
  }

  /** The page itself never pauses. @param {HTMLAudioElement} player */
  #paused(player) {
    if (!isSilent(player)) return;
    const last = this.#overruledMs.get(player) ?? -Infinity;
    this.#overruledMs.set(player, this.#now());
    if (this.#now() - last >= MEANT_WITHIN_MS) this.#play(player, "paused");
    else if (!this.#muted) this.dispatchEvent(new CustomEvent("paused"));
  }

  /**
   * @param {HTMLAudioElement} player
   * @param {"blocked" | "paused"} [otherwise] what is emitted when the browser forbids it
   */
  async #play(player, otherwise = "blocked") {
    try {
      await player.play();
      this.dispatchEvent(new CustomEvent("playing"));
    } catch (error) {
      const forbidden = error instanceof DOMException && error.name === "NotAllowedError";
      if (forbidden) this.dispatchEvent(new CustomEvent(otherwise));
    }
  }
}

/**
 * Tell whether an element that should play does not; what the page has taken away should not.
 * @param {HTMLAudioElement} player
 */
const isSilent = (player) => player.paused && player.isConnected;

/**
 * Ask for the one touch in a band, when the browser wants it; any touch or key will do.
 * @param {Sound} sound
 * @param {import("./bands.js").Bands} bands
 */
export function askForTouch(sound, bands) {
  const run = () => sound.unlock();
  sound.addEventListener("playing", () => bands.set("sound", null));
  for (const silent of ["blocked", "paused"]) sound.addEventListener(silent, () => {
    for (const touch of ["pointerup", "keyup"]) addEventListener(touch, run, { once: true });
    bands.set("sound", {
      text: t(`ui.sound.${silent}`),
      level: "amber",
      action: { text: t("ui.sound.unlock"), run },
    });
  });
}
