/**
 * Stores on this device the personal link that was used for a meeting, so that a QR code scanned
 * later with the phone's own camera leads back to that link; and, in this tab, that the person has
 * entered the meeting after the device check.
 */

import { kept, keptInTab } from "./storage.js";

/** Key of the path of the page entered, so that a reload goes straight back into the meeting. */
const ENTERED = "diemcau.checked";

const key = (/** @type {string} */ meeting) => `diemcau.link.${meeting}`;

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

/** @param {string} path of the page on which the person has entered */
export const rememberEntered = (path) => keptInTab.setItem(ENTERED, path);

/** @param {string} path */
export const hasEntered = (path) => keptInTab.getItem(ENTERED) === path;

/** The person left, or takes part on another device: next time the device check comes first. */
export const forgetEntered = () => keptInTab.removeItem(ENTERED);
