/**
 * Everything of the wall that has to do with alerts: what there is, the list, the dialog, what is
 * read to screen readers, and the sound of the worst.
 */

import { Announcer } from "../announcer.js";
import { part } from "../elements.js";
import { AlertDialog } from "./alert_dialog.js";
import { AlertPanel } from "./alert_panel.js";
import { Alerts, alertAction, alertText, isOpen } from "./alerts.js";
import { Bell } from "./bell.js";

/** @typedef {import("./alerts.js").Alert} Alert */
/** @typedef {import("../../core/types.js").View} View */

export class AlertDesk {
  /** What there is. */
  alerts = new Alerts();
  #panel;
  #dialog;
  #bell;
  #polite;
  #urgent;
  #viewOf;
  /** What was read of groups that stand. @type {Set<string>} */
  #read = new Set();

  /**
   * @param {HTMLElement} page
   * @param {(meeting: string, command: string, args: Record<string, any>) => Promise<unknown>} send
   * @param {(meeting: string) => View | undefined} viewOf
   * @param {(meeting: string) => void} open shows a meeting large
   */
  constructor(page, send, viewOf, open) {
    this.#viewOf = viewOf;
    this.#dialog = new AlertDialog(part(page, "alert-dialog"), send, viewOf);
    this.#panel = new AlertPanel(part(page, "watch"), {
      open,
      branch: (meeting) => this.#branch(meeting),
      answer: (entry, way) => this.#dialog.open(entry, way),
    });
    this.#bell = new Bell(part(page, "bell"));
    this.#polite = new Announcer(part(page, "announcer"));
    this.#urgent = new Announcer(part(page, "urgent"));
  }

  /**
   * @param {string} meeting
   * @param {Alert[]} alerts
   */
  take(meeting, alerts) {
    const calls = this.alerts.take(meeting, alerts);
    const standing = new Set(this.alerts.all.flatMap(([, all]) => all.map(groupCall)));
    for (const call of this.#read) standing.has(call) || this.#read.delete(call);
    for (const alert of calls) this.#say(meeting, alert);
  }

  tick() {
    this.#panel.tick(this.alerts.all);
  }

  /** @type {import("./alert_list.js").Answer} */
  answer = (meeting, alert, way) =>
    this.#dialog.open({ id: "", alert, places: [{ meeting, alert }], act_by_ms: alert.act_by_ms }, way);

  /** Answer the first open alert of a meeting, or of all. @param {string|null} meeting */
  answerFirst(meeting) {
    const own = meeting ? this.alerts.of(meeting).find(isOpen) : undefined;
    if (meeting && own) return this.answer(meeting, own, "acknowledge");
    if (!meeting && this.#panel.first) this.#dialog.open(this.#panel.first, "acknowledge");
  }

  /** The worst interrupts a screen reader and rings; what has one cause in many places is read once. @param {string} meeting @param {Alert} alert */
  #say(meeting, alert) {
    const call = groupCall(alert);
    if (call && this.#read.has(call)) return;
    if (call) this.#read.add(call);
    const sentence = [`${this.#branch(meeting)}: ${alertText(alert)}`, alertAction(alert)].filter(Boolean).join(". ");
    (alert.level === "red" ? this.#urgent : this.#polite).say(sentence);
    if (alert.level === "red") this.#bell.ring();
  }

  /** @param {string} meeting */
  #branch(meeting) {
    return this.#viewOf(meeting)?.meeting.branch.name ?? "";
  }
}

/** What makes the alerts of a group be read once more, or null. @param {Alert} alert */
const groupCall = ({ group, level, again }) => group && `${group}/${level}/${again}`;
