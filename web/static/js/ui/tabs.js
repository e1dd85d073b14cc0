/** Tabs by the WAI-ARIA pattern: arrows walk, the panel named by `aria-controls` is shown. */

import { setAttribute } from "./elements.js";

export class Tabs {
  #tabs;

  /** @param {HTMLElement} list the `role="tablist"` */
  constructor(list) {
    this.#tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
    list.addEventListener("click", (event) => {
      const tab = /** @type {Element} */ (event.target).closest('[role="tab"]');
      if (tab) this.select(/** @type {HTMLElement} */ (tab));
    });
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {HTMLElement} chosen */
  select(chosen) {
    for (const tab of this.#tabs) {
      const on = tab === chosen;
      setAttribute(tab, "aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !on;
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.#tabs.findIndex((tab) => tab.tabIndex === 0);
    const next = this.#tabs[(at + step + this.#tabs.length) % this.#tabs.length];
    this.select(next);
    next.focus();
  }
}
