/**
 * When a branch gives the supervisor the floor: a band says so wherever he looks, one press opens
 * microphone and camera over a connection of its own into that meeting, and all ends with the turn.
 */

import { t } from "../../core/i18n.js";
import { Media } from "../../core/media.js";
import { OwnDevices } from "../../core/own_devices.js";
import { signalTurn } from "../signal.js";

/** @typedef {import("../../core/types.js").View} View */

export class OwnTurn {
  #bands;
  #app;
  #pictures;
  /** Meeting in which the floor is ours. @type {string|null} */
  #meeting = null;
  /** @type {Media|null} */
  #media = null;
  /** @type {OwnDevices|null} */
  #devices = null;

  /**
   * @param {import("../bands.js").Bands} bands
   * @param {import("../../core/boot.js").App} app
   * @param {() => boolean} pictures whether the link is for pictures too
   */
  constructor(bands, app, pictures) {
    this.#bands = bands;
    this.#app = app;
    this.#pictures = pictures;
    app.wire.sayMicrophone("off");
  }

  /**
   * @param {string} meeting
   * @param {View} view
   */
  follow(meeting, view) {
    if (view.me.turn && this.#meeting !== meeting) {
      this.#end();
      this.#meeting = meeting;
      this.#invite(view);
    } else if (!view.me.turn && this.#meeting === meeting) {
      this.#end();
    }
  }

  /** @param {View} view */
  #invite(view) {
    const text = t("wall.turn", { branch: view.meeting.branch.name });
    this.#bands.set("turn", { text, level: "gold", action: { text: t(this.#pictures() ? "wall.turn.speak" : "wall.turn.speak_sound"), run: () => this.#speak(view) } });
    signalTurn();
  }

  /** @param {View} view */
  async #speak(view) {
    const meeting = view.meeting.id;
    const devices = new OwnDevices();
    await devices.open({ camera: this.#pictures() });
    if (this.#meeting !== meeting || this.#media) return devices.close();
    const { wire, boot } = this.#app;
    const media = new Media({ wire, ice: boot.ice, sends: ["microphone", "camera"], meeting, audioSlots: 0, videoSlots: 0 });
    this.#media = media;
    this.#devices = devices;
    const tell = () => this.#media === media && this.#tell(view, devices);
    media.addEventListener("state", tell);
    devices.addEventListener("change", tell);
    devices.followFloor(true);
    devices.join(media);
    media.start();
  }

  /**
   * Tell the supervisor to speak only once the microphone is heard; earlier words would be lost.
   * @param {View} view
   * @param {OwnDevices} devices
   */
  #tell(view, { microphoneOn: speaks, problem }) {
    const key = this.#media?.state === "connected" ? "wall.turn.open" : "wall.turn.opening";
    const heard = speaks && this.#media?.state === "connected";
    this.#app.wire.sayMicrophone(heard ? "on" : speaks ? "off" : "missing");
    const text = speaks ? t(key, { branch: view.meeting.branch.name }) : t(`ui.capture.${problem ?? "silenced"}`);
    this.#bands.set("turn", { text, level: "gold" });
  }

  #end() {
    this.#meeting = null;
    this.#media?.stop();
    this.#media = null;
    this.#devices?.close();
    this.#devices = null;
    this.#app.wire.sayMicrophone("off");
    this.#bands.set("turn", null);
  }
}
