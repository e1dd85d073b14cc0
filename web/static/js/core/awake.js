/**
 * Keeps the screen on while the page is looked at. Browsers drop the lock whenever the page is
 * hidden, so it is asked for again each time; where there is none, nothing happens.
 */

/** Ask for the lock now and at every return. */
export function keepAwake() {
  const ask = () => {
    if (document.visibilityState !== "visible") return;
    navigator.wakeLock?.request("screen").catch(() => {}); // battery saver on: the owner's choice
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
