/**
 * Remembers on this device by which personal link its owner came to a meeting, so that a QR code
 * scanned later with the phone's own camera leads back to that link; up to which message of the
 * private line its owner has read; and, in this tab, that its owner has gone in by the door.
 */

import { kept, keptInTab } from "./storage.js";

/** Holds the path of the page, so that a reload goes straight back into the meeting. */
const ENTERED = "diemcau.checked";

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

/** @param {string} path of the page whose owner has gone in */
export const rememberEntered = (path) => keptInTab.setItem(ENTERED, path);

/** @param {string} path */
export const hasEntered = (path) => keptInTab.getItem(ENTERED) === path;

/** The owner left, or takes part elsewhere: comes in by the door again. */
export const forgetEntered = () => keptInTab.removeItem(ENTERED);
