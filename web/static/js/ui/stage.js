/**
 * Shows what one video slot carries, or in words that there is no picture.
 */

import { t } from "../core/i18n.js";
import { part, setShown, setText } from "./elements.js";

/** @typedef {import("../core/media.js").Slot} Slot */

export class Stage {
  #video;
  #words;
  /** @type {MediaStreamTrack | null} */
  #track = null;

  /** @param {HTMLElement} root with the parts `video` and `no-picture` */
  constructor(root) {
    this.#video = /** @type {HTMLVideoElement} */ (part(root, "video"));
    this.#words = /** @type {HTMLElement} */ (part(root, "no-picture"));
    this.#video.addEventListener("resize", () => this.#reveal());
    this.#blank(t("ui.stage.nobody"));
  }

  /**
   * @param {Slot} slot
   * @param {string} [label] what the picture shows, for screen readers; by default the name
   */
  show(slot, label = slot.name) {
    if (!slot.source || !slot.live) return this.#blank(slot.name ? t("ui.stage.no_picture", slot) : t("ui.stage.nobody"));
    if (slot.track !== this.#track) {
      this.#track = slot.track;
      this.#video.srcObject = new MediaStream([slot.track]);
      this.#video.play().catch(() => {}); // muted pictures may play; if not, the words stay
    }
    this.#video.setAttribute("aria-label", t("ui.stage.picture_of", { name: label }));
    setText(this.#words, t("ui.stage.coming", { name: label }));
    this.#video.dataset.wanted = "";
    this.#reveal();
  }

  /**
   * Say in words why there is no picture.
   * @param {string} sentence
   */
  #blank(sentence) {
    delete this.#video.dataset.wanted;
    setText(this.#words, sentence);
    this.#reveal();
  }

  /** A video that has not decoded a frame yet has no size: the words stand in for it. */
  #reveal() {
    const visible = "wanted" in this.#video.dataset && this.#video.videoWidth > 0;
    this.#video.classList.toggle("unseen", !visible);
    setShown(this.#words, !visible);
  }
}
