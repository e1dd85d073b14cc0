/**
 * The switch of a weak link, in as many places of a page as it stands in: full, the floor's sound,
 * no media (`media_switch.html`).
 */

/** @typedef {import("../core/media_choice.js").MediaChoice} MediaChoice */
/** @typedef {import("../core/media_choice.js").MediaPreference} MediaPreference */

export class MediaSwitch {
  /** @type {HTMLInputElement[]} */
  #options;
  #choice;

  /**
   * @param {ParentNode} page
   * @param {MediaChoice} choice
   */
  constructor(page, choice) {
    this.#choice = choice;
    this.#options = [...page.querySelectorAll("[data-media-switch] input")].map(
      (node) => /** @type {HTMLInputElement} */ (node),
    );
    for (const option of this.#options) {
      option.addEventListener("change", () => choice.choose(/** @type {MediaPreference} */ (option.value)));
    }
    choice.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    for (const option of this.#options) option.checked = option.value === this.#choice.value;
  }
}
