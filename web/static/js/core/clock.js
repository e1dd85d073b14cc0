/**
 * The server's clock on this device, and how moments and durations are written.
 *
 * Views hold moments only; running times are computed in the browser from `serverNow()`, never from
 * `Date.now()`: a device's clock may be set in mid-meeting.
 */

/** Number of timestamps kept for the offset. Chosen: a new network delay shows within seconds. */
const SAMPLES = 12;

/**
 * Monotonic time that began at the device's clock when the page was loaded. Some systems stop it
 * during sleep: the next message corrects that.
 */
const steadyNow = () => performance.timeOrigin + performance.now();

/** Follows the server's clock by the stamps on its messages. */
export class Clock {
  #offsets = /** @type {number[]} */ ([]);
  #local;

  /** @param {() => number} local in milliseconds; only ever goes on */
  constructor(local = steadyNow) {
    this.#local = local;
  }

  /**
   * Take the timestamp of a message that arrived just now. Every message is delayed, so the true
   * offset is at least the largest one measured: that of the quickest message is used.
   * @param {number} server_ms
   * @param {boolean} [anew] the server's clock was set: earlier timestamps are discarded
   */
  sync(server_ms, anew = false) {
    this.#offsets = [...(anew ? [] : this.#offsets), server_ms - this.#local()].slice(-SAMPLES);
  }

  /** Return the server's time now, in milliseconds since the epoch. */
  now() {
    const offset = this.#offsets.length > 0 ? Math.max(...this.#offsets) : 0;
    return this.#local() + offset;
  }
}

const shared = new Clock();

/**
 * @param {number} server_ms
 * @param {boolean} [anew]
 */
export const syncClock = (server_ms, anew) => shared.sync(server_ms, anew);

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
 * Offsets of clocks from UTC: moments from which they hold, and minutes, in order. Empty: those of
 * the device, until `useOffsets`.
 * @type {[number, number][]}
 */
let offsets = [];

/**
 * Write times by the clocks of the server's zone from now on: every screen of a meeting shows the
 * same, also that of a member abroad.
 * @param {[number, number][]} list as the server gives them (`web.offsets`)
 */
export function useOffsets(list) {
  offsets = list;
}

/**
 * @param {number} at_ms
 * @returns {Date} whose UTC fields are what clocks show at the moment
 */
function shownAt(at_ms) {
  let minutes = offsets[0]?.[1] ?? -new Date(at_ms).getTimezoneOffset();
  for (const [from_ms, offset] of offsets) if (at_ms >= from_ms) minutes = offset;
  return new Date(at_ms + minutes * 60_000);
}

/**
 * Write a moment as 19:42.
 * @param {number} at_ms
 */
export function formatClock(at_ms) {
  const shown = shownAt(at_ms);
  return `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}`;
}

/**
 * Write a day as 05/11/2026, the order of both languages' official papers.
 * @param {number} at_ms
 */
export function formatDate(at_ms) {
  const shown = shownAt(at_ms);
  return `${two(shown.getUTCDate())}/${two(shown.getUTCMonth() + 1)}/${shown.getUTCFullYear()}`;
}

/**
 * Return the moment at which clocks show a time on the day of another moment.
 * @param {string} time "19:42"
 * @param {number} day_ms
 */
export function momentOnDay(time, day_ms) {
  const minute = Math.floor(day_ms / 60_000);
  return (minute + minutesOf(time) - minutesOf(formatClock(day_ms))) * 60_000;
}

/** @param {string} time "19:42" @returns {number} minutes since midnight */
function minutesOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
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
 * Return the whole minutes of a duration, rounded down.
 * @param {number} duration_ms
 */
export const wholeMinutes = (duration_ms) => Math.floor(Math.max(0, duration_ms) / 60_000);

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
