/**
 * How much sound and picture this person wants, chosen before the meeting or in it.
 *
 * The server stores it for the person, for all devices and meetings. A choice made while the server
 * does not know the person (device check without a link, page offline) is kept in this browser and
 * sent after the next welcome.
 *
 * Emits `change`.
 */

import { kept } from "./storage.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {"full" | "sound" | "none"} MediaPreference as `prefer` in PROTOCOL.md */

/** @type {readonly MediaPreference[]} */
export const PREFERENCES = ["full", "sound", "none"];
const UNTOLD = "diemcau.media";

export class MediaChoice extends EventTarget {
  #wire;
  #storage;
  /** @type {MediaPreference} */
  #value;

  /** Resolves when the server has sent the person's stored preference; at once without a wire. */
  known;

  /**
   * @param {Wire | null} [wire] null: the person is not known
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} [storage]
   */
  constructor(wire = null, storage = kept) {
    super();
    this.#wire = wire;
    this.#storage = storage;
    this.#value = this.#untold() ?? "full";
    this.known = new Promise((resolve) => {
      if (!wire) return resolve(undefined);
      wire.addEventListener("welcome", (event) => {
        this.#welcomed(/** @type {CustomEvent} */ (event).detail.media);
        resolve(undefined);
      });
    });
  }

  /** @returns {MediaPreference} */
  get value() {
    return this.#value;
  }

  /** @param {MediaPreference} value */
  choose(value) {
    if (this.#wire?.status === "online") this.#wire.send("prefer", { media: value });
    else this.#keep(value);
    this.#set(value);
  }

  /** @param {MediaPreference} [told] the preference that the server has stored */
  #welcomed(told = "full") {
    const untold = this.#untold();
    if (!untold) return this.#set(told);
    this.#keep(null);
    this.choose(untold);
  }

  /** @param {MediaPreference} value */
  #set(value) {
    if (value === this.#value) return;
    this.#value = value;
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** @returns {MediaPreference | undefined} */
  #untold() {
    const untold = this.#storage.getItem(UNTOLD);
    return PREFERENCES.find((wish) => wish === untold);
  }

  /** @param {MediaPreference | null} value */
  #keep(value) {
    if (value) this.#storage.setItem(UNTOLD, value);
    else this.#storage.removeItem(UNTOLD);
  }
}
