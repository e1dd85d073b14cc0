/** What a supervisor writes of the large meeting: notes tied to the item, and the private line. */

import { formatClock } from "../../core/clock.js";
import { refusalText, t } from "../../core/i18n.js";
import { Conversation } from "../conversation.js";
import { Reading, messageLines } from "../private_line.js";
import { part, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class Writing {
  #root;
  #notes;
  #line;
  #reading;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {HTMLElement} root the large view
   * @param {(command: string, args: Record<string, any>) => Promise<unknown>} send rejects with a refusal
   */
  constructor(root, send) {
    const saying = (/** @type {string} */ command) => async (/** @type {string} */ text, /** @type {HTMLElement} */ notice) => {
      try {
        await send(command, { text });
        notice.hidden = true;
        return true;
      } catch (refused) {
        notice.hidden = false;
        setText(notice, refusalText(refused));
        return false;
      }
    };
    this.#root = root;
    this.#notes = new Conversation(part(root, "notes-panel"), saying("take_note"));
    this.#line = new Conversation(part(root, "line-panel"), saying("write_to_chair"));
    this.#reading = new Reading(send);
    for (const kind of ["click", "keydown"]) part(root, "tabs").addEventListener(kind, () => this.#turned());
    document.addEventListener("visibilitychange", () => this.#count());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#notes.render(noteLines(view));
    this.#line.render(messageLines(view));
    this.#count();
  }

  /** @param {"notes"|"line"} which open its tab and type */
  open(which) {
    /** @type {HTMLElement|null} */ (this.#root.querySelector(`#tab-${which}`))?.click();
    (which === "notes" ? this.#notes : this.#line).focus();
  }

  /** Another tab may have come into view. */
  #turned() {
    this.#line.scrollToEnd();
    this.#count();
  }

  /** How many messages of the line have not been seen with its tab open. */
  #count() {
    if (!this.#view) return;
    const hidden = this.#root.hidden || part(this.#root, "line-panel").hidden || document.hidden;
    const unread = this.#reading.follow(this.#view, !hidden);
    const badge = part(this.#root, "line-count");
    badge.hidden = unread === 0;
    setText(badge, String(unread));
  }
}

/**
 * @param {View} view
 * @returns {import("../conversation.js").Line[]}
 */
function noteLines(view) {
  const notes = /** @type {any} */ (view.me).notes ?? [];
  return notes.map((/** @type {{id: string, text: string, at_ms: number, item: string|null}} */ { id, text, at_ms, item }) => {
    const number = view.agenda.items.find((one) => one.id === item)?.number;
    const tied = number ? ` · ${t("wall.notes.item", { n: number })}` : "";
    return { id, text, head: `${formatClock(at_ms)}${tied}`, own: false, foot: "" };
  });
}
