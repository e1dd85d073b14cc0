/**
 * This device's microphone, camera and screen, controlled by their owner and the floor.
 *
 * A microphone is controlled by the owner's switch and by the floor. It sends sound only when both
 * are on, or the switch is on and the floor may open it soon: the server forwards nothing before,
 * but then has the first syllable. The server forwards by the floor alone. A camera that is
 * switched off is released, so that its light goes out.
 *
 * A device that stops without being switched off (unplugged, permission revoked, muted by a
 * telephone call) is reported at once, and another one is opened, now or when one is plugged in.
 *
 * Emits `change`; with `{ended: "screen"}` when the person ended the sharing by the browser's bar,
 * with `{replaced: "microphone" or "camera", label}` when another device took over.
 */

import { ANSWER_WITHIN_MS, capture, captureScreen } from "./capture.js";
import { Losses } from "./losses.js";

/** @typedef {import("./sending.js").Part} Part */
/** @typedef {{send: (what: Part, track: MediaStreamTrack | null) => unknown, followFloor: (open: boolean) => unknown}} Way what carries the tracks: a `Media`, or several */
/** @typedef {import("./capture.js").Problem} Problem */

export class OwnDevices extends EventTarget {
  /** @type {MediaStreamTrack | null} */
  #microphone = null;
  /** @type {MediaStreamTrack | null} */
  #camera = null;
  /** @type {MediaStreamTrack | null} */
  #screen = null;
  /**
   * Ids of the devices that the owner chose; missing: the browser's default.
   * @type {{microphone?: string, camera?: string}}
   */
  #chosen = {};
  /** @type {Problem | null} */
  #problem = null;
  /** @type {Way | null} */
  #media = null;
  #microphoneOn = true;
  #floorOpen = false;
  #floorSoon = false;
  #sparing = false;
  #losses;

