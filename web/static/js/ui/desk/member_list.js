/**
 * The desk's hand on the list of an open meeting: who is added, taken off, or counts otherwise, each
 * with a reason that enters the record. What the branch's own list says by now stands beside it.
 */

import { formatClock } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { personName } from "../../core/view.js";
import { el, part, setText } from "../elements.js";
import { ask } from "./dialogs.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").ListChange} ListChange */

export class MemberList {
  #add;
  #category;
  #reason;
  #actions;

  /**
   * @param {ParentNode} page
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   */
  constructor(page, actions, dialogs) {
    this.#add = part(page, "add-dialog");
    this.#category = part(page, "category-dialog");
    this.#reason = dialogs;
    this.#actions = actions;
    const form = this.#add.querySelector("form");
    form.person.addEventListener("change", () => showOther(this.#add));
  }

  /**
   * Ask who is to be added: somebody of the branch, who was taken off before, or somebody else.
   *
   * @param {View} view
   */
  add(view) {
    const form = this.#add.querySelector("form");
    form.reset();
    form.person.replaceChildren(...addable(view).map(([id, text]) => el("option", { value: id, text })), el("option", { value: "", text: t("desk.list.other") }));
    form.person.selectedIndex = 0;
    showOther(this.#add);
    ask(this.#add, (data, notice) => this.#actions.send("add_person", added(data), notice));
  }

  /**
   * @param {View} view
   * @param {string} person
   */
  takeOff(view, person) {
    const title = t("desk.list.off.title", { name: personName(view, person) });
    this.#reason.reason({ title, text: t("desk.list.off.what"), yes: t("desk.list.off") }, (reason, notice) =>
      this.#actions.send("take_off", { person, reason }, notice));
  }

  /**
   * Ask how somebody counts; what the branch's list says by now is offered first.
   *
   * @param {View} view
   * @param {string} person
   */
  changeCategory(view, person) {
    const row = view.attendance.rows?.[person];
    if (!row) return;
    const form = this.#category.querySelector("form");
    form.reset();
    setText(part(this.#category, "title"), t("desk.list.category.title", { name: personName(view, person) }));
    setText(part(this.#category, "text"), t("desk.list.category.now", { category: t(`desk.category.${row.category}`) }));
    form.category.value = row.registered ?? row.category;
    ask(this.#category, (data, notice) =>
      this.#actions.send("change_category", { person, category: String(data.get("category")), reason: String(data.get("reason")).trim() }, notice));
  }
}

/**
 * Who may be added with one choice: those of the branch first, then who was taken off.
 *
 * @param {View} view
 * @returns {[string, string][]} ids with the words of the choice
 */
export function addable(view) {
  const { beside = {}, off = {} } = view.attendance;
  const joined = Object.entries(beside).map(([id, { number, name, category }]) => [id, `${number}. ${name} · ${t(`desk.category.${category}`)}`]);
  const gone = Object.keys(off).map((id) => [id, t("desk.list.again", { name: personName(view, id) })]);
  return /** @type {[string, string][]} */ ([...joined, ...gone]);
}

/**
 * What the branch's list says by now and the meeting's does not; "" when they agree.
 *
 * @param {View} view
 */
export function listNews(view) {
  const { beside = {}, rows = {} } = view.attendance;
  const added = Object.values(beside).map(({ name }) => name);
  const differs = Object.entries(rows).filter(([, row]) => row.registered !== row.category);
  const named = (/** @type {typeof differs} */ some) => some.map(([id]) => personName(view, id)).join(", ");
  const changed = differs.filter(([, row]) => row.registered !== null);
  const gone = differs.filter(([, row]) => row.registered === null && !row.listing.some(({ act }) => act === "added"));
  return [
    added.length > 0 && t("desk.list.news.added", { names: added.join(", ") }),
    changed.length > 0 && t("desk.list.news.category", { names: named(changed) }),
    gone.length > 0 && t("desk.list.news.gone", { names: named(gone) }),
  ].filter(Boolean).join(" ");
}

/**
 * A change of the list in words, with who made it, when and why.
 * @param {ListChange} change
 */
export function changeText({ act, by, at_ms, reason, was }) {
  return t(`desk.list.did.${act}`, { by, at: formatClock(at_ms), reason, was: was ? t(`desk.category.${was}`) : "" });
}

/** The fields of somebody on no list are there while nobody else is chosen. @param {HTMLElement} dialog */
function showOther(dialog) {
  const form = /** @type {any} */ (dialog.querySelector("form"));
  const other = form.person.value === "";
  part(dialog, "other").hidden = !other;
  form.name.required = other;
}

/** @param {FormData} data */
function added(data) {
  const reason = String(data.get("reason")).trim();
  const person = String(data.get("person"));
  if (person) return { person, reason };
  const number = Number(data.get("number"));
  return { reason, name: String(data.get("name")).trim(), category: String(data.get("category")), number: number || null };
}
