/**
 * Enlarges a shared page to the whole screen, where its letters can be read: a touch on the small
 * picture opens it, "Thu nhỏ" or Esc goes back. Fingers move and zoom it, one button changes between
 * the whole page and larger letters.
 *
 * It is the same page in another layout (`enlarged.css`), not a window above it: bands, the one big
 * button and the microphone stay where the thumb knows them. Where the browser can, its own bars go
 * away too, and its way back (a phone's "back", Esc) ends it; iPhones cannot.
 *
 * Emits `change` when it begins and ends.
 */

import { scalesOf, within } from "../core/page_size.js";
import { t } from "../core/i18n.js";
import { part, setAttribute, setShown, setText } from "./elements.js";
import { onPinch } from "./pinch.js";

/** From here on the page is larger than whole; below it is a rounded px. */
const ROUNDING = 1.01;

export class Enlarged extends EventTarget {
  #page;
  #opener;
  #bar;
  #letters;
  #pan;
  #video;
  #on = false;
  #offered = false;
  #scale = 0;
  /** The whole page is seen, and stays so whatever its place becomes. */
  #whole = true;
  /** For which the scale was chosen, in px. */
  #width = 0;
  /** The browser's own bars are away, as this enlargement asked. */
  #full = false;
  /** Settles when the browser's bars of an earlier enlargement are back. */
  #exit = Promise.resolve();

  /**
   * @param {HTMLElement} root with the parts of `enlarged.html`, and `pan` around the picture
   * @param {HTMLElement} page
   */
  constructor(root, page = document.body) {
    super();
    this.#page = page;
    this.#opener = part(root, "enlarge");
    this.#bar = part(root, "enlarged-bar");
    this.#letters = part(root, "letters");
    this.#pan = part(root, "pan");
    this.#video = /** @type {HTMLVideoElement} */ (part(this.#pan, "video"));
    this.#opener.addEventListener("click", () => this.#enlarge());
    part(root, "shrink").addEventListener("click", () => this.#shrink());
    this.#letters.addEventListener("click", () => this.#toggleLetters());
    this.#pan.addEventListener("dblclick", (/** @type {MouseEvent} */ { clientX, clientY }) => {
      if (this.#on) this.#toggleLetters(clientX, clientY);
    });
    onPinch(this.#pan, (factor, x, y) => this.#on && this.#zoom(this.#scale * factor, x, y));
    this.#video.addEventListener("resize", () => this.#fit());
    new ResizeObserver(() => this.#fit()).observe(this.#pan, { box: "border-box" });
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("fullscreenchange", () => {
      if (this.#full && !document.fullscreenElement) this.#shrink();
    });
  }

  get on() {
    return this.#on;
  }

  /** @param {boolean} seen whether there is a shared page on the screen to enlarge */
  offer(seen) {
    this.#offered = seen;
    setShown(this.#opener, seen && !this.#on);
  }

  /** @param {boolean} shared whether somebody still shares; a break in between ends nothing */
  follow(shared) {
    if (shared) return;
    this.offer(false);
    this.#shrink();
  }

  #enlarge() {
    this.#switch(true);
    this.#hideBars();
    this.#width = 0;
    this.#fit();
    this.#pan.focus({ preventScroll: true }); // arrow keys move the page
  }

  #shrink() {
    if (!this.#on) return;
    this.#switch(false);
    this.#video.style.width = "";
    this.#showBars();
    this.#opener.focus({ preventScroll: true });
  }

  /** Waits for an exit under way: the event that announces it would end this enlargement too. */
  async #hideBars() {
    await this.#exit;
    if (!this.#on) return;
    try {
      await document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
    } catch {
      return; // it fills the window
    }
    this.#full = this.#on && document.fullscreenElement !== null;
    if (!this.#on) this.#showBars();
  }

  #showBars() {
    this.#full = false;
    if (document.fullscreenElement) this.#exit = document.exitFullscreen().catch(() => {});
  }

  /** @param {boolean} on */
  #switch(on) {
    this.#on = on;
    this.#page.classList.toggle("enlarged", on);
    setShown(this.#opener, this.#offered && !on);
    setShown(this.#bar, on);
    setAttribute(this.#pan, "tabindex", on ? 0 : null);
    setAttribute(this.#pan, "role", on ? "region" : null);
    setAttribute(this.#pan, "aria-label", on ? t("ui.stage.screen") : null);
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** A dialog above takes Esc for itself. @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#on || event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#shrink();
  }

  /** The picture or its place has another size; whoever turns the phone begins anew. */
  #fit() {
    const scales = this.#on && this.#scales();
    if (!scales) return;
    const turned = this.#width !== this.#pan.offsetWidth;
    this.#width = this.#pan.offsetWidth;
    const kept = this.#whole ? scales.whole : within(this.#scale, scales);
    this.#draw(turned ? scales.first : kept, scales);
  }

  /**
   * @param {number} [x] what stays where it is, as in the window; else what a page begins with
   * @param {number} [y]
   */
  #toggleLetters(x, y) {
    const scales = this.#scales();
    if (!scales) return;
    const scale = this.#whole ? scales.larger : scales.whole;
    const { left, top } = this.#pan.getBoundingClientRect();
    this.#zoom(scale, x ?? left, y ?? top);
  }

  /**
   * @param {number} scale
   * @param {number} x what stays where it is, as in the window
   * @param {number} y
   */
  #zoom(scale, x, y) {
    const scales = this.#scales();
    if (!scales) return;
    const before = this.#video.getBoundingClientRect();
    const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
    this.#draw(within(scale, scales), scales);
    const after = this.#video.getBoundingClientRect();
    this.#pan.scrollLeft += after.left + across * after.width - x;
    this.#pan.scrollTop += after.top + down * after.height - y;
  }

  /**
   * @param {number} scale
   * @param {import("../core/page_size.js").Scales} scales
   */
  #draw(scale, scales) {
    this.#scale = scale;
    this.#whole = scale <= scales.whole * ROUNDING;
    this.#video.style.width = `${Math.floor(scale * this.#video.videoWidth)}px`;
    setText(this.#letters, t(this.#whole ? "ui.enlarged.letters" : "ui.enlarged.whole"));
  }

  /** Nothing as long as no picture has come. */
  #scales() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (width === 0) return null;
    const box = { width: this.#pan.offsetWidth, height: this.#pan.offsetHeight };
    return scalesOf(box, { width, height });
  }
}
