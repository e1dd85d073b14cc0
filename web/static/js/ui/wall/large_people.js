/**
 * Attendance in the large view: figures with how they came, by name who is not there, and how the
 * links of rooms and people do.
 */

import { t } from "../../core/i18n.js";
import { modes, personName } from "../../core/view.js";
import { sumLine } from "../sum_line.js";
import { groupsOf, stateKey } from "../groups.js";
import { el, keyed, part, setText } from "../elements.js";
import { showLinkGroups } from "../link_groups.js";

/** @typedef {import("../../core/types.js").View} View */

/** Groups that are named person by person; those present are only counted. */
const NAMED = new Set(["unchecked", "reconnecting", "left", "absent_unexcused", "absent_excused"]);

export class LargePeople {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {View} view
   * @param {import("../links.js").Quality} quality
   */
  showQuality(view, quality) {
    showLinkGroups(part(this.#root, "links"), view, quality);
  }

  /** @param {View} view */
  render(view) {
    const { present, base, rate_pct, how } = view.attendance;
    const { room, online, outside } = modes(view);
    const pct = rate_pct.toLocaleString(document.documentElement.lang);
    setText(part(this.#root, "present"), t(outside ? "wall.large.present_outside" : "wall.large.present", { present, base, pct, room, online, outside }));
    setText(part(this.#root, "how"), t("desk.how.rate", { sum: sumLine(how, base) }));
    const groups = groupsOf(view, "state", "").filter(({ key }) => NAMED.has(key));
    keyed(part(this.#root, "absent"), groups, ({ key }) => key, () => el("li", {}, el("b"), " ", el("span")), (node, { key, people }) => {
      setText(node.children[0], `${t(`desk.group.${stateKey(view, key)}`)}:`);
      setText(node.children[1], people.map((id) => withReason(view, id)).join(", "));
    });
  }
}

/**
 * @param {View} view
 * @param {string} id
 */
function withReason(view, id) {
  const reason = view.attendance.rows?.[id]?.reason;
  return reason ? `${personName(view, id)} (${reason})` : personName(view, id);
}
