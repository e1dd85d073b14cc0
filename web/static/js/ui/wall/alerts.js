/**
 * Alerts of all meetings, and what the supervisor has seen of them on this device: for good, or put
 * off for a while. What supervisors acknowledged or shelved for all comes with the alert. A notice
 * stands on its tile, but is not announced and makes no meeting worse.
 */

import { serverNow, wholeMinutes } from "../../core/clock.js";
import { hasText, t } from "../../core/i18n.js";
import { kept } from "../../core/storage.js";

/**
 * As on the wire (PROTOCOL.md, *alerts*).
 *
 * @typedef {object} Alert
 * @property {string} key
 * @property {string} [subject]
 * @property {"alert"|"notice"} [kind]
 * @property {"amber"|"red"} level
 * @property {number} since_ms
 * @property {number|null} [act_by_ms]
 * @property {Record<string, unknown>} facts
 * @property {number} [again]
 * @property {{by: string, word: string, at_ms: number}|null} [acknowledged]
 * @property {{by: string, reason: string, until_ms: number}|null} [shelved]
 * @property {string|null} [group]
 */

/** Milliseconds for which "later" silences an alert. Chosen. */
const SNOOZE_MS = 5 * 60_000;
/** Milliseconds after which stored acknowledgements are dropped. */
const FORGET_MS = 24 * 3_600_000;
const STORED = "diemcau.wall.seen";
const RANK = { red: 2, amber: 1 };

export class Alerts {
  /** @type {Map<string, Alert[]>} */
  #alerts = new Map();
  /** Name of an alert → until when it is silent. @type {Record<string, number>} */
  #seen;
  #storage;

  /** @param {Pick<Storage, "getItem"|"setItem">} storage */
  constructor(storage = kept) {
    this.#storage = storage;
    this.#seen = readSeen(storage.getItem(STORED));
  }

  /**
   * @param {string} meeting
   * @param {Alert[]} alerts
   * @returns {Alert[]} those that are new and not silent
   */
  take(meeting, alerts) {
    const known = new Set((this.#alerts.get(meeting) ?? []).map((one) => nameOf(meeting, one)));
    this.#alerts.set(meeting, alerts);
    return this.of(meeting).filter((one) => !isNotice(one) && !known.has(nameOf(meeting, one)));
  }

  /**
   * The alerts of a meeting that are not silent, worst and oldest first, then its notices.
   *
   * @param {string} meeting
   */
  of(meeting) {
    const now = serverNow();
    return (this.#alerts.get(meeting) ?? [])
      .filter((one) => !one.acknowledged && !one.shelved && !((this.#seen[nameOf(meeting, one)] ?? 0) > now))
      .sort((a, b) => Number(isNotice(a)) - Number(isNotice(b)) || RANK[b.level] - RANK[a.level] || a.since_ms - b.since_ms);
  }

  /** @param {string} meeting @returns {"red"|"amber"|null} */
  level(meeting) {
    return this.of(meeting).find((one) => !isNotice(one))?.level ?? null;
  }

  /**
   * Return the urgency of a meeting: any red alert weighs more than all amber ones.
   *
   * @param {string} meeting
   */
  badness(meeting) {
    const alerts = this.of(meeting).filter((one) => !isNotice(one));
    return alerts.reduce((sum, { level }) => sum + (level === "red" ? 100 : 1), 0);
  }

  /** Have seen it: silent as long as it lasts. @param {string} meeting @param {Alert} alert */
  acknowledge(meeting, alert) {
    this.#silence(meeting, alert, serverNow() + FORGET_MS);
  }

  /** Remind me later. @param {string} meeting @param {Alert} alert */
  snooze(meeting, alert) {
    this.#silence(meeting, alert, serverNow() + SNOOZE_MS);
  }

  /**
   * @param {string} meeting
   * @param {Alert} alert
   * @param {number} until_ms
   */
  #silence(meeting, alert, until_ms) {
    const now = serverNow();
    const young = Object.entries(this.#seen).filter(([, until]) => until > now);
    this.#seen = { ...Object.fromEntries(young), [nameOf(meeting, alert)]: until_ms };
    this.#storage.setItem(STORED, JSON.stringify(this.#seen));
  }
}

/**
 * @param {string | null} stored
 * @returns {Record<string, number>} nothing where something else stands in its place
 */
function readSeen(stored) {
  try {
    return Object(JSON.parse(stored ?? "{}"));
  } catch {
    return {};
  }
}

/**
 * Return the key of one alert at one level: one seen while amber is shown again when red, and when
 * the server brings it up again because nobody attended to it.
 *
 * @param {string} meeting
 * @param {Alert} alert
 */
export const nameOf = (meeting, { key, subject, level, since_ms, again }) =>
  `${meeting}/${key}/${subject ?? ""}/${level}/${since_ms}/${again ?? 0}`;

/** Nobody has to act on it. @param {Alert} alert */
export const isNotice = ({ kind }) => kind === "notice";

/** @param {Alert} alert */
export function alertText({ key, facts }) {
  const text = `wall.alert.${key}`;
  return hasText(text) ? t(text, facts) : t("wall.alert");
}

/** @param {Alert} alert */
export function alertAge({ since_ms }) {
  const minutes = wholeMinutes(serverNow() - since_ms);
  return minutes < 1 ? t("wall.alert.now") : t("wall.alert.age", { n: minutes });
}
