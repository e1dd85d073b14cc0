/**
 * Alerts of all meetings, and what the supervisor has seen of them: acknowledged for good, or put
 * off for a while. Kept on this device; acknowledging is a reader's matter, not the record's.
 */

import { serverNow, wholeMinutes } from "../../core/clock.js";
import { hasText, t } from "../../core/i18n.js";
import { kept } from "../../core/storage.js";

/** @typedef {{key: string, level: "amber"|"red", since_ms: number, facts: Record<string, unknown>}} Alert */

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
    return this.of(meeting).filter((one) => !known.has(nameOf(meeting, one)));
  }

  /**
   * The alerts of a meeting that are not silent, worst and oldest first.
   *
   * @param {string} meeting
   */
  of(meeting) {
    const now = serverNow();
    return (this.#alerts.get(meeting) ?? [])
      .filter((one) => !((this.#seen[nameOf(meeting, one)] ?? 0) > now))
      .sort((a, b) => RANK[b.level] - RANK[a.level] || a.since_ms - b.since_ms);
  }

  /** @param {string} meeting @returns {"red"|"amber"|null} */
  level(meeting) {
    return this.of(meeting)[0]?.level ?? null;
  }

  /**
   * Return the urgency of a meeting: any red alert weighs more than all amber ones.
   *
   * @param {string} meeting
   */
  badness(meeting) {
    return this.of(meeting).reduce((sum, { level }) => sum + (level === "red" ? 100 : 1), 0);
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
 * Return the key of one alert at one level: one acknowledged while amber is shown again when red.
 *
 * @param {string} meeting
 * @param {Alert} alert
 */
export const nameOf = (meeting, { key, level, since_ms }) => `${meeting}/${key}/${level}/${since_ms}`;

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
