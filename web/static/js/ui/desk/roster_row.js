/**
 * One person of the attendance list: state, how it is known, since when; opened, the marks.
 */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { personName, shownName } from "../../core/view.js";
import { el, keyed, setAttribute, setText } from "../elements.js";
import { isPoor } from "../links.js";
import { markedText } from "./correction.js";
import { shownState, stateKey } from "../groups.js";
import { changeText } from "./member_list.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").AttendanceRow} Row */
/**
 * @typedef {object} Desk
 * @property {import("./actions.js").Actions} actions
 * @property {import("./dialogs.js").Dialogs} dialogs
 * @property {import("./correction.js").Correction} correction
 * @property {import("./member_list.js").MemberList} list
 * @property {HTMLElement} notice
 */

/** Key → mark. Letters are those of the help sheet. */
const KEYS = new Map([
  ["p", "in_room"], ["o", "online"], ["l", "absent_excused"], ["k", "absent_unexcused"], ["v", "left"],
]);
/** What else can be done about a person, each asked for in a dialog. */
const ACTS = [
  { mark: "correct", command: "correct_attendance", key: "desk.correct" },
  { mark: "category", command: "change_category", key: "desk.list.category.change" },
  { mark: "off", command: "take_off", key: "desk.list.off.ask" },
];
const OTHER_MARKS = ["online", "absent_excused", "absent_unexcused", "left"];

