/**
 * The list of alerts of all meetings: those of one cause are one entry, the worst stands first, and
 * nothing moves under a hand (`order.js`). Pure.
 */

import { Order } from "./order.js";
import { nameOf, rank } from "./alerts.js";

/** @typedef {import("./alerts.js").Alert} Alert */
/** @typedef {{meeting: string, alert: Alert}} Place */
/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {Alert} alert the worst of its places
 * @property {Place[]} places the meetings that have it, the worst first
 * @property {number|null} act_by_ms the earliest
 */

/**
 * Return what is to be acted on or was, an entry for each cause.
 *
 * @param {readonly [string, Alert[]][]} all by meeting
 * @returns {Entry[]}
 */
export function entriesOf(all) {
  /** @type {Map<string, Place[]>} */
  const places = new Map();
  for (const [meeting, alerts] of all) {
    for (const alert of alerts) {
      if (alert.kind !== "alert") continue;
      const id = alert.group ? `group/${alert.group}` : nameOf(meeting, alert);
      places.set(id, [...(places.get(id) ?? []), { meeting, alert }]);
    }
  }
  return [...places].map(([id, found]) => {
    found.sort((a, b) => rank(b.alert) - rank(a.alert) || a.alert.since_ms - b.alert.since_ms);
    const due = found.flatMap(({ alert }) => alert.act_by_ms ?? []);
    return { id, alert: found[0].alert, places: found, act_by_ms: due.length > 0 ? Math.min(...due) : null };
  });
}

export class AlertBoard {
  #order = new Order();

  /**
   * @param {readonly [string, Alert[]][]} all
   * @param {number} now_ms
   * @param {boolean} held whether a hand is on the list
   * @returns {Entry[]} in the order to show; with a hand on the list what has ended keeps no place
   */
  next(all, now_ms, held) {
    const entries = new Map(entriesOf(all).sort((a, b) => a.alert.since_ms - b.alert.since_ms).map((one) => [one.id, one]));
    const badness = new Map([...entries].map(([id, { alert }]) => [id, rank(alert)]));
    return this.#order.next(badness, now_ms, held).flatMap((id) => entries.get(id) ?? []);
  }
}
