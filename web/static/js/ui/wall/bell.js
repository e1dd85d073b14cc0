/**
 * The sound of the worst alerts alone: two falling notes, synthesised without a file. Off until it
 * is switched on by a press, without which browsers play nothing; remembered on this device.
 */

import { t } from "../../core/i18n.js";
import { kept } from "../../core/storage.js";
import { setAttribute, setText } from "../elements.js";

const STORED = "diemcau.wall.bell";
/** Falling, unlike the signal of an own turn; in Hz. Chosen: heard in an office, no siren. */
const NOTES_HZ = [660, 440];
const NOTE_S = 0.22;
const LOUDNESS = 0.2;
/** Milliseconds in which it rings once, however many alerts come. Chosen. */
const ONCE_IN_MS = 10_000;

export class Bell {
  #button;
  #play;
  #now;
  #on = kept.getItem(STORED) === "on";
  #rang_ms = -Infinity;

  /**
   * @param {HTMLElement} button
   * @param {() => void} [play]
   * @param {() => number} [now] milliseconds that never go back
   */
  constructor(button, play = ringOnce, now = () => performance.now()) {
    this.#button = button;
    this.#play = play;
    this.#now = now;
    button.addEventListener("click", () => this.#toggle());
    this.#draw();
  }

  /** Something red is new, or brought up again. */
  ring() {
    if (!this.#on || this.#now() - this.#rang_ms < ONCE_IN_MS) return;
    this.#rang_ms = this.#now();
    this.#play();
  }

  #toggle() {
    this.#on = !this.#on;
    kept.setItem(STORED, this.#on ? "on" : "off");
    this.#draw();
    if (this.#on) this.#play(); // so sounds the worst
  }

  #draw() {
    setAttribute(this.#button, "aria-pressed", String(this.#on));
    setText(this.#button, t(this.#on ? "wall.bell.on" : "wall.bell.off"));
  }
}

function ringOnce() {
  const context = new AudioContext();
  NOTES_HZ.forEach((frequency, index) => {
    const from = context.currentTime + index * NOTE_S;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setTargetAtTime(LOUDNESS, from, 0.02);
    volume.gain.setTargetAtTime(0, from + NOTE_S * 0.6, 0.08);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_S * 2);
  });
  setTimeout(() => context.close(), 2000);
}
