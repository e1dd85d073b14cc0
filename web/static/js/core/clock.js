/**
 * The server's clock on this device, and how moments and durations are written.
 *
 * Views hold moments only; every running figure is made here, from `serverNow()`. Nothing else in
 * the browser reads `Date.now()`.
 */

/** How many stamped messages are remembered. Chosen: a change of network shows within seconds. */
const SAMPLES = 12;

/** Follows the server's clock by the stamps on its messages. */
export class Clock {
  #offsets = /** @type {number[]} */ ([]);
  #local;

  /** @param {() => number} local reads the device's clock, in milliseconds */
  constructor(local = () => Date.now()) {
    this.#local = local;
  }

  /**
   * Take in the stamp of a message that arrived just now. A message is always a little old, so
   * that the true offset is at least the largest one seen: the quickest message wins.
   * @param {number} server_ms
   */
  sync(server_ms) {
    this.#offsets = [...this.#offsets, server_ms - this.#local()].slice(-SAMPLES);
  }

  /** Return the server's time now, in milliseconds since the epoch. */
  now() {
    const offset = this.#offsets.length > 0 ? Math.max(...this.#offsets) : 0;
    return this.#local() + offset;
  }
}

const shared = new Clock();

/** @param {number} server_ms */
export const syncClock = (server_ms) => shared.sync(server_ms);

/** Return the server's time now, in milliseconds since the epoch. */
export const serverNow = () => shared.now();

/**
 * Call back now and then at each change of the server's second, so that all clocks on a page tick
 * together. Ends with the signal.
 * @param {() => void} callback
 * @param {AbortSignal} [signal]
 */
export function everySecond(callback, signal) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const tick = () => {
    if (signal?.aborted) return;
    callback();
    timer = setTimeout(tick, 1000 - (serverNow() % 1000));
  };
  signal?.addEventListener("abort", () => clearTimeout(timer));
  tick();
}

/**
 * Write a moment as 19:42, in the device's time zone.
 * @param {number} at_ms
 */
export function formatClock(at_ms) {
  const at = new Date(at_ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * Write a day as 05/11/2026, the order of both languages' official papers.
 * @param {number} at_ms
 */
export function formatDate(at_ms) {
  const at = new Date(at_ms);
  return `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
}

/**
 * Write a duration as 3:05 or 1:02:05; below zero with a true minus sign.
 * @param {number} duration_ms
 */
export function formatDuration(duration_ms) {
  const seconds = Math.floor(Math.abs(duration_ms) / 1000);
  const sign = duration_ms <= -1000 ? "−" : "";
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${rest}` : `${sign}${minutes}:${rest}`;
}

/**
 * Return whole minutes of a duration; what has begun counts as begun only when it is over.
 * @param {number} duration_ms
 */
export const wholeMinutes = (duration_ms) => Math.floor(Math.max(0, duration_ms) / 60_000);

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
