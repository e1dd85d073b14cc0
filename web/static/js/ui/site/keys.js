/** The keys of a site: by their numbers, by touch, or with the arrows of a remote control. */

/**
 * @param {HTMLElement} root whose buttons are the keys, in order
 * @param {() => boolean} busy whether something else takes the keyboard now
 */
export function joinKeys(root, busy) {
  const all = [...root.querySelectorAll("button")];
  document.addEventListener("keydown", (event) => {
    if (busy() || event.altKey || event.ctrlKey || event.metaKey) return;
    const keys = all.filter(({ hidden }) => !hidden);
    const pressed = keys[Number(event.key) - 1];
    if (pressed) return pressed.click();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const from = keys.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    keys[Math.min(keys.length - 1, Math.max(0, from + step))].focus();
  });
}
