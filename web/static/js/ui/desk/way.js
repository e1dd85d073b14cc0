/**
 * How the floor goes round: preset, limit, overtime, new speakers first. Saved on each change; what
 * was chosen stays while it is on its way, so that the next change is sent together with it.
 */

import { t } from "../../core/i18n.js";
import { el } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class WayForm {
  #form;
  #actions;
  #notice;
  /** How many changes are on their way to the server. */
  #onItsWay = 0;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {HTMLFormElement} form
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(form, actions, notice) {
    this.#form = form;
    this.#actions = actions;
    this.#notice = notice;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.#save());
  }

  async #save() {
    this.#onItsWay += 1;
    await this.#actions.send("set_floor", this.#chosen(), this.#notice);
    this.#onItsWay -= 1;
    if (this.#view) this.render(this.#view);
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const { floor } = view;
    const form = /** @type {any} */ (this.#form.elements);
    const allowed = this.#actions.can("set_floor");
    for (const control of this.#form.querySelectorAll("input, select")) {
      /** @type {HTMLInputElement} */ (control).disabled = !allowed;
    }
    if (this.#onItsWay > 0) return;
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
    const { preset, limit, overtime, new_speakers_first } = /** @type {any} */ (this.#form.elements);
    return {
      preset: preset.value,
      limit_s: limit.value ? Number(limit.value) : null,
      overtime: overtime.value,
      new_speakers_first: new_speakers_first.checked,
    };
  }
}
