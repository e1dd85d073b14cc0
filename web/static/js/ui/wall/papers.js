/** Ways from the wall to what belongs to one meeting: proposals, the own sheet, the record. */

import { mayDo } from "../../core/view.js";
import { setAttribute, setShown } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

/** Page of the record → the command of whoever may write on it. */
const WRITES = { proposals: "answer_proposal", observation: "write_sheet", lessons: "write_lessons" };

/**
 * Show the ways that lead on from a meeting; only to what the reader may write on now.
 *
 * @param {HTMLElement} root
 * @param {View} view
 */
export function showPapers(root, view) {
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-paper]"))) {
    const page = /** @type {keyof typeof WRITES} */ (link.dataset.paper);
    const exists = page !== "lessons" || view.meeting.kind === "model";
    setShown(link, exists && mayDo(view, WRITES[page]));
    setAttribute(link, "href", `${recordOf(view.meeting)}/${page}`);
  }
}

/**
 * The address of a meeting's record, for who signed in and for who came by a link.
 *
 * @param {{id: string}} meeting
 */
export function recordOf({ id }) {
  const root = location.pathname === "/wall" ? "" : location.pathname;
  return `${root}/meetings/${encodeURIComponent(id)}/record`;
}
