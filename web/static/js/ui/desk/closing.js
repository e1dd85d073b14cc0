/**
 * The middle column once the meeting is closed: who closed it and when, what it came to, and what
 * may still be set right. Stands where the floor was; what was said stays below it.
 */

import { formatClock, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { isBeforeTheBeginning, itemsToConclude } from "../../core/view.js";
import { el, keyed, part, setShown, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

/** @typedef {Record<"conclusions" | "attendance" | "score" | "record" | "print" | "print_attendance", () => void>} Ways */
/** @typedef {{key: string, left: number, command: string}} Task */

/** What is of no use any more. */
const OF_THE_FLOOR = ["turn", "next", "tabs", "note"];

export class ClosingCard {
  #root;
  #actions;
  #ways;

  /**
   * @param {HTMLElement} root the middle column
   * @param {import("./actions.js").Actions} actions
   * @param {Ways} ways to each task
   */
  constructor(root, actions, ways) {
    this.#root = root;
    this.#actions = actions;
    this.#ways = { ...ways, notes: () => this.#focusNote() };
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
    this.#renderTasks(view);
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

  /** @param {View} view */
  #renderTasks(view) {
    const may = tasksAfter(view).filter(({ command }) => !command || this.#actions.can(command));
    keyed(
      part(this.#root, "tasks"),
      may,
      ({ key }) => key,
      ({ key }) => el("li", {}, el("span"), el("button", { type: "button", text: t(`desk.closing.do.${key}`), onclick: () => /** @type {any} */ (this.#ways)[key]() })),
      (node, { key, left }) => setText(node.firstElementChild, t(left > 0 ? `desk.closing.left.${key}` : `desk.closing.task.${key}`, { n: left })),
    );
  }

  /** To the first turn whose note is empty, else the first. */
  #focusNote() {
    const fields = /** @type {HTMLTextAreaElement[]} */ ([...this.#root.querySelectorAll("#list-spoken textarea")]);
    (fields.find(({ value }) => !value) ?? fields[0])?.focus();
  }
}

/**
 * What can still be done with a meeting that is over, and how much of it is left.
 *
 * @param {View} view
 * @returns {Task[]}
 */
export function tasksAfter(view) {
  const { floor, attendance, score } = view;
  const rows = Object.values(attendance.rows ?? {});
  return [
    { key: "conclusions", left: itemsToConclude(view).filter(({ conclusion }) => !conclusion).length, command: "conclude_item" },
    { key: "notes", left: (floor.turns ?? []).filter(({ note }) => !note).length, command: "note_turn" },
    { key: "attendance", left: rows.filter(({ state }) => state === "unchecked").length, command: "correct_attendance" },
    { key: "score", left: score.adopted ? 0 : 1, command: "propose_score" },
    { key: "record", left: 0, command: "" },
    { key: "print", left: 0, command: "" },
    { key: "print_attendance", left: 0, command: "" },
  ];
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
