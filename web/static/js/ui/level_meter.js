/** Shows how loud a microphone is, as a bar and, when it has heard a voice, in words. */

import { t } from "../core/i18n.js";
import { setText } from "./elements.js";

/** RMS level that counts as a voice, as a share of full scale (about −34 dBFS). Chosen. */
const VOICE_RMS = 0.02;

export class LevelMeter {
  #bar;
  #words;
  #heard = false;
  /** @type {AudioContext | null} */
  #context = null;

  /**
   * @param {HTMLMeterElement} bar from 0 to 1
   * @param {HTMLElement} words
   */
  constructor(bar, words) {
    this.#bar = bar;
    this.#words = words;
  }

  /** @param {MediaStreamTrack} track */
  start(track) {
    this.stop();
    const context = new AudioContext();
    this.#context = context;
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    setText(this.#words, t("member.check.speak"));
    const samples = new Float32Array(analyser.fftSize);
    const read = () => {
      if (context !== this.#context) return;
      analyser.getFloatTimeDomainData(samples);
      this.#show(Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length));
      requestAnimationFrame(read);
    };
    read();
  }

  stop() {
    this.#context?.close();
    this.#context = null;
    this.#heard = false;
  }

  /** @param {number} rms */
  #show(rms) {
    this.#bar.value = Math.min(1, Math.sqrt(rms * 4)); // the ear's scale, roughly
    if (this.#heard || rms < VOICE_RMS) return;
    this.#heard = true;
    setText(this.#words, t("member.check.heard"));
  }
}
