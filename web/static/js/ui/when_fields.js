/**
 * Fields for a day and for a time of day: what was typed is written out when the field is left, and
 * a day can be picked from the browser's own calendar. Both work as plain text without this.
 */

import { dayOf, timeOf } from "../core/typed_time.js";
import { el } from "./elements.js";

/** Attend to every such field of a page. */
export function joinWhenFields() {
  for (const input of document.querySelectorAll("input[data-time]")) {
    writtenOut(/** @type {HTMLInputElement} */ (input), timeOf);
  }
  for (const input of document.querySelectorAll("input[data-day]")) {
    writtenOut(/** @type {HTMLInputElement} */ (input), dayOf);
    withCalendar(/** @type {HTMLInputElement} */ (input));
  }
}

/**
 * Text that cannot be parsed stays as typed; the server reports the problem.
 * @param {HTMLInputElement} input
 * @param {(text: string) => string | null} read
 */
function writtenOut(input, read) {
  input.addEventListener("change", () => {
    input.value = read(input.value) ?? input.value;
  });
}

/** @param {HTMLInputElement} input */
function withCalendar(input) {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  const picker = el("input", { type: "date", tabindex: "-1", "aria-hidden": "true" });
  const button = el("button", { type: "button", text: input.dataset.day });
  button.addEventListener("click", () => {
    picker.value = (dayOf(input.value) ?? "").split("/").reverse().join("-");
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    if (!picker.value) return;
    input.value = picker.value.split("-").reverse().join("/");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.after(el("span", { class: "calendar" }, picker, button));
}
