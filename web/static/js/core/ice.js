/**
 * Keeps the credentials of the TURN servers good while a page stays open: they last some hours, and
 * a connection that is built or restarted later needs others.
 */

import { serverNow } from "./clock.js";

/** Age at which others are fetched, in ms: half of what they last (`TURN_S` in `web/boot.py`). */
const FRESH_MS = 2 * 3600 * 1000;
/** Between two looks, in ms. Chosen: a device that wakes up finds out soon. */
const LOOK_MS = 60_000;

/**
 * Renew the servers of a page in place, so that whoever holds the list has the latest.
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
      // The next look tries again; what is connected stays connected.
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