export class RosterRow {
  #id;
  #desk;
  #parts;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {string} id
   * @param {Desk} desk
   * @param {() => void} toggle opens or closes this row
   */
  constructor(id, desk, toggle) {
    this.#id = id;
    this.#desk = desk;
    const number = el("span", { class: "person-number", translate: "no", "aria-hidden": "true" });
    const name = el("span", { class: "person-name", translate: "no" });
    const state = el("span", { class: "for-readers" });
    const facts = el("span", { class: "person-facts" });
    const head = el("button", { type: "button", class: "person", "aria-expanded": "false", onclick: toggle }, number, name, state, facts);
    const quick = el("button", { type: "button", class: "quiet quick", tabindex: -1, onclick: () => this.#mark("in_room", this.#homeSite()), text: t("desk.mark.quick") });
    const about = el("p", { class: "small" });
    const buttons = el("div", { class: "mark-buttons" });
    const marks = el("div", { class: "marks", hidden: true }, about, buttons);
    this.#parts = { number, name, state, facts, head, quick, marks, about, buttons };
    this.node = el("li", {}, head, quick, marks);
  }

  /**
   * @param {View} view
   * @param {{open: boolean, showState: boolean, link: import("../links.js").LinkWord | null}} how
   */
  render(view, { open, showState, link }) {
    this.#view = view;
    const person = view.people[this.#id];
    const row = this.#row();
    const p = this.#parts;
    setText(p.number, String(person.number ?? ""));
    const name = shownName(person);
    setText(p.name, name);
    const facts = factsOf(row, link);
    keyed(p.facts, facts, ({ key }) => key, () => el("span", {}), (node, fact) => {
      setText(node, fact.text);
      setAttribute(node, "data-level", fact.level ?? null);
    });
    const state = t(`desk.group.${stateKey(view, shownState(row))}`);
    setText(p.state, `– ${state}${facts.length > 0 ? "," : ""}`);
    setAttribute(p.head, "aria-expanded", String(open));
    setAttribute(this.node, "data-state", shownState(row));
    p.quick.hidden = row.state !== "unchecked" || open || !this.#may();
    setAttribute(p.quick, "aria-label", t("desk.mark.quick.name", { name }));
    p.marks.hidden = !open;
    if (open) this.#drawMarks(view, [showState && state, row.connected && link === "good" && t("desk.link.good")]);
  }

  /**
   * Take a key pressed on this row; true when it meant something.
   *
   * @param {string} key
   */
  key(key) {
    const mark = KEYS.get(key.toLowerCase());
    if (key.toLowerCase() === "d" && this.#may()) this.#correct();
    else if (mark && this.#may()) this.#mark(mark, mark === "in_room" ? this.#homeSite() : null);
    else return false;
    return true;
  }

  /**
   * @param {View} view
   * @param {(string | false)[]} more that neither the group nor the row says
   */
  #drawMarks(view, more) {
    const sites = Object.entries(view.sites);
    const rooms = sites.map(([site, { name }]) => ({ mark: "in_room", site, text: sites.length > 1 ? t("desk.mark.at", { site: name }) : t("desk.mark.in_room") }));
    const others = OTHER_MARKS.map((mark) => ({ mark, site: null, text: t(`desk.mark.${mark}`) }));
    const now = shownState(this.#row());
    const buttons = [...rooms, ...others].filter(({ mark, site }) => this.#may() && !(mark === now && (site === null || site === this.#row().site)));
    const { title } = view.people[this.#id];
    const category = t(`desk.category.${this.#row().category}`);
    const { marked, site, listing } = this.#row();
    const room = view.sites[site ?? ""]?.name;
    setText(this.#parts.about, [title, category, ...more, room, marked && markedText(marked), ...listing.map(changeText)].filter(Boolean).join(" · "));
    const more_acts = ACTS.filter(({ command }) => this.#desk.actions.can(command)).map(({ mark, key }) => ({ mark, site: null, text: t(key) }));
    keyed(
      this.#parts.buttons,
      [...buttons, ...more_acts],
      ({ mark, site }) => `${mark}@${site ?? ""}`,
      ({ mark, site }) => el("button", { type: "button", class: "quiet", onclick: () => this.#act(mark, site) }),
      (button, { text }) => setText(button, text),
    );
  }

  /**
   * @param {string} mark
   * @param {string|null} site
   */
  #mark(mark, site) {
    const send = (/** @type {string} */ reason, /** @type {HTMLElement} */ notice) =>
      this.#desk.actions.send("mark_person", { person: this.#id, mark, site, reason }, notice);
    if (mark !== "absent_excused") return void send("", this.#desk.notice);
    const name = personName(/** @type {View} */ (this.#view), this.#id);
    this.#desk.dialogs.reason({ title: t("desk.mark.reason_title"), text: name, yes: t("desk.mark.absent_excused") }, send);
  }

  /**
   * @param {string} mark or one of `ACTS`
   * @param {string|null} site
   */
  #act(mark, site) {
    const view = /** @type {View} */ (this.#view);
    if (mark === "correct") this.#correct();
    else if (mark === "category") this.#desk.list.changeCategory(view, this.#id);
    else if (mark === "off") this.#desk.list.takeOff(view, this.#id);
    else this.#mark(mark, site);
  }

  #correct() {
    this.#desk.correction.ask(/** @type {View} */ (this.#view), this.#id);
  }

  #may() {
    return this.#desk.actions.can("mark_person");
  }

  /** Where "in the room" is for this person: his site, else the main one. */
  #homeSite() {
    const view = /** @type {View} */ (this.#view);
    const main = Object.entries(view.sites).find(([, site]) => site.main)?.[0];
    return this.#row().site ?? view.people[this.#id].site ?? main ?? null;
  }

  /** @returns {Row} */
  #row() {
    return /** @type {any} */ (this.#view).attendance.rows[this.#id];
  }
}

/**
 * What is known of a person beside the state: reason, late, when, by which way, link.
 *
 * @param {Row} row
 * @param {import("../links.js").LinkWord | null} link
 * @returns {{key: string, text: string, level?: string}[]}
 */
function factsOf(row, link) {
  const present = row.state === "present" || row.state === "reconnecting";
  /** @type {({key: string, text: string, level?: string}|false|null|undefined|"")[]} */
  const facts = [
    row.reason && { key: "reason", text: row.reason },
    row.state === "left" && row.left_ms !== null && { key: "left", text: formatClock(row.left_ms) },
    row.late && { key: "late", text: t("desk.fact.late"), level: "amber" },
    present && row.since_ms !== null && { key: "since", text: formatClock(row.since_ms) },
    present && row.method && { key: "method", text: t(`desk.method.${row.method}`) },
    present && link && link !== "good" && { key: "link", text: t(`desk.link.${link}`), ...(isPoor(link) && { level: "amber" }) },
    row.devices > 1 && { key: "devices", text: t("desk.fact.devices", { n: row.devices }) },
    row.marked && { key: "marked", text: t("desk.fact.marked") },
    row.corrections.length > 0 && { key: "corrected", text: t("desk.fact.corrected") },
  ];
  return facts.filter((fact) => typeof fact === "object" && fact !== null);
}
