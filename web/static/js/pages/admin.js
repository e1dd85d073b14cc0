/**
 * Shortens ways in administration: filter a table, find a person in a long choice, pick a day, copy
 * a link, print, ask before what is grave, keep what was typed.
 *
 * Every page works without it. It finds its elements by `data-…` and holds no text of its own.
 */

import { joinChoices } from "../ui/choice_search.js";
import { copyOnClick } from "../ui/copying.js";
import { el, part, setText } from "../ui/elements.js";
import { keepTyped } from "../ui/unsaved.js";
import { joinWhenFields } from "../ui/when_fields.js";

/**
 * Return text without what people vary when they type a name: case, diacritics, đ.
 * @param {string} text
 */
export const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");

/**
 * Show only the rows that hold all typed words.
 * @param {HTMLInputElement} input
 */
function filterTable(input) {
  const table = document.getElementById(input.dataset.filter ?? "");
  const rows = [...(table?.querySelectorAll("tbody tr") ?? [])];
  input.closest("[hidden]")?.removeAttribute("hidden");
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = plain(row.textContent ?? "");
      row.toggleAttribute("hidden", !words.every((word) => text.includes(word)));
    }
  });
}

/**
 * Give a field for a file a button in the page's language: the browser's speaks its own.
 * @param {HTMLInputElement} input
 */
function ownFileButton(input) {
  const name = el("span", { class: "soft", role: "status" });
  const button = el("button", { type: "button", text: input.dataset.choose, onclick: () => input.click() });
  input.classList.add("for-readers");
  input.tabIndex = -1;
  const row = el("span", { class: "row own-file" }, button, name);
  input.replaceWith(row);
  row.append(input); // where its sentence is shown, should it be empty
  input.addEventListener("change", () => {
    setText(name, input.files?.[0]?.name ?? "");
  });
}

/** The button whose question has just been answered with yes. @type {HTMLElement | null} */
let agreed = null;

/**
 * Ask before a form is sent by a button that cannot be undone; with a yes it is sent by it again.
 * @param {SubmitEvent} event
 */
async function askFirst(event) {
  const { submitter } = event;
  const question = submitter?.dataset.confirm;
  if (!submitter || !question || submitter === agreed) return;
  event.preventDefault();
  const dialog = part(document, "confirm-dialog");
  setText(part(dialog, "text"), question);
  setText(part(dialog, "yes"), submitter.textContent ?? "");
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "yes") return; // also Escape
  agreed = submitter;
  /** @type {HTMLFormElement} */ (event.target).requestSubmit(submitter);
  agreed = null;
}

for (const input of document.querySelectorAll("input[data-filter]")) {
  filterTable(/** @type {HTMLInputElement} */ (input));
}
for (const button of document.querySelectorAll("button[data-copy], button[data-copy-from]")) {
  copyOnClick(/** @type {HTMLButtonElement} */ (button));
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => print());
}
document.addEventListener("submit", askFirst);
for (const input of document.querySelectorAll("input[data-choose]")) {
  ownFileButton(/** @type {HTMLInputElement} */ (input));
}
joinChoices();
joinWhenFields();
for (const form of document.querySelectorAll("form[data-keep]")) {
  keepTyped(/** @type {HTMLFormElement} */ (form));
}
