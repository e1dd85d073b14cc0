/**
 * Correcting the record of one person's attendance: what was true, from when to when, and why.
 * Earlier marks and corrections stand under the form: the original is never lost.
 */

import { formatClock, momentOnDay } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { personName } from "../../core/view.js";
import { timeOf } from "../../core/typed_time.js";
import { showNotice } from "./actions.js";
import { ask } from "./dialogs.js";
import { el, part, setText } from "../elements.js";
import { shownState } from "../groups.js";

/** @typedef {import("../../core/types.js").View} View */

export class Correction {
  #dialog;
  #actions;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {import("./actions.js").Actions} actions
   */
  constructor(dialog, actions) {
    this.#dialog = dialog;
    this.#actions = actions;
  }

  /**
   * @param {View} view
   * @param {string} person
   */
  ask(view, person) {
    const row = view.attendance.rows?.[person];
    if (!row) return;
    const form = /** @type {any} */ (this.#dialog.querySelector("form"));
    form.reset();
    setText(part(this.#dialog, "title"), t("desk.correct.title", { name: personName(view, person) }));
    form.mark.value = shownState(row);
    if (!form.mark.value) form.mark.value = "in_room";
    form.from.value = row.since_ms ? formatClock(row.since_ms) : "";
    form.until.value = row.left_ms ? formatClock(row.left_ms) : "";
    const marked = row.marked ? [el("li", { text: markedText(row.marked) })] : [];
    part(this.#dialog, "earlier").replaceChildren(...marked, ...row.corrections.map(earlierLine));
    const day = view.meeting.opened_ms ?? view.meeting.scheduled_ms;
    ask(this.#dialog, async (data, notice) => {
      if (["from", "until"].every((name) => isTime(String(data.get(name))))) {
        return this.#actions.send("correct_attendance", { person, ...corrected(data, day) }, notice);
      }
      showNotice(notice, t("desk.correct.bad_time"));
      return false;
    });
  }
}

/**
 * @param {FormData} data
 * @param {number} day_ms any moment of the meeting's evening
 */
function corrected(data, day_ms) {
  const mark = String(data.get("mark"));
  const present = mark === "in_room" || mark === "online";
  return {
    mark, reason: String(data.get("reason")),
    from_ms: present ? momentOf(String(data.get("from")), day_ms) : null,
    until_ms: present ? momentOf(String(data.get("until")), day_ms) : null,
  };
}

/** @param {string} text a time of day, or nothing */
const isTime = (text) => text.trim() === "" || timeOf(text) !== null;

/**
 * A time of day as a moment on the meeting's day, or just after midnight of a late meeting.
 *
 * @param {string} text "19:42", "19h42", or "" for none
 * @param {number} day_ms any moment of the meeting's evening
 * @returns {number|null}
 */
export function momentOf(text, day_ms) {
  const time = timeOf(text);
  if (time === null) return null;
  const at_ms = momentOnDay(time, day_ms);
  const half_day_ms = 12 * 3_600_000;
  return at_ms + (day_ms - at_ms > half_day_ms ? 2 * half_day_ms : 0);
}

/**
 * Say who had marked an absence before the person came after all.
 * @param {{by: string, at_ms: number, mark: string, reason: string}} marked
 */
export function markedText({ by, at_ms, mark, reason }) {
  const said = t("desk.marked", { by, at: formatClock(at_ms), mark: t(`desk.group.${mark}`) });
  return reason ? `${said}: ${reason}` : said;
}

/** @param {{by: string, at_ms: number, reason: string, was: string}} one */
function earlierLine(one) {
  const was = t(`desk.group.${one.was}`);
  return el("li", { text: t("desk.correct.earlier", { by: one.by, at: formatClock(one.at_ms), was, reason: one.reason }) });
}
