/**
 * What the desk asks of whoever has the floor and cannot be heard: large, over whatever is open, with
 * the one press that helps; gone when sound comes or the turn is over.
 */

import { t } from "../../core/i18n.js";
import { part, setText } from "../elements.js";
import { signalTurn } from "../signal.js";

/** @typedef {import("../../core/types.js").View} View */

export class Reminder {
  #dialog;
  #speakUp;
  /** The reminder that was shown last. @type {number | null} */
  #shown = null;
  /** Why no sound comes. */
  #code = "";

  /**
   * @param {HTMLDialogElement} dialog
   * @param {() => void} speakUp switches on what is off
   */
  constructor(dialog, speakUp) {
    this.#dialog = dialog;
    this.#speakUp = speakUp;
    part(dialog, "reminder-do").addEventListener("click", () => this.#help());
  }

  /** @param {View} view */
  show(view) {
    const reminder = reminderOf(view);
    if (!reminder) return this.#dialog.close();
    this.#code = reminder.code;
    setText(part(this.#dialog, "reminder-words"), t(`member.reminder.${reminder.code}`));
    setText(part(this.#dialog, "reminder-do"), t(`member.reminder.${reminder.code}.do`));
    if (reminder.at_ms === this.#shown) return;
    this.#shown = reminder.at_ms;
    signalTurn();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #help() {
    this.#dialog.close();
    if (this.#code === "no_path") location.reload();
    else this.#speakUp();
  }
}

/**
 * What the owner of this page is asked for, if anything: by the device of a room, its room is.
 * @param {Pick<View, "me" | "floor">} view
 * @returns {{at_ms: number, code: string} | null}
 */
export function reminderOf({ me, floor: { turn } }) {
  if (!turn?.unheard || turn.reminded_ms === null) return null;
  const { code, site } = turn.unheard;
  const mine = site === null ? turn.id === me.turn : me.role === "site" && me.site === site;
  return mine && !code.endsWith("disconnected") ? { at_ms: turn.reminded_ms, code } : null;
}
