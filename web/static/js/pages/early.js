/**
 * Begins to open the page's WebSocket before the page's own modules have come: on a link of long
 * delay both are then waited for at the same time. `core/early.js` hands the socket on.
 *
 * Started by a script of its own (`base.html`) that says where to connect; imports nothing.
 */

const place = /** @type {HTMLElement} */ (document.getElementById("early"));
const url = new URL(place.dataset.ws ?? "", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
/** @type {any} */ (globalThis).earlySocket = new WebSocket(url.href);
