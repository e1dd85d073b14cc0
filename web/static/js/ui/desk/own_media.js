/**
 * What the operator's laptop hears and sends, by choice: its sound, its camera and microphone.
 * All are off at first, because the desk mostly stands in the room, beside the site's
 * loudspeaker; the choice about sound is remembered on this device.
 */

import { capture } from "../../core/capture.js";
import { t } from "../../core/i18n.js";
import { part, setShown, setText } from "../elements.js";
import { Sound } from "../sound.js";
import { Stage } from "../stage.js";

/** @typedef {import("../../core/media.js").Media} Media */
/** @typedef {import("../../core/media.js").Slot} Slot */

/** The video slots of a stage (PROTOCOL.md, "show"). */
const PROGRAMME = 0;
const SCREEN = 1;
const REMEMBERED = "diemcau.desk.sound";

export class OwnMedia {
  #media;
  #stage;
  #sound;
  #parts;
  /** @type {Map<number, Slot>} */
  #slots = new Map();
  #hears = false;
  /** @type {MediaStreamTrack[]} */
  #sent = [];

  /**
   * @param {Media} media
   * @param {{stage: HTMLElement, sounds: HTMLElement, own: HTMLElement}} parts `own` is the button
   * @param {(problem: string) => void} complain
   */
  constructor(media, parts, complain) {
    this.#media = media;
    this.#parts = parts;
    this.#stage = new Stage(parts.stage);
    this.#sound = new Sound(media, parts.sounds);
    media.addEventListener("slot", (event) => this.#slot(/** @type {CustomEvent} */ (event).detail));
    parts.own.addEventListener("click", () => this.#toggleOwn(complain));
    part(parts.stage, "sound").addEventListener("click", () => this.#hear(!this.#hears));
    this.#hear(localStorage.getItem(REMEMBERED) === "on");
  }

  /** A shared screen stands before the programme. @param {Slot} slot */
  #slot(slot) {
    if (slot.kind !== "video") return;
    this.#slots.set(slot.index, slot);
    const screen = this.#slots.get(SCREEN);
    this.#stage.showSlot(screen?.source ? screen : this.#slots.get(PROGRAMME));
  }

  /** @param {boolean} on */
  #hear(on) {
    this.#hears = on;
    localStorage.setItem(REMEMBERED, on ? "on" : "off");
    this.#sound.mute(!on);
    if (on) this.#sound.unlock();
    const button = part(this.#parts.stage, "sound");
    button.setAttribute("aria-pressed", String(on));
    setText(button, t(on ? "desk.sound.off" : "desk.sound.on"));
  }

  /** @param {(problem: string) => void} complain */
  async #toggleOwn(complain) {
    if (this.#sent.length > 0) return this.#send(null, null);
    const { microphone, camera, problem } = await capture();
    if (problem) complain(problem);
    if (microphone || camera) await this.#send(microphone, camera);
  }

  /**
   * @param {MediaStreamTrack|null} microphone
   * @param {MediaStreamTrack|null} camera
   */
  async #send(microphone, camera) {
    for (const track of this.#sent) track.stop();
    this.#sent = [microphone, camera].filter((track) => track !== null);
    await this.#media.send("microphone", microphone);
    await this.#media.send("camera", camera);
    this.#showOwn(camera);
    setText(this.#parts.own, t(this.#sent.length > 0 ? "desk.media.off" : "desk.media.on"));
  }

  /** @param {MediaStreamTrack|null} camera */
  #showOwn(camera) {
    const own = part(this.#parts.stage, "own");
    setShown(own, camera !== null);
    new Stage(own).showOwn(camera);
  }
}
