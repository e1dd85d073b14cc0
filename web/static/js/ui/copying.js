/** Buttons that copy a text: `data-copy` holds it, or `data-copy-from` names the field that does. */

import { el, setText } from "./elements.js";

/**
 * Copy a text and say so on the button for a moment: the button's own, or that of a field.
 * @param {HTMLButtonElement} button
 */
export function copyOnClick(button) {
  const label = button.textContent ?? "";
  const source = document.getElementById(button.dataset.copyFrom ?? "");
  const isField = source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement;
  const field = isField ? source : null;
  button.addEventListener("click", async () => {
    const text = field?.value ?? button.dataset.copy ?? "";
    if (!(await copied(text)) && !copiedChosen(button, text, field)) return;
    setText(button, button.dataset.copied ?? label);
    setTimeout(() => {
      setText(button, label);
    }, 2000);
  });
}

/**
 * Browsers give the clipboard to HTTPS pages only, and not to all of them.
 * @param {string} text
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Show a text chosen, in its field or in one beside the button, and copy it the old way; it stays in
 * sight, should that fail.
 * @param {HTMLElement} button
 * @param {string} text
 * @param {HTMLTextAreaElement | HTMLInputElement | null} shown
 * @returns {boolean} whether it was copied
 */
function copiedChosen(button, text, shown) {
  const folded = shown?.closest("details") ?? null;
  if (folded) folded.open = true;
  const field = shown ?? el("textarea", { class: "invitations", readonly: true, rows: 5, "aria-label": button.getAttribute("aria-label") });
  if (!shown) {
    field.value = text;
    (button.closest("li") ?? button).append(field);
  }
  field.select();
  const done = document.execCommand("copy");
  if (done && !shown) field.remove();
  return done;
}
