/** Opens WebSockets; a page's first one is taken from `pages/early.js`, which began to open it. */

/** `WebSocket.OPEN` (WHATWG WebSockets §3.1), which old Node.js does not have. */
export const OPEN = 1;

/**
 * Return a socket to an address that is open or being opened.
 * @param {string} url
 * @param {{earlySocket?: WebSocket}} [page] where `pages/early.js` put its socket, to be used once
 * @returns {WebSocket}
 */
export function openSocket(url, page = /** @type {any} */ (globalThis)) {
  const early = page.earlySocket;
  delete page.earlySocket;
  return early?.url === url && early.readyState <= OPEN ? early : new WebSocket(url);
}
