/** How the floor goes round: preset, limit, overtime, new speakers first. Saved on each change. */

import { t } from "../../core/i18n.js";
import { el } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class WayForm {
  #form;
  #actions;

  /**
   * @param {HTMLFormElement} form
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(form, actions, notice) {
    this.#form = form;
    this.#actions = actions;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => actions.send("set_floor", this.#chosen(), notice));
  }

  /** @param {View} view */
  render({ floor }) {
    const form = /** @type {any} */ (this.#form.elements);
    const allowed = this.#actions.can("set_floor");
    for (const control of this.#form.querySelectorAll("input, select")) {
      /** @type {HTMLInputElement} */ (control).disabled = !allowed;
    }
    form.preset.value = floor.preset;
    this.#offerLimit(form.limit, floor.limit_s);
    form.limit.value = String(floor.limit_s ?? "");
    form.overtime.value = floor.overtime;
    form.new_speakers_first.checked = floor.new_speakers_first;
  }

  /**
   * A unit's own limit may be none of ours: offer it too.
   *
   * @param {HTMLSelectElement} select
   * @param {number|null} limit_s
   */
  #offerLimit(select, limit_s) {
    if (limit_s === null || [...select.options].some((one) => one.value === String(limit_s))) return;
    select.append(el("option", { value: limit_s, text: t("desk.minutes", { n: Math.round(limit_s / 6) / 10 }) }));
  }

  #chosen() {
    const data = new FormData(this.#form);
    const limit = data.get("limit");
    return {
      preset: data.get("preset"),
      limit_s: limit ? Number(limit) : null,
      overtime: data.get("overtime"),
      new_speakers_first: data.has("new_speakers_first"),
    };
  }
}
