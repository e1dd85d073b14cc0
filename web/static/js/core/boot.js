/**
 * Starts a page: reads what the server put into it, loads the texts, opens the wire.
 *
 * Knows no page; a page calls `start` and gets the parts it joins.
 */

import { syncClock, useTimezone } from "./clock.js";
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
 * @property {string | null} where from where a member said at the door to take part
 * @property {string} ws path of the WebSocket
 * @property {number} server_ms when the page was made
 * @property {string} timezone of every time shown
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
 * Load texts, make the wire and the meetings, and hand them to the page, which connects when it
 * has put its listeners on.
 * @returns {Promise<App>}
 */
export async function start() {
  const boot = readBoot();
  syncClock(boot.server_ms);
  useTimezone(boot.timezone);
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
 * Whose part in the meeting has changed needs another page, at the same address.
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
 * Come back as soon as the device has a network again, or another one, or its screen is switched on.
 * @param {Wire} wire
 */
function hurryWithNetwork(wire) {
  new Network().addEventListener("change", () => wire.hurry());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wire.hurry();
  });
}
