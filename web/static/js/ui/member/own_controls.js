/**
 * The member's own switches: microphone, camera, sound only, screen. Privacy is the owner's: what
 * is off here stays off, whoever has the floor.
 */

import { canShareScreen } from "../../core/capture.js";
import { t } from "../../core/i18n.js";
import { hasFloor, mayDo, opensSoon } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/own_devices.js").OwnDevices} OwnDevices */
/** @typedef {import("../../core/media.js").Media} Media */
/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./room.js").Room} Room */

export class OwnControls {
  #root;
  #devices;
  #media;
  #room;
  /** @type {HTMLInputElement} */
  #soundOnly;
  #cameraBefore = false;

  /**
   * @param {HTMLElement} root
   * @param {{devices: OwnDevices, media: Media, room: Room}} parts
   */
  constructor(root, { devices, media, room }) {
    this.#root = root;
    this.#devices = devices;
    this.#media = media;
    this.#room = room;
    this.#soundOnly = part(root, "sound-only");
    const on = (/** @type {string} */ name, /** @type {() => unknown} */ press) =>
      part(root, name).addEventListener("click", press);
    on("microphone", () => devices.switchMicrophone(!devices.microphoneOn));
    on("camera", () => devices.switchCamera(!devices.cameraOn));
    on("share", () => this.#share());
    this.#soundOnly.addEventListener("change", () => this.#switchSoundOnly());
    devices.addEventListener("change", (event) => this.#devicesChanged(/** @type {CustomEvent} */ (event)));
  }

  get soundOnly() {
    return this.#soundOnly.checked;
  }

  /** Follow the floor with microphone and camera. @param {View} view */
  show(view) {
    const open = view.me.microphone === "open";
    this.#devices.followFloor(open, opensSoon(view));
    this.#media.setEffort(open || this.#media.onAir || view.me.place === 1 ? "ready" : "idle");
    const heard = open ? "member.microphone.heard" : "member.microphone.unheard";
    this.#label("microphone", this.#devices.microphoneOn, heard);
    this.#label("camera", this.#devices.cameraOn);
    part(this.#root, "microphone").classList.toggle("live", open && this.#devices.microphoneOn);
    const silent = open && !this.#devices.microphoneOn && this.#room.scene === "meeting";
    this.#room.bands.set("silent", silent ? { ...silentBand(view), action: {
      text: t("member.microphone.switch_on"),
      run: () => this.#devices.switchMicrophone(true),
    } } : null);
    this.#showSharing(view);
    this.#showMissing();
  }

  /**
   * @param {"microphone" | "camera"} name
   * @param {boolean} on
   * @param {string} [stateOn] in a word what it means that it is on, as a key
   */
  #label(name, on, stateOn = "member.switch.on") {
    const button = part(this.#root, name);
    setAttribute(button, "aria-pressed", String(on));
    setText(part(button, "state"), t(on ? stateOn : "member.switch.off"));
  }

  /** @param {View} view */
  #showSharing(view) {
    const mine = this.#devices.sharing;
    const possible = canShareScreen() && mayDo(view, "share_screen") && view.me.turn !== null;
    setShown(part(this.#root, "share"), mine || possible);
    setText(part(this.#root, "share"), t(mine ? "member.screen.stop" : "member.screen.share"));
    this.#room.bands.set("sharing", mine ? { text: t("member.screen.sharing"), level: "amber", action: {
      text: t("member.screen.stop"),
      run: () => this.#stopSharing(),
    } } : null);
    if (mine && view.me.turn === null && !isOwnScreen(view)) this.#devices.stopSharing();
  }

  async #share() {
    if (this.#devices.sharing) return this.#stopSharing();
    if (!(await this.#devices.shareScreen())) return;
    if (!(await this.#room.do("share_screen"))) this.#devices.stopSharing();
  }

  #stopSharing() {
    this.#devices.stopSharing();
    this.#room.do("stop_sharing");
  }

  /** @param {CustomEvent} event */
  #devicesChanged({ detail }) {
    if (detail.ended === "screen") this.#room.do("stop_sharing");
    this.#room.refresh();
  }

  /** Say in short that devices are missing; the whole sentence comes when trying again fails. */
  #showMissing() {
    const { problem } = this.#devices;
    const tryAgain = async () => {
      await this.#devices.open();
      if (this.#devices.problem) this.#room.toasts.show(t(`ui.capture.${this.#devices.problem}`), "red");
    };
    const missing = problem !== null && this.#room.checked;
    this.#room.bands.set("capture", missing ? { text: t("member.capture.without"), level: "amber", action: {
      text: t("member.capture.try_again"),
      run: tryAgain,
    } } : null);
  }

  async #switchSoundOnly() {
    this.#media.show({ pictures: !this.soundOnly });
    if (this.soundOnly) this.#cameraBefore = this.#devices.cameraOn;
    if (this.#cameraBefore) await this.#devices.switchCamera(!this.soundOnly);
    this.#room.refresh();
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

/** @param {View} view */
function isOwnScreen({ me, floor }) {
  return floor.screen !== null && floor.screen.person === me.person;
}
