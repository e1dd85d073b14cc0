/** Who takes part from far away, by full name: whoever has no picture on the screen is seen here. */

import { t } from "../../core/i18n.js";
import { personName } from "../../core/view.js";
import { el, keyed, part, setAttribute, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {{person: string, reconnecting: boolean}} Remote */

/** As many names as can be read from the last row at once; more take turns. Chosen by looking. */
const NAMES = 5;
/** How long each group of names stays, in ms. Chosen: read twice without haste. */
const STAY_MS = 8_000;

export class FarAway {
  #root;

  /** @param {HTMLElement} root with the parts of `site.html` */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {View} view
   * @param {number} now_ms
   */
  show(view, now_ms) {
    const remote = view.attendance.remote ?? [];
    setShown(this.#root, view.meeting.state !== "closed" && remote.length > 0);
    setText(part(this.#root, "far-count"), t("site.far_away", { n: remote.length }));
    const shown = groupNow(remote, now_ms);
    keyed(part(this.#root, "far-names"), shown, ({ person }) => person, makeName, (node, one) => updateName(node, one, view));
  }
}

/**
 * Those to be named now: all of few, of many one group after the other.
 * @template T
 * @param {readonly T[]} all
 * @param {number} now_ms
 * @returns {readonly T[]}
 */
export function groupNow(all, now_ms) {
  const groups = Math.max(1, Math.ceil(all.length / NAMES));
  const first = (Math.floor(now_ms / STAY_MS) % groups) * NAMES;
  return all.slice(first, first + NAMES);
}

const makeName = () => el("li", {}, el("b", { translate: "no" }), " ", el("small"));

/**
 * @param {HTMLElement} node
 * @param {Remote} remote
 * @param {View} view
 */
function updateName(node, { person, reconnecting }, view) {
  const speaks = view.floor.turn?.person === person;
  setText(node.children[0], personName(view, person));
  setText(node.children[1], reconnecting ? t("site.far_away.reconnecting") : "");
  setAttribute(node, "data-speaks", speaks);
  setAttribute(node, "data-away", reconnecting);
}
