/** The rotating check-in codes of all sites with their QR pictures, for reading out or showing. */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setAttribute, setShown, setText } from "../elements.js";

/** @typedef {{site: string, code: string, until_ms: number, url: string}} Code */

export class Codes {
  #dialog;
  #button;
  /** @type {Map<string, Code>} */
  #codes = new Map();
  /** @type {import("../../core/types.js").View|null} */
  #view = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {HTMLElement} button
   */
  constructor(dialog, button) {
    this.#dialog = dialog;
    this.#button = button;
    button.addEventListener("click", () => {
      dialog.showModal();
      this.#draw();
    });
  }

  /** @param {import("../../core/types.js").View} view */
  render(view) {
    this.#view = view;
    setShown(this.#button, view.meeting.state !== "closed");
    if (this.#dialog.open) this.#draw();
  }

  /** @param {Code} code */
  take(code) {
    this.#codes.set(code.site, code);
    if (this.#dialog.open) this.#draw();
  }

  #draw() {
    keyed(part(this.#dialog, "codes"), [...this.#codes.values()], ({ site }) => site, makeCode, (node, code) => {
      const [name, digits, picture, until] = node.children;
      setText(name, this.#view?.sites[code.site]?.name ?? "");
      setText(digits, `${code.code.slice(0, 3)} ${code.code.slice(3)}`);
      setAttribute(picture, "src", `/qr.svg?text=${encodeURIComponent(new URL(code.url, location.href).href)}`);
      setText(until, t("desk.codes.until", { at: formatClock(code.until_ms) }));
    });
  }
}

function makeCode() {
  return el("li", {}, el("h3", { translate: "no" }), el("p", { class: "digits", translate: "no" }), el("img", { alt: "", width: 160, height: 160 }), el("small"));
}
