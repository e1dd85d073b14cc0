/**
 * Offers less media, in one sentence, to a person whose link has been weak or bad for a while.
 * After a refusal, or a return to pictures, it is not offered again on this page.
 */

import { t } from "../core/i18n.js";

/** @typedef {import("../core/types.js").LinkQuality} LinkQuality */

/**
 * Milliseconds of that quality before the offer, besides the server's own delay in reporting it
 * (PROTOCOL.md, "Links"): together 15 s for a bad link, 45 s for a weak one. Chosen.
 * @type {Partial<Record<LinkQuality, number>>}
 */
export const AFTER_MS = { weak: 41_000, bad: 11_000 };

export class WeakHint {
  #choice;
  #bands;
  #asked = false;
  #since = 0;
  /** @type {LinkQuality | null} */
  #quality = null;

  /**
   * @param {import("../core/media_choice.js").MediaChoice} choice
   * @param {import("./bands.js").Bands} bands
   */
  constructor(choice, bands) {
    this.#choice = choice;
    this.#bands = bands;
    choice.addEventListener("change", () => this.#answered());
  }

  /**
   * Take the present link quality; called regularly.
   * @param {LinkQuality | null} quality
   * @param {number} now in ms
   */
  follow(quality, now = performance.now()) {
    if (quality !== this.#quality) this.#since = now;
    this.#quality = quality;
    const patience = quality ? AFTER_MS[quality] : undefined;
    if (patience === undefined) this.#bands.set("weak", null);
    else if (!this.#asked && this.#choice.value === "full" && now - this.#since >= patience) this.#ask();
  }

  #ask() {
    this.#asked = true;
    this.#bands.set("weak", {
      text: t("media.hint"),
      level: "amber",
      action: { text: t("media.hint.yes"), run: () => this.#choice.choose("sound") },
      decline: { text: t("media.hint.no"), run: () => this.#answered() },
    });
  }

  #answered() {
    this.#asked = true;
    this.#bands.set("weak", null);
  }
}
