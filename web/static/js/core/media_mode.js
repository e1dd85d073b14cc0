/**
 * Applies the person's media preference on this device: with `none` there is no connection and no
 * open device; with `sound` no camera, and the microphone sends only while the floor opens it.
 */

/** @typedef {import("./media.js").Media} Media */
/** @typedef {import("./media_choice.js").MediaChoice} MediaChoice */
/** @typedef {import("./own_devices.js").OwnDevices} OwnDevices */

export class MediaMode {
  #choice;
  #media;
  #devices;
  #runs = false;
  /** Devices that were on before the preference was reduced, to be switched on again. */
  #before = { microphone: false, camera: false };

  /**
   * @param {MediaChoice} choice
   * @param {Media} media
   * @param {OwnDevices | null} devices null: nothing is sent from this page
   */
  constructor(choice, media, devices = null) {
    this.#choice = choice;
    this.#media = media;
    this.#devices = devices;
    choice.addEventListener("change", () => this.#runs && this.#apply());
  }

  /** Apply the preference from now on, until `stop`. */
  start() {
    this.#runs = true;
    return this.#apply();
  }

  /** The meeting is over for this page. */
  stop() {
    if (!this.#runs) return;
    this.#runs = false;
    this.#media.stop();
    this.#devices?.close();
  }

  /** Open the devices that the preference needs now; others are opened when it is raised. */
  async openDevices() {
    const { value } = this.#choice;
    this.#before = { microphone: value === "none", camera: value !== "full" };
    if (value !== "none") await this.#devices?.open({ camera: value === "full" });
  }

  async #apply() {
    const { value } = this.#choice;
    this.#devices?.sendSparingly(value === "sound");
    this.#media.spare(value === "sound");
    this.#putAway(value);
    if (value === "none") return this.#media.stop();
    this.#devices?.join(this.#media);
    this.#media.start();
    await this.#takeOut(value);
  }

  /** @param {import("./media_choice.js").MediaPreference} value */
  #putAway(value) {
    const devices = this.#devices;
    if (!devices || value === "full") return;
    this.#before.camera ||= devices.cameraOn;
    devices.switchCamera(false);
    if (value === "sound") return;
    this.#before.microphone ||= devices.microphone !== null;
    devices.close();
  }

  /** @param {import("./media_choice.js").MediaPreference} value */
  async #takeOut(value) {
    const microphone = this.#before.microphone;
    const camera = this.#before.camera && value === "full";
    this.#before = { microphone: false, camera: this.#before.camera && !camera };
    if (microphone || camera) await this.#devices?.open({ microphone, camera });
  }
}
