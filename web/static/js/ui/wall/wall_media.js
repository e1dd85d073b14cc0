/**
 * All pictures of the wall over one peer connection, and the sound of the one meeting that is
 * listened to. Says to the server which meetings the slots shall show; a meeting keeps its slot as
 * long as it is shown, so that its picture does not break when tiles move.
 */

import { Media } from "../../core/media.js";
import { Sound } from "../sound.js";
import { assignSlots } from "./slots.js";

/** @typedef {import("../../core/media.js").Slot} Slot */
/** @typedef {{wanted: string[], large: string|null, listen: string|null, layer: "q"|"h"|"f"}} Wish */

/** Slots at least, so that meetings that open later need no new connection; and at most. Chosen. */
const FEWEST = 6;
const MOST = 16;
const AUDIO_SLOTS = 3;

/** Emits `picture` with `{meeting, slot}`. */
export class WallMedia extends EventTarget {
  #options;
  #sounds;
  /** @type {Media|null} */
  #media = null;
  #size = 0;
  /** @type {string[]} */
  #assigned = [];
  #said = "";

  /**
   * @param {{wire: import("../../core/wire.js").Wire, ice: RTCIceServer[]}} options
   * @param {HTMLElement} sounds where the sound elements live
   * @param {(media: Media) => void} made told of each connection made
   */
  constructor(options, sounds, made) {
    super();
    this.#options = options;
    this.#sounds = sounds;
    this.made = made;
  }

  /**
   * Connect with a slot for each meeting; connect anew when there are more meetings than slots.
   *
   * @param {number} meetings
   */
  fit(meetings) {
    const size = Math.min(MOST, Math.max(FEWEST, meetings));
    if (size <= this.#size) return;
    this.#media?.stop();
    this.#size = size;
    this.#assigned = [];
    this.#said = "";
    const media = new Media({ ...this.#options, sends: [], audioSlots: AUDIO_SLOTS, videoSlots: size });
    media.addEventListener("slot", (event) => this.#slot(media, /** @type {CustomEvent} */ (event).detail));
    this.#sounds.replaceChildren();
    this.sound = new Sound(media, this.#sounds);
    this.#media = media;
    this.made(media);
    media.start();
  }

  /**
   * Say what shall be seen and heard; said to the server only when it differs.
   *
   * @param {Wish} wish
   */
  show({ wanted, large, listen, layer }) {
    if (!this.#media) return;
    this.#assigned = assignSlots(this.#assigned, wanted, this.#size);
    const body = { meetings: this.#assigned, large, listen, layer };
    const said = JSON.stringify(body);
    if (said === this.#said) return;
    this.#said = said;
    this.#media.show(body);
  }

  /** @param {string} meeting @returns {Slot|undefined} the slot that shows a meeting */
  slotOf(meeting) {
    return this.#media?.slots.find((slot) => slot.kind === "video" && slot.meeting === meeting);
  }

  /**
   * @param {Media} media
   * @param {Slot} slot
   */
  #slot(media, slot) {
    if (media !== this.#media || slot.kind !== "video") return;
    this.dispatchEvent(new CustomEvent("picture"));
  }
}
