/**
 * Remembers on this device by which personal link its owner came to a meeting, so that a QR code
 * scanned later with the phone's own camera leads back to that link.
 */

const key = (/** @type {string} */ meeting) => `diemcau.link.${meeting}`;

/**
 * @param {string} meeting
 * @param {string} path of the personal link
 * @param {Pick<Storage, "setItem">} storage
 */
export function rememberLink(meeting, path, storage = localStorage) {
  try {
    storage.setItem(key(meeting), path);
  } catch {
    // a private window: the person types the code instead
  }
}

/**
 * @param {string} meeting
 * @param {Pick<Storage, "getItem">} storage
 * @returns {string | null} the path of the link used last, if any
 */
export function rememberedLink(meeting, storage = localStorage) {
  try {
    return storage.getItem(key(meeting));
  } catch {
    return null;
  }
}
