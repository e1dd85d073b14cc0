/**
 * The right column's head: how many are present of how many, the rate, the vote's denominator and
 * how both were reached, and the roll call. The list itself is `Roster`.
 */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { modes } from "../../core/view.js";
import { el, keyed, part, setAttribute, setText } from "../elements.js";
import { showLinkGroups } from "../link_groups.js";
import { NO_QUALITY, isPoor, sortedLinks } from "../links.js";
import { sumLine } from "../sum_line.js";
import { stateKey } from "../groups.js";
import { listNews } from "./member_list.js";
import { Roster } from "./roster.js";

/** @typedef {import("../../core/types.js").View} View */

/** The counts in order of reading; the others, and all once it is over, only when not zero. */
const ALWAYS = ["in_room", "online", "unchecked"];
const SOMETIMES = ["outside", "reconnecting", "late", "left", "excused", "unexcused", "exempt", "temp_out", "suspended", "guests"];
const ALARMING = new Set(["unchecked", "reconnecting", "unexcused"]);

export class AttendancePanel {
  #root;
  #actions;
  #notice;
  #roster;
  /** @type {View|null} */
  #view = null;
  #quality = NO_QUALITY;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {import("./correction.js").Correction} correction
   * @param {import("./member_list.js").MemberList} list
   */
  constructor(root, actions, dialogs, correction, list) {
    this.#root = root;
    this.#actions = actions;
    this.#notice = part(root, "notice");
    this.#roster = new Roster(root, { actions, dialogs, correction, list, notice: this.#notice });
    for (const name of ["add-person", "list-news-add"]) part(root, name).addEventListener("click", () => this.#view && list.add(this.#view));
  }

  /** @param {View} view */
  render(view) {
    const { attendance } = view;
    setText(this.#part("present"), `${attendance.present}/${attendance.base}`);
    setText(this.#part("rate"), t("desk.rate", { pct: attendance.rate_pct.toLocaleString(document.documentElement.lang) }));
    this.#renderCounts(view);
    const { denominator } = attendance;
    setText(this.#part("denominator"), t("desk.denominator", { value: denominator.value, pass: denominator.pass_at }));
    setText(this.#part("how-rate"), t("desk.how.rate", { sum: sumLine(attendance.how, attendance.base) }));
    setText(this.#part("how-vote"), t("desk.how.vote", { sum: sumLine(denominator.how, denominator.value), pass: denominator.pass_at }));
    this.#renderRollCall(attendance.roll_call);
    this.#roster.render(view);
    this.#renderListNews(view);
    this.#view = view;
    this.#renderLinks();
  }

  /** @param {import("../links.js").Quality} quality */
  showQuality(quality) {
    this.#roster.showQuality(quality);
    this.#quality = quality;
    this.#renderLinks();
  }

  focusSearch() {
    this.#part("search").focus();
  }

  /** @param {View} view */
  #renderCounts(view) {
    /** @type {Record<string, number>} */
    const counts = { ...view.attendance.counts, outside: modes(view).outside };
    const shown = [...ALWAYS, ...SOMETIMES].filter((key) => counts[key] > 0 || (ALWAYS.includes(key) && !isOver(view)));
    keyed(this.#part("counts"), shown, (key) => key, () => el("li", {}, el("b"), " ", el("span")), (node, key) => {
      setText(node.children[0], String(counts[key] ?? 0));
      setText(node.children[1], t(`desk.count.${stateKey(view, key)}`));
      setAttribute(node, "data-level", ALARMING.has(key) && counts[key] > 0 ? "amber" : null);
      setAttribute(node, "data-good", key === "in_room" || key === "online");
    });
  }

  #renderLinks() {
    const view = this.#view;
    if (!view) return;
    const links = sortedLinks(this.#quality);
    const poor = links.filter(({ word }) => isPoor(word)).length;
    const word = poor > 0 ? "poor" : links.length > 0 ? "well" : "unknown";
    setText(this.#part("links-sum"), t(`desk.line.${word}`, { n: poor }));
    setAttribute(this.#part("links-sum"), "data-level", poor > 0 ? "amber" : null);
    showLinkGroups(this.#part("links"), view, this.#quality);
  }

  /** @param {Record<string, any>|null} reported */
  #renderRollCall(reported) {
    const line = this.#part("roll-call-line");
    line.hidden = !reported;
    if (reported) setText(line, t("desk.roll_call.done", { at: formatClock(reported.at_ms) }));
  }

  /** @param {View} view */
  #renderListNews(view) {
    const may = this.#actions.can("add_person");
    this.#part("add-person").hidden = !may;
    const news = may ? listNews(view) : "";
    this.#part("list-news").hidden = news === "";
    this.#part("list-news-add").hidden = Object.keys(view.attendance.beside ?? {}).length === 0;
    setText(this.#part("list-news-text"), news);
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name);
  }
}

/** @param {View} view */
const isOver = ({ meeting }) => meeting.state === "closed";
