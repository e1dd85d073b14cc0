/**
 * Starts a page: reads its `boot` block, loads the texts, makes the wire.
 *
 * Independent of any particular page; a page calls `start` and gets these parts.
 */

import { syncClock, useOffsets } from "./clock.js";
import { deviceId, randomId } from "./device.js";
import { openSocket } from "./early.js";
import { loadCatalogue } from "./i18n.js";
import { keepFresh } from "./ice.js";
import { Meetings } from "./meetings.js";
import { Network } from "./network.js";
import { sessionOf } from "./session.js";
import { Wire } from "./wire.js";

/**
 * What the server writes into `<script type="application/json" id="boot">`.
 * @typedef {object} Boot
 * @property {string | null} token
 * @property {string} language
 * @property {string | null} meeting
 * @property {string} role
 * @property {string | null} where where the member chose on entering to take part
 * @property {string} ws path of the WebSocket
 * @property {number} server_ms when the page was made
 * @property {[number, number][]} utc_offsets of the clocks by which every time is shown
 * @property {RTCIceServer[]} ice
 */

/** @typedef {{boot: Boot, wire: Wire, meetings: Meetings}} App */

/**
 * @param {Document} page
 * @returns {Boot}
 */
export function readBoot(page = document) {
  return JSON.parse(page.getElementById("boot")?.textContent ?? "{}");
}

/**
 * Load texts, make the wire and the meetings, and return them to the page, which connects after
 * adding its listeners.
 * @returns {Promise<App>}
 */
export async function start() {
  const boot = readBoot();
  syncClock(boot.server_ms);
  useOffsets(boot.utc_offsets);
  keepFresh(boot);
  await loadCatalogue();
  /** @type {Meetings} */
  let meetings;
  const session = sessionOf();
  const wire = new Wire({
    url: socketUrl(boot.ws),
    token: boot.token ?? "",
    renewToken: session && (async () => (boot.token = await session.ticket(boot.meeting))),
    device: deviceId(location.pathname),
    where: boot.where,
    openSocket,
    have: () => meetings.have(),
    makeId: randomId,
  });
  meetings = new Meetings(wire);
  wire.addEventListener("status", reloadAsAnother);
  hurryWithNetwork(wire);
  return { boot, wire, meetings };
}

/**
 * Reload when the person's role in the meeting has changed: the same URL gives another page.
 * @param {Event} event
 */
function reloadAsAnother(event) {
  if (/** @type {CustomEvent} */ (event).detail.code === "role_changed") location.reload();
}

/**
 * @param {string} path
 * @returns {string} the absolute ws(s) address on our own host
 */
function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * Reconnect at once when the device has a network again, or another one, or becomes visible.
 * @param {Wire} wire
 */
function hurryWithNetwork(wire) {
  new Network().addEventListener("change", () => wire.hurry());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wire.hurry();
  });
}
