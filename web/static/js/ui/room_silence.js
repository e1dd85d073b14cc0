/**
 * A room has one microphone and one loudspeaker: a person in the room is told why the own device is
 * silent, and its microphone and camera are released. The server refuses them anyway.
 */

import { refusalText } from "../core/i18n.js";
import { setAttribute } from "./elements.js";

/** @typedef {import("../core/own_devices.js").OwnDevices} OwnDevices */
/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("./bands.js").Bands} Bands */

export class RoomSilence {
  #devices;
  #bands;
  #buttons;
  #silent = false;

  /**
   * @param {OwnDevices} devices
   * @param {Bands} bands
   * @param {HTMLButtonElement[]} [buttons] which switch the devices
   */
  constructor(devices, bands, buttons = []) {
    this.#devices = devices;
    this.#bands = bands;
    this.#buttons = buttons;
  }

  /**
   * @param {View} view
   * @returns {boolean} whether the device may be heard again just now
   */
  show(view) {
    const { silent } = view.me;
    const free = this.#silent && !silent;
    this.#silent = silent !== null;
    this.#bands.set("room", silent && { text: silenceText(view) });
    for (const button of this.#buttons) setAttribute(button, "disabled", silent !== null);
    if (silent) this.#devices.letGo();
    return free;
  }
}

/**
 * Return why this device is silent, "" when it is not.
 * @param {View} view
 */
export function silenceText({ me, sites }) {
  if (!me.silent) return "";
  const { code, site } = me.silent;
  return refusalText({ code, facts: { site: sites[site]?.name ?? "" } });
}
