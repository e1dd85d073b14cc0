/**
 * Choosing microphone, camera and loudspeaker, in as many places of a page as it stands in
 * (`device_choice.html`). A kind is shown while there is more than one of it; browsers name devices
 * once the owner has allowed one, and only some can choose a loudspeaker.
 */

import { setShown, setText } from "./elements.js";

/** @typedef {"microphone" | "camera" | "loudspeaker"} What */

/** @type {Readonly<Record<string, What>>} */
const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "loudspeaker" };
const TURNS_SOUND = "setSinkId" in HTMLMediaElement.prototype;

export class DeviceChoice {
  /** @type {HTMLSelectElement[]} */
  #selects;
  #devices;

  /**
   * @param {ParentNode} page
   * @param {import("../core/own_devices.js").OwnDevices} devices
   * @param {import("./sound.js").Sound} sound
   */
  constructor(page, devices, sound) {
    this.#devices = devices;
    this.#selects = /** @type {HTMLSelectElement[]} */ ([...page.querySelectorAll("[data-device-choice] select")]);
    for (const select of this.#selects) {
      select.addEventListener("change", () => {
        const what = /** @type {What} */ (select.name);
        if (what === "loudspeaker") sound.playThrough(select.value);
        else devices.choose(what, select.value);
        for (const same of this.#selects) if (same.name === what) same.value = select.value;
      });
    }
    devices.addEventListener("change", () => this.#look());
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#look());
  }

  async #look() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    for (const select of this.#selects) {
      const there = all.filter((each) => KINDS[each.kind] === select.name && each.deviceId && each.label);
      const offered = there.length > 1 && (select.name !== "loudspeaker" || TURNS_SOUND);
      setShown(/** @type {HTMLElement} */ (select.parentElement), offered);
      this.#fill(select, there);
    }
  }

  /**
   * @param {HTMLSelectElement} select
   * @param {MediaDeviceInfo[]} there
   */
  #fill(select, there) {
    const known = [...select.options].map(({ value, text }) => value + text).join();
    if (known === there.map(({ deviceId, label }) => deviceId + label).join()) return;
    const before = select.value || this.#used(select.name);
    select.replaceChildren(...there.map(({ deviceId, label }) => {
      const option = document.createElement("option");
      option.value = deviceId;
      setText(option, label);
      return option;
    }));
    if (there.some(({ deviceId }) => deviceId === before)) select.value = before;
  }

  /** Which device is open now. @param {string} what */
  #used(what) {
    const { microphone, camera } = this.#devices;
    const track = what === "microphone" ? microphone : what === "camera" ? camera : null;
    return track?.getSettings?.().deviceId ?? "";
  }
}
