/**
 * The roll call: one control opens its figures, another records that they were read out. What is
 * recorded are the figures of that moment, so the button names it.
 */

import { formatClock, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setShown, setText } from "../elements.js";
import { ask } from "./dialogs.js";

/** @typedef {import("../../core/types.js").View} View */

/** The counts of a roll call, in order of reading. */
const COUNTS = ["in_room", "online", "excused", "unexcused", "unchecked", "exempt", "temp_out", "suspended", "guests"];

export class RollCall {
  #dialog;
  #actions;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {HTMLElement} button opens it
   * @param {import("./actions.js").Actions} actions
   */
  constructor(dialog, button, actions) {
    this.#dialog = dialog;
    this.#actions = actions;
    button.addEventListener("click", () => ask(dialog, (_, notice) => actions.send("report_roll_call", {}, notice)));
  }

  /** @param {View} view */
  render({ attendance }) {
    const { counts, roll_call } = attendance;
    const present = /** @type {[string, string]} */ (["present", `${attendance.present}/${attendance.base}`]);
    const others = COUNTS.filter((key) => counts[key] > 0).map((key) => /** @type {[string, string]} */ ([key, String(counts[key])]));
    keyed(part(this.#dialog, "figures"), [present, ...others], ([key]) => key, () => el("div", {}, el("dt"), el("dd")), (node, [key, value]) => {
      setText(node.firstElementChild, t(key === "present" ? "desk.closing.present" : `desk.count.${key}`));
      setText(node.lastElementChild, value);
    });
    setText(part(this.#dialog, "target"), [rateLine(attendance), quorumLine(attendance)].filter(Boolean).join(" "));
    const last = roll_call ? t("desk.roll_call.done", { at: formatClock(roll_call.at_ms) }) : t("desk.roll_call.never");
    setText(part(this.#dialog, "last"), last);
    setShown(part(this.#dialog, "yes"), this.#actions.can("report_roll_call"));
    this.tick();
  }

  /** Name the moment that would be recorded. */
  tick() {
    setText(part(this.#dialog, "yes"), t("desk.roll_call.record", { at: formatClock(serverNow()) }));
  }
}

/**
 * What is missing before a meeting opens, with the figures; a warning, never a prohibition.
 * @param {View["attendance"]} attendance
 */
export function shortfall(attendance) {
  const low = attendance.base > 0 && attendance.rate_pct <= attendance.target_pct;
  return [low && rateLine(attendance), quorumLine(attendance)].filter(Boolean).join(" ");
}

/** @param {View["attendance"]} attendance */
function rateLine({ present, base, rate_pct, target_pct }) {
  const key = rate_pct > target_pct ? "desk.roll_call.rate_good" : "desk.roll_call.rate_low";
  return t(key, { present, base, pct: rate_pct.toLocaleString(document.documentElement.lang), target: target_pct });
}

/** @param {View["attendance"]} attendance */
function quorumLine({ quorum }) {
  return quorum.here < quorum.needed ? t("desk.roll_call.quorum_low", { here: quorum.here, needed: quorum.needed }) : "";
}
