/**
 * Shows one picture: what a video slot carries, or this device's own camera. Where there is no
 * picture, words say so.
 */

import { t } from "../core/i18n.js";
import { part, setAttribute, setShown, setText } from "./elements.js";

/** @typedef {import("../core/media.js").Slot} Slot */

export class Stage {
  #root;
  #video;
  #words;
  /** @type {MediaStreamTrack | null} */
  #track = null;
  #wanted = false;

  /** @param {HTMLElement} root with the parts `video` and `no-picture` */
  constructor(root) {
    this.#root = root;
    this.#video = /** @type {HTMLVideoElement} */ (part(root, "video"));
    this.#words = /** @type {HTMLElement} */ (part(root, "no-picture"));
    this.#video.addEventListener("resize", () => this.#reveal());
    this.#show(null, t("ui.stage.nobody"));
  }

  /**
   * Show what a slot carries.
   * @param {Slot | undefined} slot
   */
  showSlot(slot) {
    this.#root.classList.toggle("mirrored", false);
    if (!slot?.source) return this.#show(null, t("ui.stage.nobody"));
    const name = slotName(slot);
    if (!slot.live) return this.#show(null, t("ui.stage.no_picture", { name }));
    setAttribute(this.#video, "aria-label", t("ui.stage.picture_of", { name }));
    this.#show(slot.track, t("ui.stage.coming", { name }));
  }

  /**
   * Show this device's own camera, as in a mirror.
   * @param {MediaStreamTrack | null} track
   */
  showOwn(track) {
    this.#root.classList.toggle("mirrored", true);
    setAttribute(this.#video, "aria-label", t("ui.stage.own"));
    this.#show(track, t("ui.stage.own_off"));
  }

  /**
   * Show words instead of a picture.
   * @param {string} sentence
   */
  showWords(sentence) {
    this.#show(null, sentence);
  }

  /** Let go of the picture, for good: browsers keep a video that is off the page as long as it has one. */
  close() {
    this.#video.srcObject = null;
  }

  /**
   * @param {MediaStreamTrack | null} track
   * @param {string} sentence shown until, or unless, there is a picture
   */
  #show(track, sentence) {
    this.#wanted = track !== null;
    setText(this.#words, sentence);
    if (track && track !== this.#track) {
      this.#track = track;
      this.#video.srcObject = new MediaStream([track]);
      this.#video.play().catch(() => {}); // muted pictures may play; if not, the words stay
    }
    this.#reveal();
  }

  /** Show the words until the video has decoded a frame, before which it has no size. */
  #reveal() {
    const visible = this.#wanted && this.#video.videoWidth > 0;
    this.#video.classList.toggle("unseen", !visible);
    setShown(this.#words, !visible);
  }
}

/**
 * Return the name of the person or site that a slot shows.
 * @param {Slot} slot
 */
export const slotName = ({ source, name }) =>
  source?.startsWith("p:") ? t("ui.comrade", { name }) : name;
