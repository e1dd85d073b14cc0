/** The rotating check-in code with its QR picture, and how many of the room are checked in. */

import { t } from "../../core/i18n.js";
import { checkedIn, takesCheckIns } from "../../core/view.js";
import { part, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class CheckInCode {
  #root;

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

  /** @param {View} view */
  show(view) {
    setShown(part(this.#root, "check-in"), takesCheckIns(view));
    const site = view.sites[view.me.site ?? ""];
    setText(part(this.#root, "checked-in"), site ? checkedIn(site) : "");
  }
}
