/**
 * Remembers on this device by which personal link its owner came to a meeting, so that a QR code
 * scanned later with the phone's own camera leads back to that link; and up to which message of the
 * private line its owner has read.
 */

const key = (/** @type {string} */ meeting) => `diemcau.link.${meeting}`;
const readKey = (/** @type {string} */ reader) => `diemcau.read.${reader}`;

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

/** What no storage took. @type {Map<string, string>} */
const readNow = new Map();

/**
 * @param {string} reader whose and which meeting's line
 * @param {string} message id of the last message that was read
 * @param {Pick<Storage, "setItem">} storage
 */
export function rememberRead(reader, message, storage = localStorage) {
  try {
    storage.setItem(readKey(reader), message);
    readNow.delete(reader);
  } catch {
    readNow.set(reader, message); // a private window: known until the page is left
  }
}

/**
 * @param {string} reader
 * @param {Pick<Storage, "getItem">} storage
 * @returns {string | null} id of the last message that was read, if any
 */
export function rememberedRead(reader, storage = localStorage) {
  try {
    return readNow.get(reader) ?? storage.getItem(readKey(reader));
  } catch {
    return readNow.get(reader) ?? null;
  }
}
