/**
 * Opens and closes the dialogs of a page by their buttons: `data-opens="<id>"` opens, any button
 * with `data-closes` closes the dialog around it, and so does a touch beside it.
 */

/** @param {ParentNode} page */
export function joinDialogs(page = document) {
  for (const button of page.querySelectorAll("[data-opens]")) {
    const id = /** @type {HTMLElement} */ (button).dataset.opens ?? "";
    button.addEventListener("click", () => open(dialog(id)));
  }
  for (const node of page.querySelectorAll("dialog")) {
    node.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target === node || target.closest("[data-closes]")) node.close();
    });
  }
}

/**
 * Open a dialog scrolled to its current part: a long agenda at the current item.
 * @param {HTMLDialogElement} node
 */
function open(node) {
  node.showModal();
  node.querySelector("[aria-current='step']")?.scrollIntoView({ block: "center" });
}

/**
 * @param {string} id
 * @returns {HTMLDialogElement}
 */
function dialog(id) {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLDialogElement)) throw new Error(`no dialog "${id}" on this page`);
  return found;
}
