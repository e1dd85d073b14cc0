/**
 * The name of this device towards the server, the same after a reload or a power cut.
 *
 * One name per link: a person's laptop may hold two links open side by side without the server
 * taking them for one device that came back.
 */

import { kept } from "./storage.js";

/**
 * Return the device's name for the page at `path`, making it on the first visit.
 * @param {string} path
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {() => string} makeId
 * @returns {string}
 */
export function deviceId(path, storage = kept, makeId = randomId) {
  const key = `diemcau.device.${fingerprint(path)}`;
  const known = storage.getItem(key);
  if (known) return known;
  const id = makeId();
  storage.setItem(key, id);
  return id;
}

/** Return 128 random bits as hexadecimal digits; `crypto.randomUUID` is missing without TLS. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Shorten a path that may hold a secret to 32 bits that give nothing away (FNV-1a).
 * @param {string} text
 */
function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
