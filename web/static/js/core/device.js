/**
 * The id of this device for the server, the same after a reload or a power cut.
 *
 * One id per link: a laptop may have two links open at once without the server taking them for one
 * device that reconnected.
 */

import { kept } from "./storage.js";

/**
 * Return the device's id for the page at `path`, created on the first visit.
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
 * Hash a path, which may contain a secret, to 32 bits (FNV-1a).
 * @param {string} text
 */
function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16);
}
