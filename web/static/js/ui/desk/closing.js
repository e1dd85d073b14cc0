/**
 * The middle column once the meeting is closed: who closed it and when, what it came to, and what
 * may still be set right. Stands where the floor was; what was said stays below it.
 */

import { formatClock, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { isBeforeTheBeginning } from "../../core/view.js";
import { el, keyed, part, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

/** What is of no use any more. */
const OF_THE_FLOOR = ["turn", "next", "tabs", "note"];

export class ClosingCard {
  #root;

  /** @param {HTMLElement} root the middle column */
  constructor(root) {
    this.#root = root;
  }

  /** @param {View} view */
  render(view) {
    const closed = view.meeting.state === "closed";
    for (const name of OF_THE_FLOOR) setShown(part(this.#root, name), !closed);
    setShown(part(this.#root, "closing"), closed);
    if (!closed) return;
    for (const panel of this.#root.querySelectorAll('[role="tabpanel"]')) {
      setShown(/** @type {HTMLElement} */ (panel), panel.id === "list-spoken");
    }
    setText(part(this.#root, "closing-line"), closingLine(view.meeting));
    keyed(
      part(this.#root, "closing-figures"),
      closingFigures(view),
      ([key]) => key,
      () => el("div", {}, el("dt"), el("dd")),
      (node, [key, value]) => {
        setText(node.firstElementChild, t(`desk.closing.${key}`));
        setText(node.lastElementChild, value);
      },
    );
  }
}

/** @param {View["meeting"]} meeting */
function closingLine({ opened_ms, closed_ms, closed_by }) {
  const at = formatClock(closed_ms ?? 0);
  const minutes = wholeMinutes((closed_ms ?? 0) - (opened_ms ?? closed_ms ?? 0));
  return t(closed_by ? "desk.closing.by" : "desk.closing.at", { name: closed_by ?? "", at, minutes });
}

/**
 * What the meeting came to: the name of each figure and its text.
 *
 * @param {View} view
 * @returns {[string, string][]}
 */
export function closingFigures({ meeting, attendance, floor, agenda }) {
  const items = agenda.items.filter((item) => !isBeforeTheBeginning(item));
  const done = items.filter(({ state }) => state === "done").length;
  return [
    ["ended", formatClock(meeting.closed_ms ?? 0)],
    ["present", `${attendance.present}/${attendance.base}`],
    ["speakers", `${floor.spoken.distinct}/${floor.spoken.base}`],
    ["turns", String(floor.spoken.turns)],
    ["items", `${done}/${items.length}`],
  ];
}
