/**
 * How much sound and picture the wall gets, as its owner chose: everything, the sound of the meeting
 * listened to, or neither. The bar says what is chosen, so that nobody waits for pictures; without
 * them the tiles tell the same in larger letters.
 *
 * Emits `change`.
 */

import { MediaChoice } from "../../core/media_choice.js";
import { t } from "../../core/i18n.js";
import { part, setText } from "../elements.js";
import { MediaSwitch } from "../media_switch.js";
import { WeakHint } from "../weak_hint.js";

/** @typedef {import("../bands.js").Bands} Bands */
/** @typedef {import("../../core/wire.js").Wire} Wire */

export class WallPreference extends EventTarget {
  #page;
  #media;
  #choice;
  #hint;

  /**
   * @param {HTMLElement} page
   * @param {Wire} wire
   * @param {{start: () => void, stop: () => void}} media
   * @param {Bands} bands
   * @param {MediaChoice} [choice]
   */
  constructor(page, wire, media, bands, choice = new MediaChoice(wire)) {
    super();
    this.#page = page;
    this.#media = media;
    this.#choice = choice;
    this.#hint = new WeakHint(choice, bands);
    new MediaSwitch(page, choice);
    part(page, "media-button").addEventListener("click", () => part(page, "media-dialog").showModal());
    choice.addEventListener("change", () => this.#apply());
    this.#apply();
  }

  get pictures() {
    return this.#choice.value === "full";
  }

  get sound() {
    return this.#choice.value !== "none";
  }

  /** What stands in the place of a large picture; "": the picture. */
  get words() {
    return this.pictures ? "" : t(`wall.media.${this.#choice.value}.stage`);
  }

  /** @param {import("../../core/types.js").LinkQuality | null} quality of the owner's link */
  follow(quality) {
    this.#hint.follow(quality);
  }

  #apply() {
    this.#page.classList.toggle("no-pictures", !this.pictures);
    setText(part(this.#page, "media-button"), t(`wall.media.${this.#choice.value}`));
    if (this.sound) this.#media.start();
    else this.#media.stop();
    this.dispatchEvent(new CustomEvent("change"));
  }
}
