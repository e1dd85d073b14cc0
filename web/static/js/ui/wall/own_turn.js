/**
 * When a branch gives the supervisor the floor: a band says so wherever he looks, one press opens
 * microphone and camera, and both close with the turn.
 */

import { capture } from "../../core/capture.js";
import { t } from "../../core/i18n.js";

/** @typedef {import("../../core/types.js").View} View */

export class OwnTurn {
  #bands;
  #media;
  /** Meeting in which the floor is ours. @type {string|null} */
  #meeting = null;
  /** @type {MediaStreamTrack[]} */
  #tracks = [];

  /**
   * @param {import("../bands.js").Bands} bands
   * @param {() => import("../../core/media.js").Media|null} media
   */
  constructor(bands, media) {
    this.#bands = bands;
    this.#media = media;
  }

  /**
   * @param {string} meeting
   * @param {View} view
   */
  follow(meeting, view) {
    if (view.me.turn && this.#meeting !== meeting) {
      this.#meeting = meeting;
      this.#invite(view);
    } else if (!view.me.turn && this.#meeting === meeting) {
      this.#meeting = null;
      this.#bands.set("turn", null);
      this.#send(null, null);
    }
  }

  /** @param {View} view */
  #invite(view) {
    const text = t("wall.turn", { branch: view.meeting.branch.name });
    this.#bands.set("turn", { text, level: "gold", action: { text: t("wall.turn.speak"), run: () => this.#speak(view) } });
  }

  /** @param {View} view */
  async #speak(view) {
    const { microphone, camera, problem } = await capture();
    if (this.#meeting !== view.meeting.id) return [microphone, camera].forEach((track) => track?.stop());
    await this.#send(microphone, camera);
    const text = microphone ? t("wall.turn.open", { branch: view.meeting.branch.name }) : t(`ui.capture.${problem}`);
    this.#bands.set("turn", { text, level: "gold" });
  }

  /**
   * @param {MediaStreamTrack|null} microphone
   * @param {MediaStreamTrack|null} camera
   */
  async #send(microphone, camera) {
    for (const track of this.#tracks) track.stop();
    this.#tracks = [microphone, camera].filter((track) => track !== null);
    await this.#media()?.send("microphone", microphone);
    await this.#media()?.send("camera", camera);
  }
}
