/**
 * The member's own switches: microphone, camera, screen. Privacy is the owner's: what
 * is off here stays off, whoever has the floor.
 */

import { t } from "../../core/i18n.js";
import { hasFloor, opensSoon } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";
import { ScreenShare } from "../screen_share.js";

/** @typedef {import("../../core/own_devices.js").OwnDevices} OwnDevices */
/** @typedef {import("../../core/media.js").Media} Media */
/** @typedef {import("../../core/media_choice.js").MediaChoice} MediaChoice */
/** @typedef {import("../../core/media_mode.js").MediaMode} MediaMode */
/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./room.js").Room} Room */

export class OwnControls {
  #root;
  #devices;
  #media;
  #room;
  #choice;
  #mode;
  #share;

  /**
   * @param {HTMLElement} root
   * @param {{devices: OwnDevices, media: Media, room: Room, choice: MediaChoice, mode: MediaMode}} parts
   */
  constructor(root, { devices, media, room, choice, mode }) {
    this.#root = root;
    this.#devices = devices;
    this.#media = media;
    this.#room = room;
    this.#choice = choice;
    this.#mode = mode;
    this.#share = new ScreenShare(devices, (command) => room.do(command));
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ press) =>
      part(root, name).addEventListener("click", press);
    on("microphone", () => devices.switchMicrophone(!devices.microphoneOn));
    on("camera", () => devices.switchCamera(!devices.cameraOn));
    on("share", () => this.#share.toggle());
    devices.addEventListener("change", () => room.refresh());
  }

  /** Let the person who was called be heard: whatever is off is switched on. */
  speakUp() {
    if (this.#choice.value === "none") this.#choice.choose("sound");
    else this.#devices.switchMicrophone(true);
  }

  /** Follow the floor with microphone and camera. @param {View} view */
  show(view) {
    const open = view.me.microphone === "open";
    this.#devices.followFloor(open, opensSoon(view));
    this.#media.setEffort(open || this.#media.onAir || view.me.position === 1 ? "ready" : "idle");
    const heard = open ? "member.microphone.heard" : "member.microphone.unheard";
    const silenced = this.#devices.microphone?.muted ? "member.switch.silenced" : "member.switch.off";
    this.#label("microphone", this.#devices.microphoneOn, heard, silenced);
    this.#label("camera", this.#devices.cameraOn);
    part(this.#root, "microphone").classList.toggle("live", open && this.#devices.microphoneOn);
    this.#follow(view, open);
    this.#showSharing(view);
    this.#showMissing();
  }

  /**
   * Without media there is nothing to switch; on a weak link a camera is for who has the floor.
   * @param {View} view
   * @param {boolean} open
   */
  #follow(view, open) {
    const { value } = this.#choice;
    const camera = value === "full" || (value === "sound" && open);
    setShown(part(this.#root, "microphone"), value !== "none");
    setShown(part(this.#root, "camera"), camera);
    if (!camera && this.#devices.cameraOn) this.#devices.switchCamera(false);
    const silent = open && !this.#devices.microphoneOn && this.#room.scene === "meeting";
    this.#room.bands.set("silent", silent ? this.#silentBand(view) : null);
  }

  /**
   * @param {View} view
   * @returns {import("../bands.js").Band | null}
   */
  #silentBand(view) {
    if (view.me.turn) return null; // the big button says so
    if (this.#choice.value === "none" && !hasFloor(view)) return null;
    const run = () => this.speakUp();
    return { ...silentBand(view), action: { text: t("member.microphone.switch_on"), run } };
  }

  /**
   * @param {"microphone" | "camera"} name
   * @param {boolean} on
   * @param {string} [stateOn] in a word what it means that it is on, as a key
   * @param {string} [stateOff] or that it is not
   */
  #label(name, on, stateOn = "member.switch.on", stateOff = "member.switch.off") {
    const button = part(this.#root, name);
    setAttribute(button, "aria-pressed", String(on));
    setText(part(button, "state"), t(on ? stateOn : stateOff));
  }

  /** @param {View} view */
  #showSharing(view) {
    this.#share.follow(view);
    const mine = this.#devices.sharing;
    const offered = this.#choice.value !== "none" && this.#share.isOffered(view);
    setShown(part(this.#root, "share"), offered);
    setText(part(this.#root, "share"), t(mine ? "member.screen.stop" : "member.screen.share"));
    this.#room.bands.set("sharing", mine ? { text: t("member.screen.sharing"), level: "amber", action: {
      text: t("member.screen.stop"),
      run: () => this.#share.stop(),
    } } : null);
  }

  /** Say in short that devices are missing; the whole sentence comes when trying again fails. */
  #showMissing() {
    const { problem } = this.#devices;
    const tryAgain = async () => {
      await this.#mode.openDevices();
      if (this.#devices.problem) this.#room.toasts.show(t(`ui.capture.${this.#devices.problem}`), "red");
    };
    const missing = problem !== null && this.#room.checked && this.#choice.value !== "none";
    this.#room.bands.set("capture", missing ? { text: t("member.capture.without"), level: "amber", action: {
      text: t("member.capture.try_again"),
      run: tryAgain,
    } } : null);
  }

}

/**
 * Who was called must know at once; in a free discussion one may well only listen.
 * @param {View} view
 * @returns {{text: string, level: "red" | "amber"}}
 */
function silentBand(view) {
  if (hasFloor(view)) return { text: t("member.microphone.silent"), level: "red" };
  return { text: t("member.microphone.silent_free"), level: "amber" };
}
