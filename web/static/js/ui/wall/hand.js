/**
 * Whether somebody is using the tiles: then a tile must not move away from under the pointer, nor a
 * typed number mean another meeting.
 */

/** Milliseconds after a pointer moved over the tiles, or a key, that count as use. Chosen. */
export const HAND_MS = 8_000;
/** Milliseconds after the last sign of use in which a focused tile counts as being read. Chosen: a
 * wall that was left with the focus on a tile goes on by itself. */
export const READING_MS = 60_000;

export class Hand {
  #tiles;
  #focused;
  #now;
  #place = "";
  #seen_ms = -Infinity;

  /**
   * @param {EventTarget} tiles what the pointer moves over
   * @param {EventTarget} page what hears the keys
   * @param {() => boolean} focused whether something in the tiles has the focus
   * @param {() => number} now in ms
   */
  constructor(tiles, page, focused, now) {
    this.#tiles = tiles;
    this.#focused = focused;
    this.#now = now;
    for (const type of ["pointermove", "pointerdown"]) this.#tiles.addEventListener(type, (event) => this.#point(event));
    page.addEventListener("keydown", () => this.#see());
  }

  get isNear() {
    const since_ms = this.#now() - this.#seen_ms;
    return since_ms < (this.#focused() ? READING_MS : HAND_MS);
  }

  /** A pointer at rest over tiles that move is told that it moves. @param {any} event */
  #point({ type, screenX, screenY }) {
    const place = `${screenX} ${screenY}`;
    if (type === "pointerdown" || place !== this.#place) this.#see();
    this.#place = place;
  }

  #see() {
    this.#seen_ms = this.#now();
  }
}
