/**
 * Shortens ways in administration: filter a table, copy a link, print, ask before what is grave.
 *
 * Every page works without it. It finds its elements by `data-…` and holds no text of its own.
 */

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
 * Copy an address and say so on the button for a moment.
 * @param {HTMLButtonElement} button
 */
function copyOnClick(button) {
  const label = button.textContent ?? "";
  button.addEventListener("click", async () => {
    const text = button.dataset.copy ?? "";
    if (!navigator.clipboard) {
      prompt(label, text); // Browsers give the clipboard to HTTPS pages only.
      return;
    }
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.copied ?? label;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

/**
 * Ask before a form is sent by a button that cannot be undone.
 * @param {SubmitEvent} event
 */
function askFirst(event) {
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
}

for (const input of document.querySelectorAll("input[data-filter]")) {
  filterTable(/** @type {HTMLInputElement} */ (input));
}
for (const button of document.querySelectorAll("button[data-copy]")) {
  copyOnClick(/** @type {HTMLButtonElement} */ (button));
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => print());
}
document.addEventListener("submit", askFirst);
