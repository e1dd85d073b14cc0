/**
 * The sound of the worst alerts alone: two falling notes, synthesised without a file. Off until it
 * is switched on by a press, without which browsers play nothing; remembered on this device.
 */

import { t } from "../../core/i18n.js";
import { kept } from "../../core/storage.js";
import { setAttribute, setText } from "../elements.js";
import { playNotes } from "../notes.js";

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

const ringOnce = () => playNotes(NOTES_HZ, NOTE_S, LOUDNESS);
