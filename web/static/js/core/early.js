/**
 * Opens a page's first WebSocket before the page's own modules have come (`pages/early.js`), says
 * `hello` on it where that leaves nothing on the record, and hands both on to the wire.
 *
 * Only a member at the device check is greeted for: `at_door` is not in the meeting, so a page that
 * never loads fully makes nobody present.
 */

import { deviceId } from "./device.js";
import { hasEntered } from "./remembered.js";

/** `WebSocket.OPEN` (WHATWG WebSockets §3.1), which old Node.js does not have. */
export const OPEN = 1;

/** Messages kept for a page that does not take them; then the socket is closed. Chosen: a page that
 * loads slowly gets about 3 in a second while people speak. */
const MOST_KEPT = 256;

/**
 * A socket that is open or being opened, what was said on it, and what has come since.
 * @typedef {{socket: WebSocket, said: string | null, came: unknown[], keep: (event: MessageEvent) => void}} Early
 */
/** @typedef {{early?: Early}} Page where the one script puts what the other takes */

/**
 * Return the first message of a connection (`hello` in PROTOCOL.md), without what may be told later.
 * @param {{token: string, device: string, have?: Record<string, number> | undefined, at_door: boolean, where?: string | null | undefined}} who
 */
export function hello({ token, device, have = {}, at_door, where }) {
  return { type: "hello", token, device, have, ...(at_door && { at_door }), ...(where && { where }) };
}

/**
 * Return the absolute ws(s) address of a path on our own host.
 * @param {string} path
 * @param {string} base address of the page
 */
export function socketUrl(path, base = location.href) {
  const url = new URL(path, base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * Begin to open the socket, and greet for a member at the door as soon as it is open.
 * @param {Pick<import("./boot.js").Boot, "token" | "role" | "where" | "ws">} boot
 * @param {Page} page
 * @param {{href: string, pathname: string}} place
 */
export function openEarly(boot, page = /** @type {any} */ (globalThis), place = location) {
  const socket = new WebSocket(socketUrl(boot.ws, place.href));
  const waits = boot.role === "member" && !hasEntered(place.pathname);
  const said = waits ? helloAtDoor(boot, place.pathname) : null;
  /** @type {Early} */
  const early = { socket, said, came: [], keep };
  page.early = early;
  if (said === null) return;
  socket.addEventListener("open", () => socket.send(said), { once: true });
  socket.addEventListener("message", keep);

  /** @param {MessageEvent} event */
  function keep(event) {
    early.came.push(event.data);
    if (early.came.length > MOST_KEPT) socket.close();
  }
}

/**
 * Return what was begun, once: if it leads to this address, has not ended, and nothing was said on it
 * that the page would not say.
 * @param {string} url
 * @param {object} greeting the `hello` of the page
 * @param {Page} page
 * @returns {Early | null}
 */
export function takeEarly(url, greeting, page = /** @type {any} */ (globalThis)) {
  const { early } = page;
  delete page.early;
  if (!early) return null;
  early.socket.removeEventListener("message", early.keep);
  const fits = early.said === null || early.said === JSON.stringify(greeting);
  if (fits && early.socket.url === url && early.socket.readyState <= OPEN) return early;
  early.socket.close();
  return null;
}

/**
 * @param {Pick<import("./boot.js").Boot, "token" | "where">} boot
 * @param {string} path
 */
function helloAtDoor({ token, where }, path) {
  return JSON.stringify(hello({ token: token ?? "", device: deviceId(path), at_door: true, where }));
}
