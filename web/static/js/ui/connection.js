/**
 * Shows the states of the wire and the peer connection in bands, and the link quality in a word.
 *
 * While the link is broken everything on the screen stays as it was; only the band is added.
 */

import { t } from "../core/i18n.js";
import { ownVoice } from "../core/view.js";
import { setAttribute, setShown, setText } from "./elements.js";

/** @typedef {import("../core/wire.js").Wire} Wire */
/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").LinkQuality} LinkQuality */
/** @typedef {import("./bands.js").Bands} Bands */

/** Milliseconds for which a break is not shown, so that the band does not flicker. Chosen. */
const BLIP_MS = 1200;

export class Connection {
  #wire;
  #bands;
  /** @type {LinkQuality | null} */
  #quality = null;
  #broken = false;
  #noPath = "";
  /** What media said last. @type {{state: import("../core/media.js").MediaState, code: string | null} | null} */
  #media = null;
  /** @type {import("../core/media_choice.js").MediaChoice | null} */
  #choice = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Wire} wire
   * @param {Bands} bands
   * @param {string} breakSentence what stays true during a break, as a key
   */
  constructor(wire, bands, breakSentence) {
    this.#wire = wire;
    this.#bands = bands;
    wire.addEventListener("status", () => {
      const whole = wire.status === "online" || wire.status === "ended";
      if (whole) this.#timer = clearTimeout(this.#timer) ?? undefined;
      else this.#timer ??= setTimeout(() => this.#mark(true, breakSentence), BLIP_MS);
      if (whole) this.#mark(false, breakSentence);
    });
  }

  /**
   * Follow the media connection too.
   * @param {EventTarget} media emits `state` as `Media` does
   * @param {string} [noPath] what to do, and what still works, when they find no path, as a key
   */
  followMedia(media, noPath = "ui.media.no_path") {
    this.#noPath = noPath;
    media.addEventListener("state", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (detail.state === "connecting") return; // old news stays
      this.#media = detail;
      this.#tellOfMedia();
    });
  }

  /**
   * Follow what the server says of this device's link.
   * @param {() => View | undefined} currentView
   */
  followQuality(currentView) {
    this.#wire.addEventListener("quality", (event) => {
      const view = currentView();
      const { links } = /** @type {CustomEvent} */ (event).detail;
      this.#quality = (view && links[ownVoice(view) ?? ""]) ?? null;
    });
  }

  /** How this device's link does, as the server says. @returns {LinkQuality | null} */
  get quality() {
    return this.#quality;
  }

  /**
   * Say instead of a good link that its owner wants less of it.
   * @param {import("../core/media_choice.js").MediaChoice} choice
   */
  followChoice(choice) {
    this.#choice = choice;
  }

  /**
   * Write the state of the link in a word and, by the class, a colour.
   * @param {HTMLElement} node
   */
  describe(node) {
    const word = this.#word;
    setShown(node, word !== null);
    if (word === null) return;
    setAttribute(node, "data-quality", word);
    setText(node, t(`ui.link.${word}`));
  }

  /** @returns {LinkQuality | "broken" | "sound" | "none" | null} */
  get #word() {
    const wish = this.#choice?.value ?? "full";
    if (this.#broken) return "broken";
    if (wish === "none" || (wish === "sound" && this.#quality !== "bad")) return wish;
    return this.#quality;
  }

  /** A server that cannot be reached says nothing about sound and picture. */
  #tellOfMedia() {
    const band = this.#media && !this.#broken ? this.#mediaBand(this.#media.state, this.#media.code) : null;
    this.#bands.set("media", band);
  }

  /**
   * @param {import("../core/media.js").MediaState} state
   * @param {string | null} code
   * @returns {import("./bands.js").Band | null}
   */
  #mediaBand(state, code) {
    if (state === "no_path") return { text: t(this.#noPath), level: "amber" };
    if (state === "broken") return { text: t("ui.media.broken"), level: "amber" };
    if (state === "refused" && code !== "no_answer") return { text: t("ui.media.refused"), level: "amber" };
    return null;
  }

  /**
   * @param {boolean} broken
   * @param {string} sentence
   */
  #mark(broken, sentence) {
    this.#broken = broken;
    const key = this.#wire.restarting ? "ui.restarting" : sentence;
    this.#bands.set("wire", broken ? { text: t(key), level: "amber" } : null);
    this.#tellOfMedia();
  }
}
