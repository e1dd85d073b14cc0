/**
 * The device check: see yourself, hear yourself, how the line is, whether sound and picture come
 * through, and how much of the line is used; what is refused is said with what to do, and stops nobody from going in.
 */

import { chromeIntent } from "../core/elsewhere.js";
import { t } from "../core/i18n.js";
import { measureLine } from "../core/line.js";
import { copyOnClick } from "./copying.js";
import { part, setAttribute, setShown, setText } from "./elements.js";
import { LevelMeter } from "./level_meter.js";
import { Stage } from "./stage.js";

/** @typedef {import("../core/own_devices.js").OwnDevices} OwnDevices */
/** @typedef {() => Promise<import("../core/path.js").Path>} Trial */

/** How much of one's voice is recorded to listen to, in ms. Chosen: one sentence. */
const SAMPLE_MS = 4000;

export class DeviceCheck {
  #root;
  #devices;
  #choice;
  #trial;
  #stage;
  #meter;
  #listen;
  #closed = false;

  /**
   * @param {HTMLElement} root with the parts of `device_check.html`
   * @param {OwnDevices} devices
   * @param {import("../core/media_choice.js").MediaChoice} choice
   * @param {Trial} [trial] of the path; absent where nobody is known to the server
   */
  constructor(root, devices, choice, trial) {
    this.#root = root;
    this.#devices = devices;
    this.#choice = choice;
    this.#trial = trial;
    setShown(part(root, "path-row"), trial !== undefined);
    this.#stage = new Stage(part(root, "mirror"));
    this.#meter = new LevelMeter(part(root, "level"), part(root, "level-words"));
    this.#listen = /** @type {HTMLButtonElement} */ (part(root, "listen"));
    this.#listen.addEventListener("click", () => this.#listenToOneself());
    part(root, "open").addEventListener("click", () => this.open());
    copyOnClick(part(root, "copy-address"));
    devices.addEventListener("change", () => this.#show());
    choice.addEventListener("change", () => this.#chosen());
    this.#show();
  }

  /** Ask for camera and microphone, measure the line and try the path. */
  async open() {
    this.#measure();
    this.#try();
    await this.#devices.open({ camera: this.#choice.value === "full" });
    if (this.#devices.microphone) this.#meter.start(this.#devices.microphone);
  }

  /** The check is over: the meter rests; the devices go on into the meeting. */
  close() {
    this.#closed = true;
    this.#meter.stop();
  }

  /** What is not wanted any more is let go of; what is wanted anew is asked for. */
  #chosen() {
    const { microphone, camera } = this.#devices;
    const { value } = this.#choice;
    if (this.#closed) return;
    if (value === "none") this.#meter.stop();
    if (value === "none") this.#devices.close();
    else if (value === "sound" && camera) this.#devices.switchCamera(false);
    else if (value === "full" && microphone && !camera) this.#devices.switchCamera(true);
    this.#show();
  }

  #show() {
    const { microphone, camera, problem } = this.#devices;
    const { value } = this.#choice;
    setShown(part(this.#root, "mirror"), value === "full");
    if (value === "full") this.#stage.showOwn(camera);
    setAttribute(this.#listen, "disabled", !microphone);
    setShown(part(this.#root, "sound"), microphone !== null);
    const open = part(this.#root, "open");
    setShown(open, value !== "none" && (!microphone || (value === "full" && !camera)));
    setText(open, t(value === "full" ? "member.check.open" : "member.check.open_microphone"));
    open.classList.toggle("primary", problem === null);
    const notice = part(this.#root, "problem");
    setShown(notice, problem !== null && value !== "none");
    this.#showElsewhere(problem === "unanswered" && value !== "none");
    if (problem) setText(notice, t(`ui.capture.${problem}`));
  }

  /** The way to another browser. @param {boolean} shown */
  #showElsewhere(shown) {
    setShown(part(this.#root, "elsewhere"), shown);
    setAttribute(part(this.#root, "address"), "value", location.href);
    const intent = chromeIntent(location.href, navigator.userAgent);
    setShown(part(this.#root, "open-chrome"), intent !== null);
    setAttribute(part(this.#root, "open-chrome"), "href", intent);
  }

  async #measure() {
    const words = part(this.#root, "line");
    setText(words, t("member.check.line_measuring"));
    const quality = await measureLine();
    setAttribute(words, "data-quality", quality);
    setText(words, t(`member.check.line_${quality}`));
  }

  async #try() {
    if (!this.#trial) return;
    const words = part(this.#root, "path");
    setText(words, t("member.check.path_trying"));
    const path = await this.#trial();
    setAttribute(words, "data-quality", { direct: "good", relay: "good", none: "bad", unknown: "" }[path]);
    setText(words, t(`member.check.path_${path}`));
    setShown(part(this.#root, "blocked"), path === "none");
  }

  async #listenToOneself() {
    const { microphone } = this.#devices;
    if (!microphone) return;
    this.#listen.disabled = true;
    setText(this.#listen, t("member.check.recording"));
    const sound = await record(microphone, SAMPLE_MS);
    setText(this.#listen, t("member.check.playing"));
    await play(sound);
    setText(this.#listen, t("member.check.listen_again"));
    this.#listen.disabled = false;
  }
}

/**
 * Record a track for a while; nothing leaves the device.
 * @param {MediaStreamTrack} track
 * @param {number} duration_ms
 * @returns {Promise<Blob>}
 */
function record(track, duration_ms) {
  return new Promise((resolve) => {
    const recorder = new MediaRecorder(new MediaStream([track]));
    recorder.addEventListener("dataavailable", ({ data }) => resolve(data));
    recorder.start();
    setTimeout(() => recorder.stop(), duration_ms);
  });
}

/**
 * @param {Blob} sound
 * @returns {Promise<void>} done when it has been played
 */
async function play(sound) {
  const context = new AudioContext();
  const buffer = await context.decodeAudioData(await sound.arrayBuffer());
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  await new Promise((resolve) => source.addEventListener("ended", resolve));
  await context.close();
}
