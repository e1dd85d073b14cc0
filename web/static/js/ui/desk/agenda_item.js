/**
 * One row of the desk's agenda: closed it is a line (number, title, minutes), open it has the
 * controls and the conclusion.
 */

import { wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { isBeforeTheBeginning, itemTime } from "../../core/view.js";
import { Draft } from "./draft.js";
import { el, setAttribute, setStyle, setText } from "../elements.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Item} Item */
/**
 * @typedef {object} Desk what a row needs of the desk around it
 * @property {import("./actions.js").Actions} actions
 * @property {import("./dialogs.js").Dialogs} dialogs
 * @property {import("./ballot_dialog.js").BallotDialog} opening opens ballots
 * @property {import("./writings.js").Writings} writings
 * @property {HTMLElement} notice
 * @property {() => void} toggle
 */

export class AgendaItem {
  #id;
  #desk;
  /** @type {View|null} */
  #view = null;
  /** @type {Item|null} */
  #item = null;
  #parts;
  /** @type {Draft} */
  #conclusion;

  /**
   * @param {string} id
   * @param {Desk} desk
   */
  constructor(id, desk) {
    this.#id = id;
    this.#desk = desk;
    this.#parts = this.#build();
    this.#conclusion = new Draft(this.#parts.text, this.#parts.saved);
  }

  get node() {
    return this.#parts.node;
  }

  /**
   * @param {View} view
   * @param {number} index place in the agenda
   * @param {boolean} open
   */
  render(view, index, open) {
    const item = view.agenda.items[index];
    this.#view = view;
    this.#item = item;
    const p = this.#parts;
    setAttribute(p.node, "data-state", item.state);
    setAttribute(p.node, "aria-current", item.state === "current" ? "step" : null);
    setAttribute(p.head, "aria-expanded", String(open));
    setText(p.number, item.number);
    setText(p.title, item.title);
    setText(p.state, stateWord(view, item));
    p.body.hidden = !open;
    setText(p.reason, item.reason ? t("desk.item.reason", { reason: item.reason }) : "");
    setText(p.presenter, item.presenter ? t("desk.item.presents", { name: nameOf(view, item.presenter) }) : "");
    const writing = this.#desk.writings.of("conclude_item", item.id);
    this.#conclusion.show(writing, item.conclusion ?? "", item.concluded ?? null, view.me);
    p.conclusion.hidden = item.state === "pending" || !this.#desk.actions.can("conclude_item");
    p.minutes_page.hidden = item.kind !== "minutes" || item.state !== "current";
    this.#renderControls(view, index);
  }

  /** @param {number} now server's time in ms */
  tick(now) {
    const item = this.#item;
    if (!item) return;
    const used = item.started_ms === null ? null : wholeMinutes(itemTime(item, now));
    const over = used !== null && used > item.planned_min;
    setText(this.#parts.minutes, used === null ? `${item.planned_min}′` : `${used}/${item.planned_min}′`);
    setAttribute(this.#parts.minutes, "aria-label", used === null
      ? t("desk.item.planned", { n: item.planned_min })
      : t("desk.item.used", { used, planned: item.planned_min }));
    setAttribute(this.#parts.node, "data-over", over);
    if (item.state !== "current") return;
    const share = item.planned_min > 0 ? Math.min(1, itemTime(item, now) / (item.planned_min * 60_000)) : 1;
    setStyle(this.#parts.meter, "--share", String(share));
  }

  /**
   * @param {View} view
   * @param {number} index
   */
  #renderControls(view, index) {
    const { actions } = this.#desk;
    const { state, required, fixed, counted } = view.agenda.items[index];
    const pending = state === "pending";
    const b = this.#parts.buttons;
    b.start.hidden = !(pending || state === "skipped") || !actions.can("start_item");
    b.finish.hidden = state !== "current" || !actions.can("finish_item");
    b.ballot.hidden = state !== "current" || !this.#desk.opening.isPossible(view);
    b.ballot_other.hidden = b.ballot.hidden;
    b.reopen.hidden = state !== "done" || !actions.can("reopen_item");
    b.skip.hidden = !(pending || state === "current") || !actions.can("skip_item");
    b.edit.hidden = !(pending || state === "current") || !actions.can("edit_item");
    const before = view.agenda.items[index - 1];
    b.up.hidden = !pending || fixed || !actions.can("move_item");
    b.down.hidden = b.up.hidden;
    b.remove.hidden = !pending || fixed || required || !actions.can("remove_item");
    b.up.disabled = !before || before.fixed || (counted && isBeforeTheBeginning(before));
    b.down.disabled = index === view.agenda.items.length - 1;
    setAttribute(this.#parts.head, "draggable", b.up.hidden ? null : "true");
  }

  #build() {
    const number = el("span", { class: "item-number" });
    const title = el("span", { class: "item-title" });
    const state = el("span", { class: "item-state" });
    const minutes = el("span", { class: "item-minutes" });
    const head = el("button", { type: "button", class: "item-head", onclick: this.#desk.toggle }, number, title, state, minutes);
    const meter = el("div", { class: "meter", "aria-hidden": "true" }, el("i"));
    const presenter = el("p", { class: "small" });
    const reason = el("p", { class: "small" });
    const buttons = this.#buildButtons();
    const textId = `conclusion-${this.#id}`;
    const saved = el("span", { class: "note-state", role: "status" });
    const text = el("textarea", { id: textId, rows: 2, placeholder: " " });
    const conclusion = el("div", { class: "conclusion" }, el("label", { for: textId, text: t("desk.item.conclusion") }), saved, text);
    const minutes_page = el("a", {
      class: "button", href: `${location.pathname}/record/minutes`, target: "_blank", text: t("desk.item.minutes_page"),
    });
    const controls = el("div", { class: "item-actions" }, minutes_page, ...Object.values(buttons));
    const body = el("div", { class: "item-body" }, meter, presenter, reason, conclusion, controls);
    const node = el("li", { class: "item" }, head, body);
    this.#dragging(node, head);
    return { node, head, number, title, state, minutes, body, meter, presenter, reason, conclusion, text, saved, minutes_page, buttons };
  }

  #buildButtons() {
    const button = (/** @type {string} */ key, /** @type {() => void} */ onclick, cls = "quiet") =>
      el("button", { type: "button", class: cls, onclick, text: t(key) });
    const move = (/** @type {string} */ sign, /** @type {string} */ key, /** @type {-1|1} */ step) =>
      el("button", { type: "button", class: "quiet sign", "aria-label": t(key), onclick: () => this.#move(step), text: sign });
    return {
      start: button("desk.item.start", () => this.#send("start_item")),
      finish: button("desk.item.finish", () => this.#send("finish_item"), "primary"),
      ballot: button("desk.item.ballot", () => this.#view && this.#desk.opening.usual(this.#view, this.#desk.notice), ""),
      ballot_other: button("desk.item.ballot_other", () => this.#view && this.#desk.opening.open(this.#view)),
      reopen: button("desk.item.reopen", () => this.#send("reopen_item")),
      skip: button("desk.item.skip", () => this.#skip()),
      edit: button("desk.item.edit", () => this.#edit()),
      up: move("↑", "desk.item.up", -1),
      down: move("↓", "desk.item.down", 1),
      remove: button("desk.item.remove", () => this.#send("remove_item")),
    };
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} [more]
   * @param {HTMLElement} [notice]
   */
  #send(command, more = {}, notice = this.#desk.notice) {
    return this.#desk.actions.send(command, { item: this.#id, ...more }, notice);
  }

  #skip() {
    const title = this.#item?.title ?? "";
    this.#desk.dialogs.reason({ title: t("desk.item.skip.title"), text: title, yes: t("desk.item.skip.yes") }, (reason, notice) =>
      this.#send("skip_item", { reason }, notice));
  }

  #edit() {
    const view = /** @type {View} */ (this.#view);
    this.#desk.dialogs.item({ title: t("desk.item.edit.title"), view, item: this.#item }, (asked, notice) => {
      const { title, planned_min, presenter } = asked;
      return this.#send("edit_item", { title, planned_min, presenter }, notice);
    });
  }

  /** @param {-1|1} step one place up or down */
  #move(step) {
    const items = this.#view?.agenda.items ?? [];
    const at = items.findIndex((one) => one.id === this.#id);
    const after = step < 0 ? items[at - 2] : items[at + 1];
    return this.#send("move_item", { after: after?.id ?? null });
  }

  /**
   * @param {HTMLElement} node
   * @param {HTMLElement} head
   */
  #dragging(node, head) {
    head.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/x-item", this.#id));
    node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("text/x-item")) return;
      event.preventDefault();
      node.classList.add("drop");
    });
    node.addEventListener("dragleave", () => node.classList.remove("drop"));
    node.addEventListener("drop", (event) => {
      event.preventDefault();
      node.classList.remove("drop");
      const moved = event.dataTransfer?.getData("text/x-item");
      if (!moved || moved === this.#id) return;
      this.#desk.actions.send("move_item", { item: moved, after: this.#id }, this.#desk.notice);
    });
  }
}

/**
 * What became of an item; after the meeting also of one that was never begun.
 *
 * @param {View} view
 * @param {Item} item
 */
function stateWord({ meeting }, item) {
  if (item.state !== "pending") return t(`desk.item.${item.state}`);
  return meeting.state === "closed" && !isBeforeTheBeginning(item) ? t("desk.item.undone") : "";
}