  /** @param {MediaDevices | undefined} [devices] of the browser */
  constructor(devices = globalThis.navigator?.mediaDevices) {
    super();
    this.#losses = new Losses({
      lost: (source) => this.#lost(source),
      silenced: (silent) => this.#silenced(silent),
      replace: (source) => this.#replace(source),
    }, devices);
  }

  /** @returns {MediaStreamTrack | null} */
  get camera() {
    return this.#camera;
  }

  /** @returns {MediaStreamTrack | null} */
  get microphone() {
    return this.#microphone;
  }

  /** The problem of the last attempt to open devices, or null. @returns {Problem | null} */
  get problem() {
    return this.#problem;
  }

  /** Whether the owner's switch is on, and there is a microphone that is not muted. */
  get microphoneOn() {
    return this.#microphoneOn && this.#microphone !== null && !this.#microphone.muted;
  }

  get cameraOn() {
    return this.#camera !== null;
  }

  get sharing() {
    return this.#screen !== null;
  }

  /**
   * Open the devices; a device that was refused can be requested again.
   * @param {{microphone?: boolean, camera?: boolean}} [wanted]
   */
  async open(wanted = {}) {
    const timer = setTimeout(() => {
      this.#problem = "unanswered";
      this.#changed();
    }, ANSWER_WITHIN_MS);
    const { microphone, camera, problem } = await capture(wanted, undefined, this.#chosen);
    clearTimeout(timer);
    this.#problem = problem;
    if (microphone) this.#setMicrophone(microphone);
    if (camera) this.#setCamera(camera);
    this.#changed();
  }

  /**
   * Choose another microphone or camera; open it at once if the present one is open.
   * @param {"microphone" | "camera"} what
   * @param {string} id
   */
  async choose(what, id) {
    this.#chosen[what] = id;
    const open = what === "microphone" ? this.#microphone : this.#camera;
    if (!open) return;
    if (what === "camera") open.stop(); // a phone opens one of its cameras at a time
    await this.open({ microphone: what === "microphone", camera: what === "camera" });
  }

  /**
   * Send the tracks over the connection, now and whenever they change.
   * @param {Way} media
   */
  join(media) {
    this.#media = media;
    this.#obeyFloor();
    media.followFloor(this.#floorOpen || this.#floorSoon);
    this.#sendMicrophone();
    this.#send("camera", this.#camera);
  }

  /**
   * Set whether a closed microphone sends nothing at all instead of silence, to spare a weak link.
   * @param {boolean} sparing
   */
  sendSparingly(sparing) {
    if (sparing === this.#sparing) return;
    this.#sparing = sparing;
    this.#sendMicrophone();
  }

  /** Release microphone and camera; a shared screen stays. */
  letGo() {
    if (!this.#microphone && !this.#camera) return;
    this.#losses.forget();
    this.#microphone?.stop();
    this.#microphone = null;
    this.#sendMicrophone();
    this.#setCamera(null);
    this.#changed();
  }

  /** Release microphone, camera and screen. */
  close() {
    this.#losses.forget();
    for (const track of [this.#microphone, this.#camera, this.#screen]) track?.stop();
    this.#microphone = this.#camera = this.#screen = null;
    this.#changed();
  }

  /**
   * @param {boolean} open whether the floor has opened this microphone
   * @param {boolean} [soon] whether it may any moment
   */
  followFloor(open, soon = false) {
    if (open === this.#floorOpen && soon === this.#floorSoon) return;
    this.#floorOpen = open;
    this.#floorSoon = soon;
    this.#obeyFloor();
    this.#media?.followFloor(open || soon);
    if (this.#sparing) this.#sendMicrophone();
  }

  /**
   * The owner's switch of the microphone.
   * @param {boolean} on
   */
  async switchMicrophone(on) {
    if (on && (!this.#microphone || this.#microphone.muted)) await this.open({ camera: false });
    this.#microphoneOn = on;
    this.#obeyFloor();
    this.#changed();
  }

  /**
   * The owner's switch of the camera.
   * @param {boolean} on
   */
  async switchCamera(on) {
    if (on && !this.#camera) return this.open({ microphone: false });
    if (!on) this.#losses.forget(["camera"]);
    if (!on) this.#setCamera(null);
    this.#changed();
  }

  /**
   * Choose a screen and send it.
   * @returns {Promise<boolean>} whether something was chosen
   */
  async shareScreen() {
    this.#screen = await captureScreen();
    this.#screen?.addEventListener("ended", () => this.#screenEnded());
    this.#send("screen", this.#screen);
    this.#changed();
    return this.sharing;
  }

  stopSharing() {
    this.#screen?.stop();
    this.#screen = null;
    this.#send("screen", null);
    this.#changed();
  }

  #screenEnded() {
    this.stopSharing();
    this.#changed({ ended: "screen" });
  }

  /** @param {MediaStreamTrack} track */
  #setMicrophone(track) {
    this.#microphone?.stop();
    this.#microphone = track;
    this.#losses.watch("microphone", track);
    this.#obeyFloor();
    this.#sendMicrophone();
  }

  /** @param {import("./losses.js").Source} source whose track has ended */
  #lost(source) {
    this.#problem = "missing";
    if (source === "camera") this.#setCamera(null);
    else this.#microphone = null;
    if (source === "microphone") this.#sendMicrophone();
    this.#changed();
  }

  /** @param {boolean} silent */
  #silenced(silent) {
    if (!silent) this.#problem = null;
    this.#changed();
  }

  /** @param {import("./losses.js").Source} source */
  async #replace(source) {
    const current = () => (source === "microphone" ? this.#microphone : this.#camera);
    const before = current();
    await this.open({ microphone: source === "microphone", camera: source === "camera" });
    const now = current();
    if (now && now !== before) this.#changed({ replaced: source, label: now.label });
  }

  /** @param {MediaStreamTrack | null} track */
  #setCamera(track) {
    this.#camera?.stop();
    this.#camera = track;
    if (track) this.#losses.watch("camera", track);
    this.#send("camera", track);
  }

  #sendMicrophone() {
    const heard = !this.#sparing || this.#floorOpen || this.#floorSoon;
    this.#send("microphone", heard ? this.#microphone : null);
  }

  /** Enable or disable the microphone; before joining it is enabled, for the local device check. */
  #obeyFloor() {
    if (!this.#microphone) return;
    const wanted = this.#floorOpen || this.#floorSoon;
    this.#microphone.enabled = !this.#media || (this.#microphoneOn && wanted);
  }

  /**
   * @param {Part} what
   * @param {MediaStreamTrack | null} track
   */
  #send(what, track) {
    this.#media?.send(what, track);
  }

  /** @param {Record<string, string>} [detail] */
  #changed(detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}
