/**
 * Taking note of an alert with a word, or putting it off with an end and a reason. For an alert of
 * several meetings the answer goes to each of them.
 */

import { serverNow } from "../../core/clock.js";
import { refusalText } from "../../core/i18n.js";
import { expectedEnd } from "../../core/length.js";
import { part, setShown, setText } from "../elements.js";
import { showReasons } from "./alert_list.js";
import { alertText, isOpen } from "./alerts.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./alert_board.js").Entry} Entry */
/** @typedef {import("./alert_list.js").Way} Way */

/** Minutes for which an alert can be put away (`shelve_alert` in PROTOCOL.md). */
const SHELVED_MIN = { least: 1, most: 240 };

/**
 * Minutes until a meeting is expected to end, within what can be asked for.
 *
 * @param {View | undefined} view
 * @param {number} now_ms
 */
export function untilEnd(view, now_ms) {
  const left = view ? Math.ceil((expectedEnd(view, now_ms) - now_ms) / 60_000) : SHELVED_MIN.least;
  return Math.min(SHELVED_MIN.most, Math.max(SHELVED_MIN.least, left));
}

export class AlertDialog {
  #dialog;
  #send;
  #viewOf;
  /** @type {Entry|null} */
  #entry = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {(meeting: string, command: string, args: Record<string, any>) => Promise<unknown>} send rejects with a refusal
   * @param {(meeting: string) => View | undefined} viewOf
   */
  constructor(dialog, send, viewOf) {
    this.#dialog = dialog;
    this.#send = send;
    this.#viewOf = viewOf;
    this.#form("acknowledge").addEventListener("submit", (/** @type {Event} */ event) => this.#answer(event, "acknowledge"));
    this.#form("shelve").addEventListener("submit", (/** @type {Event} */ event) => this.#answer(event, "shelve"));
    dialog.addEventListener("click", (event) => {
      const chosen = /** @type {HTMLElement} */ (event.target).closest("[data-word]");
      const field = chosen?.closest("form")?.querySelector("input");
      if (field && chosen) field.value = chosen.textContent ?? "";
      field?.focus();
    });
  }

  /** @param {Entry} entry @param {Way} way */
  open(entry, way) {
    this.#entry = entry;
    const { alert, places } = entry;
    setText(part(this.#dialog, "title"), alertText(alert));
    setText(part(this.#dialog, "where"), places.map(({ meeting }) => this.#viewOf(meeting)?.meeting.branch.name ?? "").join(", "));
    showReasons(part(this.#dialog, "reasons"), alert);
    for (const each of /** @type {Way[]} */ (["acknowledge", "shelve"])) {
      setShown(this.#form(each), each === way);
      this.#form(each).reset();
    }
    setShown(part(this.#dialog, "problem"), false);
    this.#dialog.showModal();
    this.#form(way).querySelector("input, select")?.focus();
  }

  /** @param {Event} event @param {Way} way */
  async #answer(event, way) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(this.#form(way)));
    const open = (this.#entry?.places ?? []).filter(({ alert }) => isOpen(alert));
    const answers = open.map(({ meeting, alert: { key, subject } }) => {
      if (way === "acknowledge") return this.#send(meeting, "acknowledge_alert", { key, subject, word: fields.text });
      const minutes = Number(fields.minutes) || untilEnd(this.#viewOf(meeting), serverNow());
      return this.#send(meeting, "shelve_alert", { key, subject, minutes, reason: fields.text });
    });
    const refused = (await Promise.allSettled(answers)).find((one) => one.status === "rejected");
    if (!refused) return this.#dialog.close();
    setShown(part(this.#dialog, "problem"), true);
    setText(part(this.#dialog, "problem"), refusalText(/** @type {PromiseRejectedResult} */ (refused).reason));
  }

  /** @param {Way} way @returns {any} */
  #form(way) {
    return part(this.#dialog, way);
  }
}
