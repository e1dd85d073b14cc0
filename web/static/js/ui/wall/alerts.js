/**
 * Alerts of all meetings as the server tells them, and what they say in words. An alert is open
 * until a supervisor acknowledges or shelves it; a notice stands on its tile, but is not announced
 * and makes no meeting worse.
 */

import { serverNow, wholeMinutes } from "../../core/clock.js";
import { hasText, t } from "../../core/i18n.js";

/**
 * @typedef {object} Alert `alerts` in PROTOCOL.md
 * @property {string} key
 * @property {string} subject the room or item that it is about, or ""
 * @property {"alert"|"notice"} kind
 * @property {"amber"|"red"} level
 * @property {number} since_ms
 * @property {number|null} act_by_ms
 * @property {Record<string, unknown>} facts
 * @property {number} again how often it was brought up again
 * @property {{by: string, word: string, at_ms: number}|null} acknowledged
 * @property {{by: string, reason: string, until_ms: number}|null} shelved
 * @property {string|null} group what it has in common with alerts of other meetings
 */

/** @type {Alert[]} */
const NONE = [];

export class Alerts {
  /** @type {Map<string, Alert[]>} */
  #alerts = new Map();
  /** Those that a tile says, in their order. @type {Map<string, Alert[]>} */
  #shown = new Map();

  /**
   * @param {string} meeting
   * @param {Alert[]} alerts
   * @returns {Alert[]} the open ones that are new, have grown worse or are brought up again
   */
  take(meeting, alerts) {
    const before = new Set((this.#alerts.get(meeting) ?? []).filter(isOpen).map(callOf));
    this.#alerts.set(meeting, alerts);
    this.#shown.set(meeting, alerts.filter((one) => !one.shelved).sort((a, b) => rank(b) - rank(a) || a.since_ms - b.since_ms));
    return alerts.filter((one) => isOpen(one) && !before.has(callOf(one)));
  }

  /** @param {string} meeting */
  forget(meeting) {
    this.#alerts.delete(meeting);
    this.#shown.delete(meeting);
  }

  /** @returns {[string, Alert[]][]} */
  get all() {
    return [...this.#alerts];
  }

  /**
   * What a meeting's tile says: all but what was shelved, the worst first; the same list until the
   * server tells another.
   *
   * @param {string} meeting
   */
  of(meeting) {
    return this.#shown.get(meeting) ?? NONE;
  }

  /** @param {string} meeting @returns {"red"|"amber"|null} of the worst that is open */
  level(meeting) {
    return this.of(meeting).find(isOpen)?.level ?? null;
  }

  /**
   * Return the urgency of a meeting: any red alert weighs more than all amber ones.
   *
   * @param {string} meeting
   */
  badness(meeting) {
    return this.of(meeting).filter(isOpen).reduce((sum, { level }) => sum + (level === "red" ? 100 : 1), 0);
  }
}

/** Whether somebody has to act on it and nobody does. @param {Alert} alert */
export const isOpen = ({ kind, acknowledged, shelved }) => kind === "alert" && !acknowledged && !shelved;

/** The higher, the sooner it is to be seen. @param {Alert} alert */
export function rank(alert) {
  if (alert.kind === "notice") return 0;
  if (alert.shelved) return 1;
  if (alert.acknowledged) return 2;
  return alert.level === "red" ? 4 : 3;
}

/**
 * Return the key of one alert among all.
 *
 * @param {string} meeting
 * @param {Alert} alert
 */
export const nameOf = (meeting, { key, subject, since_ms }) => `${meeting}/${key}/${subject}/${since_ms}`;

/** What makes an alert be heard once more. @param {Alert} alert */
const callOf = (alert) => `${nameOf("", alert)}/${alert.level}/${alert.again}`;

/** @param {Alert} alert */
export function alertText({ key, facts }) {
  const text = `wall.alert.${key}`;
  return hasText(text) ? t(text, facts) : t("wall.alert");
}

/**
 * Cause, consequence and what to do, as far as there are words for them.
 *
 * @param {Alert} alert
 */
export function alertReasons({ key, facts }) {
  return ["cause", "consequence", "action"].flatMap((part) => {
    const text = `wall.alert.${key}.${part}`;
    return hasText(text) ? [{ part, text: t(text, facts) }] : [];
  });
}

/** What is to be done, or nothing. @param {Alert} alert */
export const alertAction = (alert) => alertReasons(alert).find(({ part }) => part === "action")?.text ?? "";

/** @param {Alert} alert */
export function alertAge({ since_ms }) {
  const minutes = wholeMinutes(serverNow() - since_ms);
  return minutes < 1 ? t("wall.alert.now") : t("wall.alert.age", { n: minutes });
}

/**
 * How much time is left to act, or since when it is over.
 *
 * @param {number|null} act_by_ms
 * @param {number} now_ms
 */
export function timeLeft(act_by_ms, now_ms) {
  if (act_by_ms === null) return "";
  if (act_by_ms <= now_ms) return t("wall.alert.overdue", { n: wholeMinutes(now_ms - act_by_ms) });
  return t("wall.alert.left", { n: Math.ceil((act_by_ms - now_ms) / 60_000) });
}
