/**
 * Printing the desk: all of it, or the list of attendance alone, under a head that says of which
 * meeting and of which moment it is. What is printed is decided by `desk-print.css`.
 */

import { formatClock, formatDate, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, part, setAttribute } from "../elements.js";
import { stepText } from "./clock_set.js";

/** @typedef {import("../../core/types.js").View} View */

export class Print {
  #head;
  /** @type {View|null} */
  #view = null;

  /** @param {HTMLElement} page */
  constructor(page) {
    this.#head = part(page, "print-head");
    part(page, "print-all").addEventListener("click", () => this.print("all"));
    part(page, "print-attendance").addEventListener("click", () => this.print("attendance"));
    addEventListener("beforeprint", () => this.#writeHead());
    addEventListener("afterprint", () => document.documentElement.removeAttribute("data-prints"));
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
  }

  /** @param {"all" | "attendance"} what */
  print(what) {
    setAttribute(document.documentElement, "data-prints", what);
    print();
  }

  #writeHead() {
    if (!this.#view) return;
    const lines = headLines(this.#view, serverNow());
    this.#head.replaceChildren(el("h1", { text: this.#view.meeting.branch.name }), ...lines.map((text) => el("p", { text })));
  }
}

/**
 * @param {View} view
 * @param {number} now_ms
 */
export function headLines({ meeting }, now_ms) {
  const from = meeting.opened_ms ?? meeting.scheduled_ms;
  const times = { date: formatDate(from), from: formatClock(from), until: formatClock(meeting.closed_ms ?? now_ms) };
  const when = meeting.closed_ms === null ? t("desk.print.from", times) : t("desk.print.from_until", times);
  const place = meeting.place ? [meeting.place] : [];
  const about = [[meeting.unit.name, meeting.title].join(" · "), [when, ...place].join(" · "), ...meeting.clock.map(stepText)];
  return [...about, t("desk.print.at", { at: formatClock(now_ms), date: formatDate(now_ms) })];
}
