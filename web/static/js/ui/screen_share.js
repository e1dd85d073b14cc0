/**
 * Shares this device's screen, for member, desk and room alike: the browser asks which, then the
 * meeting is asked; when the meeting ends it, so does the browser.
 */

import { canShareScreen } from "../core/capture.js";
import { isOwnScreen, mayShareScreen } from "../core/view.js";

/** @typedef {import("../core/own_devices.js").OwnDevices} OwnDevices */
/** @typedef {import("../core/types.js").View} View */

export class ScreenShare {
  #devices;
  #act;
  /** From the choice of a screen until the meeting has answered. */
  #asking = false;

  /**
   * @param {OwnDevices} devices
   * @param {(command: "share_screen" | "stop_sharing") => Promise<unknown>} act true: it was done
   */
  constructor(devices, act) {
    this.#devices = devices;
    this.#act = act;
    devices.addEventListener("change", (event) => {
      const { ended } = /** @type {CustomEvent} */ (event).detail;
      if (ended === "screen") act("stop_sharing");
    });
  }

  /** Whether there is something to press: to begin, or to end. @param {View} view */
  isOffered(view) {
    return this.#devices.sharing || (canShareScreen() && mayShareScreen(view));
  }

  /** End the capture when the screen is not, or no longer, the one that is shown. @param {View} view */
  follow(view) {
    if (this.#devices.sharing && !this.#asking && !isOwnScreen(view)) this.#devices.stopSharing();
  }

  async toggle() {
    if (this.#devices.sharing) return this.stop();
    this.#asking = true;
    try {
      const chosen = await this.#devices.shareScreen();
      if (chosen && !(await this.#act("share_screen"))) this.#devices.stopSharing();
    } finally {
      this.#asking = false;
    }
  }

  stop() {
    this.#devices.stopSharing();
    this.#act("stop_sharing");
  }
}
