/**
 * Tells the desk that the server's clock was set in mid-meeting: by how much, and that nothing else
 * has changed. Stays until somebody has seen it, or for a while.
 */

import { formatClock, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";

/** @typedef {{at_ms: number, by_ms: number}} Step the hour at which, and by how much */

/** How long a page that is opened afterwards still tells of it. Chosen. */
const TOLD_MS = 10 * 60_000;
/** Units in which a difference is written, the largest first, in ms. */
const UNITS = /** @type {const} */ ([["days", 86_400_000], ["hours", 3_600_000], ["minutes", 60_000], ["seconds", 1000]]);

/**
 * Write a difference in its two largest units: "1 giờ 5 phút".
 * @param {number} by_ms
 */
export function spanText(by_ms) {
  let rest = Math.round(Math.abs(by_ms) / 1000) * 1000;
  const parts = [];
  for (const [unit, length] of UNITS) {
    const n = Math.floor(rest / length);
    rest %= length;
    if (n > 0) parts.push(t(`ui.span.${unit}`, { n }));
  }
  return parts.slice(0, 2).join(" ");
}

/** @param {Step} step */
export const stepText = ({ at_ms, by_ms }) =>
  t(by_ms < 0 ? "ui.clock.back" : "ui.clock.forward", { by: spanText(by_ms), at: formatClock(at_ms) });

export class ClockSet {
  #bands;
  /** How many settings somebody here has seen. */
  #seen = 0;

  /** @param {import("../bands.js").Bands} bands */
  constructor(bands) {
    this.#bands = bands;
  }

  /**
   * @param {import("../../core/types.js").View} view
   * @param {number} [now_ms]
   */
  render({ meeting: { clock } }, now_ms = serverNow()) {
    const last = clock[clock.length - 1];
    const told = last && clock.length > this.#seen && now_ms - last.at_ms < TOLD_MS;
    this.#bands.set("clock", told ? {
      text: t("desk.clock.note", { what: stepText(last) }),
      action: { text: t("desk.clock.seen"), run: () => this.#see(clock.length) },
    } : null);
  }

  /** @param {number} count */
  #see(count) {
    this.#seen = count;
    this.#bands.set("clock", null);
  }
}
