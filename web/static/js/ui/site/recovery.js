/**
 * Brings a screen that nobody looks after back by itself: after a long outage, or an error nobody
 * foresaw, the page is loaded anew as soon as the server answers.
 */

/** @typedef {import("../../core/wire.js").Wire} Wire */

/** Without a wire for so long the page starts afresh, in ms. Chosen: beyond any restart. */
const OUTAGE_MS = 120_000;
/** Between two tries, in ms. Chosen: an error that comes back does not become a storm. */
const TRY_MS = 10_000;

/** @param {Wire} wire */
export function recoverAlone(wire) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  wire.addEventListener("status", () => {
    if (wire.status === "online") timer = clearTimeout(timer) ?? undefined;
    else timer ??= setTimeout(loadAnew, OUTAGE_MS);
  });
  addEventListener("error", () => setTimeout(loadAnew, TRY_MS));
  addEventListener("unhandledrejection", () => setTimeout(loadAnew, TRY_MS));
}

/** Only a server that answers can give the page again; until then the old one stays. */
async function loadAnew() {
  try {
    if ((await fetch("/health", { cache: "no-store" })).ok) return location.reload();
  } catch {
    // still away
  }
  setTimeout(loadAnew, TRY_MS);
}
