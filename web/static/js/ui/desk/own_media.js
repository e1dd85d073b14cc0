/**
 * What the operator's laptop hears and sends, by choice: its sound, its camera and microphone, its
 * screen. All are off at first, because the desk mostly stands in the room, beside the site's
 * loudspeaker; the choice about sound is remembered on this device.
 */

import { t } from "../../core/i18n.js";
import { MediaMode } from "../../core/media_mode.js";
import { OwnDevices } from "../../core/own_devices.js";
import { kept } from "../../core/storage.js";
import { isShownScreen, opensSoon } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";
import { Enlarged } from "../enlarged.js";
import { ScreenShare } from "../screen_share.js";
import { silenceText } from "../room_silence.js";
import { Sound } from "../sound.js";
import { Stage } from "../stage.js";

/** @typedef {import("../../core/media.js").Media} Media */
/** @typedef {import("../../core/media.js").Slot} Slot */
/** @typedef {import("../../core/types.js").View} View */
/**
 * @typedef {object} Parts
 * @property {HTMLElement} stage
 * @property {HTMLElement} sounds where the sound elements live
 * @property {HTMLElement} own the button for camera and microphone
 * @property {HTMLElement} share the button for the screen
 * @property {HTMLElement} notice
 */

/** How large a picture is of use beside everything else, and on the whole screen. */
const LAYER = { small: "h", large: "f" };
/** The video slots of a stage (PROTOCOL.md, "show"). */
const PROGRAMME = 0;
const SCREEN = 1;
const REMEMBERED = "diemcau.desk.sound";

export class OwnMedia {
  #media;
  #parts;
  #actions;
  #devices = new OwnDevices();
  #stage;
  #ownStage;
  #enlarged;
  #sound;
  #share;
  #choice;
  #mode;
  /** @type {Map<number, Slot>} */
  #slots = new Map();
  #hears = false;
  #complain;
  /** What stood in the way of microphone and camera when it was said last. @type {string | null} */
  #problem = null;
  /** Why the laptop is neither heard nor seen; "": it may be. */
  #silence = "";

  /**
   * @param {Media} media
   * @param {Parts} parts
   * @param {import("./actions.js").Actions} actions
   * @param {import("../../core/media_choice.js").MediaChoice} choice
   * @param {(sentence: string) => void} complain
   */
  constructor(media, parts, actions, choice, complain) {
    this.#media = media;
    this.#parts = parts;
    this.#actions = actions;
    this.#stage = new Stage(parts.stage);
    this.#ownStage = new Stage(part(parts.stage, "own"));
    this.#enlarged = new Enlarged(parts.stage);
    this.#enlarged.addEventListener("change", () => this.#fitLayer());
    this.#sound = new Sound(media, parts.sounds);
    this.#choice = choice;
    this.#complain = complain;
    this.#mode = new MediaMode(choice, media, this.#devices);
    choice.addEventListener("change", () => this.#chosen());
    media.addEventListener("slot", (event) => this.#slot(/** @type {CustomEvent} */ (event).detail));
    this.#devices.addEventListener("change", () => this.#changed());
    parts.own.addEventListener("click", () => this.#toggleOwn());
    this.#share = new ScreenShare(this.#devices, (command) => this.#act(command));
    parts.share.addEventListener("click", () => this.#share.toggle());
    part(parts.stage, "stop-sharing").addEventListener("click", () => this.#act("stop_sharing"));
    part(parts.stage, "sound").addEventListener("click", () => this.#hear(!this.#hears));
    this.#hear(kept.getItem(REMEMBERED) === "on");
    this.#fitLayer();
  }

  /** The laptop's own microphone, camera and screen. */
  get devices() {
    return this.#devices;
  }

  /** What the laptop plays. */
  get sound() {
    return this.#sound;
  }

  /** Hear and see the meeting, as far as the operator wants. */
  start() {
    this.#mode.start();
    this.#chosen();
  }

  /** @param {View} view */
  render(view) {
    if (view.meeting.state === "closed") return this.#leave();
    this.#obeyRoom(silenceText(view));
    this.#devices.followFloor(view.me.microphone === "open", opensSoon(view));
    this.#share.follow(view);
    this.#enlarged.follow(isShownScreen(view) && this.#choice.value === "full");
    setShown(part(this.#parts.stage, "stop-sharing"), view.floor.screen !== null && this.#actions.can("stop_sharing"));
    setShown(this.#parts.share, this.#share.isOffered(view));
  }

  /** In a room with a device of its own, that one is heard and seen. @param {string} silence */
  #obeyRoom(silence) {
    if (silence && (this.#devices.microphone || this.#devices.camera)) this.#complain(silence);
    if (silence) this.#devices.letGo();
    this.#silence = silence;
  }

  /** The meeting is over: this laptop is neither heard nor seen any more, and hears nothing. */
  #leave() {
    this.#enlarged.follow(false);
    for (const button of [this.#parts.own, this.#parts.share]) setShown(button, false);
    this.#mode.stop();
  }

  /** Without media there is nothing to switch on, and nothing to hear. */
  #chosen() {
    const some = this.#choice.value !== "none";
    if (this.#choice.value !== "full") this.#enlarged.follow(false);
    setShown(this.#parts.own, some);
    setShown(part(this.#parts.stage, "sound"), some);
    this.#show();
  }

  /** A shared screen stands before the programme. @param {Slot} slot */
  #slot(slot) {
    if (slot.kind !== "video") return;
    this.#slots.set(slot.index, slot);
    this.#show();
  }

  #show() {
    const { value } = this.#choice;
    const screen = this.#slots.get(SCREEN);
    this.#enlarged.offer(value === "full" && Boolean(screen?.source && screen.live));
    if (value !== "full") this.#stage.showWords(t(`media.stage.${value}`));
    else if (screen?.source || this.#enlarged.on) this.#stage.showSlot(screen); // also during a break
    else this.#stage.showSlot(this.#slots.get(PROGRAMME));
  }

  #fitLayer() {
    this.#media.show({ layer: this.#enlarged.on ? LAYER.large : LAYER.small });
  }

  /** @param {boolean} on */
  #hear(on) {
    this.#hears = on;
    kept.setItem(REMEMBERED, on ? "on" : "off");
    this.#sound.mute(!on);
    if (on) this.#sound.unlock();
    const button = part(this.#parts.stage, "sound");
    setAttribute(button, "aria-pressed", String(on));
    setText(button, t(on ? "desk.sound.off" : "desk.sound.on"));
  }

  async #toggleOwn() {
    if (this.#devices.microphone || this.#devices.camera) {
      this.#devices.close();
      await this.#media.send("microphone", null);
      await this.#media.send("camera", null);
      return;
    }
    if (this.#silence) return this.#complain(this.#silence);
    this.#problem = null;
    await this.#devices.open({ camera: this.#choice.value === "full" });
  }

  /** @param {string} command */
  #act(command) {
    return this.#actions.send(command, {}, this.#parts.notice);
  }

  #changed() {
    const { microphone, camera, sharing, problem } = this.#devices;
    if (problem !== this.#problem && problem) this.#complain(t(`ui.capture.${problem}`));
    this.#problem = problem;
    setShown(part(this.#parts.stage, "own"), camera !== null);
    this.#ownStage.showOwn(camera);
    setText(this.#parts.own, t(microphone || camera ? "desk.media.off" : "desk.media.on"));
    setText(this.#parts.share, t(sharing ? "desk.share.off" : "desk.share.on"));
  }
}
