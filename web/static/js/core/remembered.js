/**
 * Remembers on this device by which personal link its owner came to a meeting, so that a QR code
 * scanned later with the phone's own camera leads back to that link; and up to which message of the
 * private line its owner has read.
 */

import { kept } from "./storage.js";

const key = (/** @type {string} */ meeting) => `diemcau.link.${meeting}`;
const readKey = (/** @type {string} */ reader) => `diemcau.read.${reader}`;

/**
 * @param {string} meeting
 * @param {string} path of the personal link
 * @param {Pick<Storage, "setItem">} storage
 */
export const rememberLink = (meeting, path, storage = kept) => storage.setItem(key(meeting), path);

/**
 * @param {string} meeting
 * @param {Pick<Storage, "getItem">} storage
 * @returns {string | null} the path of the link used last, if any
 */
export const rememberedLink = (meeting, storage = kept) => storage.getItem(key(meeting));

/**
 * @param {string} reader whose and which meeting's line
 * @param {string} message id of the last message that was read
 * @param {Pick<Storage, "setItem">} storage
 */
export const rememberRead = (reader, message, storage = kept) => storage.setItem(readKey(reader), message);

/**
 * @param {string} reader
 * @param {Pick<Storage, "getItem">} storage
 * @returns {string | null} id of the last message that was read, if any
 */
export const rememberedRead = (reader, storage = kept) => storage.getItem(readKey(reader));
