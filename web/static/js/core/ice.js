/**
 * Renews the credentials of the TURN servers while a page stays open: they expire after some hours,
 * and a connection that is made or restarted later needs valid ones.
 */

import { serverNow } from "./clock.js";

/** Age of credentials at which new ones are fetched, in ms: half of `TURN_S` in `web/boot.py`. */
const FRESH_MS = 2 * 3600 * 1000;
/** Milliseconds between two checks of the age. Chosen: soon after a device wakes up. */
const LOOK_MS = 60_000;

/**
 * Renew the credentials within the page's own list of servers, which other modules hold too.
 * @param {{token: string | null, ice: RTCIceServer[]}} boot
 * @param {(token: string) => Promise<RTCIceServer[]>} [ask]
 * @param {() => number} [clock] in ms
 */
export function keepFresh(boot, ask = askServer, clock = serverNow) {
  if (!boot.token || !boot.ice?.length) return;
  let fetched_ms = clock();
  const look = async () => {
    if (clock() - fetched_ms < FRESH_MS) return;
    try {
      boot.ice.splice(0, boot.ice.length, ...(await ask(boot.token ?? "")));
      fetched_ms = clock();
    } catch {
      // The next check tries again; present connections are not affected.
    }
  };
  setInterval(look, LOOK_MS);
  globalThis.addEventListener?.("online", look);
}

/** @param {string} token */
async function askServer(token) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch("/api/media/ice", { method: "POST", headers });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
