/**
 * Tells the server whether this device can be heard once the floor opens its microphone, so that no
 * screen shows somebody as speaking from whom no sound can come. Sent again after a reconnection.
 */

/** @typedef {"on" | "off" | "missing" | "none" | "no_path"} Microphone as `microphone` in PROTOCOL.md */
/**
 * @typedef {object} Sources
 * @property {import("./own_devices.js").OwnDevices} devices
 * @property {import("./media.js").Media} media
 * @property {import("./media_choice.js").MediaChoice} [choice] absent: everything is wanted
 */

/** States of the peer connection that count as no path for sound; `connecting` does not. */
const WITHOUT_PATH = ["broken", "no_path", "refused"];

export class MicrophoneReport {
  /**
   * @param {import("./wire.js").Wire} wire
   * @param {Sources} sources
   */
  constructor(wire, sources) {
    const tell = () => wire.sayMicrophone(microphoneState(sources));
    const { devices, media, choice } = sources;
    devices.addEventListener("change", tell);
    media.addEventListener("state", tell);
    choice?.addEventListener("change", tell);
    tell();
  }
}

/**
 * @param {Sources} sources
 * @returns {Microphone}
 */
export function microphoneState({ devices, media, choice }) {
  if (choice?.value === "none") return "none";
  if (devices.microphone === null) return devices.problem ? "missing" : "off";
  if (devices.microphone.muted) return "missing"; // by the system, in a telephone call for instance
  if (!devices.microphoneOn) return "off";
  return WITHOUT_PATH.includes(media.state) ? "no_path" : "on";
}
