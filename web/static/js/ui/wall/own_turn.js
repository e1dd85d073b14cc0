/**
 * When a branch gives the supervisor the floor: a band says so wherever he looks, one press opens
 * microphone and camera over a connection of its own into that meeting, and all ends with the turn.
 */

import { capture } from "../../core/capture.js";
import { t } from "../../core/i18n.js";
import { Media } from "../../core/media.js";
import { signalTurn } from "../signal.js";

/** @typedef {import("../../core/types.js").View} View */

export class OwnTurn {
  #bands;
  #app;
  /** Meeting in which the floor is ours. @type {string|null} */
  #meeting = null;
  /** @type {Media|null} */
  #media = null;

  /**
   * @param {import("../bands.js").Bands} bands
   * @param {import("../../core/boot.js").App} app
   */
  constructor(bands, app) {
    this.#bands = bands;
    this.#app = app;
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
    this.#bands.set("turn", { text, level: "gold", action: { text: t("wall.turn.speak"), run: () => this.#speak(view) } });
    signalTurn();
  }

  /** @param {View} view */
  async #speak(view) {
    const meeting = view.meeting.id;
    const { microphone, camera, problem } = await capture();
    if (this.#meeting !== meeting || this.#media) return [microphone, camera].forEach((track) => track?.stop());
    const { wire, boot } = this.#app;
    this.#media = new Media({ wire, ice: boot.ice, sends: ["microphone", "camera"], meeting, audioSlots: 0, videoSlots: 0 });
    await this.#media.send("microphone", microphone);
    await this.#media.send("camera", camera);
    this.#media.start();
    const text = microphone ? t("wall.turn.open", { branch: view.meeting.branch.name }) : t(`ui.capture.${problem}`);
    this.#bands.set("turn", { text, level: "gold" });
  }

  #end() {
    this.#meeting = null;
    this.#media?.stop();
    this.#media = null;
    this.#bands.set("turn", null);
  }
}
