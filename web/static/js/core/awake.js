/**
 * Keeps the screen on while the page is visible (Screen Wake Lock). Browsers release the lock when
 * the page is hidden, so it is requested again each time; without the API nothing happens.
 */

/** Request the lock now and whenever the page becomes visible. */
export function keepAwake() {
  const ask = () => {
    if (document.visibilityState !== "visible") return;
    navigator.wakeLock?.request("screen").catch(() => {}); // battery saver on: the owner's choice
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
