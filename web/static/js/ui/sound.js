/**
 * Plays what the audio slots carry, one element per slot. Browsers forbid sound before the first
 * touch, or until the page has a microphone: then it emits `blocked`; `unlock`, called when that
 * has changed, brings it, and `playing` says so.
 */

import { t } from "../core/i18n.js";

/** @typedef {import("../core/media.js").Media} Media */
/** @typedef {import("../core/media.js").Slot} Slot */

export class Sound extends EventTarget {
  #root;
  /** @type {Map<number, HTMLAudioElement>} */
  #players = new Map();
  #muted = false;
  /** The loudspeaker that was chosen, by id; empty: the system's. */
  #loudspeaker = "";

  /**
   * @param {Media} media
   * @param {HTMLElement} root where the elements live
   */
  constructor(media, root) {
    super();
    this.#root = root;
    media.addEventListener("slot", (event) => this.#slot(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#muted = muted;
    for (const player of this.#players.values()) player.muted = muted;
  }

  /**
   * Play through another loudspeaker (Audio Output Devices API §2); one that is gone leaves the one
   * before.
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
    this.#root.append(player);
    if (this.#loudspeaker) this.#turnTo(player);
    this.#players.set(index, player);
    return player;
  }

  /** @param {HTMLAudioElement} player */
  async #turnTo(player) {
    await player.setSinkId?.(this.#loudspeaker).catch(() => {}); // unplugged: it plays on as before
  }

  /** @param {HTMLAudioElement} player */
  async #play(player) {
    try {
      await player.play();
      this.dispatchEvent(new CustomEvent("playing"));
    } catch (error) {
      const forbidden = error instanceof DOMException && error.name === "NotAllowedError";
      if (forbidden) this.dispatchEvent(new CustomEvent("blocked"));
    }
  }
}

/**
 * Ask for the one touch in a band, when the browser wants it; any touch or key will do.
 * @param {Sound} sound
 * @param {import("./bands.js").Bands} bands
 */
export function askForTouch(sound, bands) {
  const run = () => sound.unlock();
  sound.addEventListener("playing", () => bands.set("sound", null));
  sound.addEventListener("blocked", () => {
    for (const touch of ["pointerup", "keyup"]) addEventListener(touch, run, { once: true });
    bands.set("sound", {
      text: t("ui.sound.blocked"),
      level: "amber",
      action: { text: t("ui.sound.unlock"), run },
    });
  });
}
