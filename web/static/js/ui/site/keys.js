/** The keys of a site: by their numbers, by touch, or with the arrows of a remote control. */

/**
 * @param {HTMLElement} root with the keys: what has `aria-keyshortcuts`, in order
 * @param {() => boolean} busy whether something else takes the keyboard now
 */
export function joinKeys(root, busy) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = root.querySelectorAll("[aria-keyshortcuts]");
  const all = [...found];
  document.addEventListener("keydown", (event) => {
    if (busy() || event.altKey || event.ctrlKey || event.metaKey) return;
    const keys = all.filter((key) => !key.closest("[hidden]"));
    const pressed = keys.find((key) => key.getAttribute("aria-keyshortcuts") === event.key);
    if (pressed) return pressed.click();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const from = keys.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    keys[Math.min(keys.length - 1, Math.max(0, from + step))].focus();
  });
}
