/**
 * The meetings of the wall that one process of the server carries: one peer connection with a slot
 * for each. A meeting keeps its slot as long as it is shown, so that its picture does not break
 * when tiles move.
 */

import { Media } from "../../core/media.js";
import { el } from "../elements.js";
import { Sound } from "../sound.js";
import { Fade } from "./fade.js";
import { assignSlots, slotsFor } from "./slots.js";

/** @typedef {import("../../core/media.js").MediaState} MediaState */
/** @typedef {import("../../core/slots.js").Slot} Slot */
/** @typedef {Pick<import("../../core/media.js").MediaOptions, "wire"|"ice"|"makePeer">} Options */
/** @typedef {"t"|"q"|"h"|"f"} Layer */
/** @typedef {{wanted: string[], large: string|null, large_layer: Layer, screen: boolean, listen: string|null, layer: Layer}} Wish */

const AUDIO_SLOTS = 3;

/** Emits `picture` when a slot shows something else, and `state`. */
export class WallPart extends EventTarget {
  #options;
  #sounds;
  #fade;
  /** What is to be heard here. @type {string|null} */
  #listen = null;
  /** @type {Media|null} */
  #media = null;
  /** @type {Sound|null} */
  #sound = null;
  #size = 0;
  /** @type {string[]} */
  #meetings = [];
  /** @type {(string|null)[]} */
  #assigned = [];
  #said = "";
  /** The video slot of each meeting; null: to be read again. @type {Map<string|null, Slot>|null} */
  #slots = null;

  /** How the connection does. @type {{state: MediaState, code: string|null}} */
  state = { state: "off", code: null };

  /**
   * @param {Options} options
   * @param {HTMLElement} sounds where the sound elements live
   */
  constructor(options, sounds) {
    super();
    this.#options = options;
    this.#sounds = el("div", {});
    sounds.append(this.#sounds);
    this.#fade = new Fade(this.#sounds);
  }

  /**
   * Connect with a slot for each meeting; connect anew when there are more meetings than slots.
   *
   * @param {string[]} meetings
   */
  fit(meetings) {
    this.#meetings = meetings;
    const size = slotsFor(meetings.length);
    if (size <= this.#size) return;
    this.#media?.stop();
    this.#sound?.close();
    this.#slots = null;
    this.#size = size;
    this.#assigned = [];
    this.#said = "";
    this.#media = this.#connect(size);
    this.#media.start();
  }

  /** End the connection. */
  stop() {
    this.#media?.stop();
    this.#sound?.close();
    this.#sounds.remove();
  }

  /**
   * Say what shall be seen and heard; said to the server only when it differs.
   *
   * @param {Wish} wish of this part's meetings only
   */
  show({ wanted, large, large_layer, screen, listen, layer }) {
    this.#listen = listen;
    this.#assigned = assignSlots(this.#assigned, wanted, this.#size);
    const body = { meetings: this.#assigned, large, large_layer, screen, listen, layer };
    const said = JSON.stringify(body);
    if (said === this.#said) return;
    this.#said = said;
    this.#media?.show(body);
  }

  /** Let the sound go; it comes with the next meeting that is heard. */
  quieten() {
    this.#fade.go();
  }

  /** Play the sounds; to be called from a touch or key. */
  unlock() {
    this.#sound?.unlock();
  }

  /** @param {string} meeting @returns {Slot|undefined} the slot that shows a meeting */
  slotOf(meeting) {
    this.#slots ??= new Map(this.#media?.slots.filter(({ kind }) => kind === "video").map((slot) => [slot.meeting, slot]));
    return this.#slots.get(meeting);
  }

  /** @param {number} size @returns {Media} */
  #connect(size) {
    const first = () => this.#meetings[0];
    const media = new Media({
      ...this.#options,
      sends: [],
      get meeting() {
        return first(); // asked with each offer: the one that was named first may have ended
      },
      audioSlots: AUDIO_SLOTS,
      videoSlots: size,
    });
    media.addEventListener("slot", (event) => this.#slot(media, /** @type {CustomEvent} */ (event).detail));
    media.addEventListener("state", (event) => this.#moved(media, /** @type {CustomEvent} */ (event).detail));
    this.#sound = new Sound(media, this.#sounds);
    return media;
  }

  /**
   * @param {Media} media
   * @param {Slot} slot
   */
  #slot(media, slot) {
    if (media !== this.#media) return;
    this.#slots = null;
    if (slot.kind === "video") this.dispatchEvent(new CustomEvent("picture"));
    else if (slot.meeting !== null && slot.meeting === this.#listen) this.#fade.come();
  }

  /**
   * @param {Media} media
   * @param {{state: MediaState, code: string|null}} state
   */
  #moved(media, state) {
    if (media !== this.#media) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }
}
