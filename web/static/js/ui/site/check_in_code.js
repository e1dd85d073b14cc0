/**
 * The rotating check-in code with its QR picture, and how many of the room are checked in. Large as
 * long as somebody has not been checked in; then it makes way for those who are far away, and comes
 * back when it is asked for.
 */

import { t } from "../../core/i18n.js";
import { checkedIn, takesCheckIns } from "../../core/view.js";
import { part, setAttribute, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

/** Asked for, the code stays large for so long, in ms. Chosen: time to take out a phone. */
export const ASKED_MS = 60_000;

export class CheckInCode {
  #root;
  #asked_ms = -Infinity;

  /** @param {HTMLElement} root with the parts of `site.html` */
  constructor(root) {
    this.#root = root;
  }

  /** @param {{code: string, url: string}} message */
  showCode({ code, url }) {
    setText(part(this.#root, "code"), code.replace(/^(\d{3})/, "$1 "));
    const picture = part(this.#root, "qr");
    picture.src = `/qr.svg?text=${encodeURIComponent(new URL(url, location.href).href)}`;
    picture.alt = t("site.check_in.how");
    setShown(picture, true);
  }

  /** Somebody wants to see the code. @param {number} now_ms */
  ask(now_ms) {
    this.#asked_ms = now_ms;
  }

  /**
   * @param {View} view
   * @param {number} now_ms
   */
  show(view, now_ms) {
    const root = part(this.#root, "check-in");
    setShown(root, takesCheckIns(view));
    setAttribute(root, "data-small", !isCodeNeeded(view, now_ms - this.#asked_ms));
    const site = view.sites[view.me.site ?? ""];
    setText(part(this.#root, "checked-in"), site ? checkedIn(site) : "");
  }
}

/**
 * Whether the code has to be read from the last row: somebody is still expected, or it was asked for.
 * @param {View} view
 * @param {number} since_ms since it was asked for
 */
export const isCodeNeeded = ({ attendance }, since_ms) =>
  (attendance.counts.unchecked ?? 0) > 0 || since_ms < ASKED_MS;
