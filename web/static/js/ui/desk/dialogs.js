/**
 * Questions to the operator in native dialogs. Each stays open until its answer is recorded: a
 * refusal is said inside, and what was typed is still there to be mended. Esc and the cancel button
 * mean "no".
 */

import { t } from "../../core/i18n.js";
import { peopleOf, shownName } from "../../core/view.js";
import { el, part, setAttribute, setShown, setText } from "../elements.js";

/**
 * Sends an answer; true when it is recorded, else the refusal stands in the notice.
 * @template T
 * @typedef {(answer: T, notice: HTMLElement) => Promise<boolean>} Take
 */

/**
 * Open a dialog, and close it once its form has been taken.
 *
 * @param {HTMLDialogElement} dialog with one `<form>` and the parts `notice`, `sending`, `cancel`
 * @param {Take<FormData>} take
 */
export function ask(dialog, take) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const notice = freshNotice(dialog);
  const sending = part(dialog, "sending");
  let busy = false;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    setText(sending, t("desk.saving"));
    const taken = await take(new FormData(form), notice);
    busy = false;
    if (form.onsubmit !== submit) return; // asked anew meanwhile, about something else
    setText(sending, "");
    if (taken) dialog.close();
  };
  form.onsubmit = submit;
  part(dialog, "cancel").onclick = () => dialog.close();
  setText(sending, "");
  dialog.showModal();
}

/**
 * An answer that comes after its question was given up writes into a notice that is gone.
 * @param {HTMLElement} dialog
 * @returns {HTMLElement}
 */
function freshNotice(dialog) {
  const old = part(dialog, "notice");
  const fresh = /** @type {HTMLElement} */ (old.cloneNode());
  fresh.hidden = true;
  old.replaceWith(fresh);
  return fresh;
}

export class Dialogs {
  #confirm;
  #reason;
  #item;
  #interpose;

  /** @param {ParentNode} page */
  constructor(page) {
    this.#confirm = part(page, "confirm-dialog");
    this.#reason = part(page, "reason-dialog");
    this.#item = part(page, "item-dialog");
    this.#interpose = part(page, "interpose-dialog");
  }

  /**
   * @param {{title: string, text: string, yes: string, warning?: string, grave?: boolean}} words
   *   `grave`: it cannot be taken back
   * @param {(notice: HTMLElement) => Promise<boolean>} take
   */
  confirm({ title, text, yes, warning = "", grave = false }, take) {
    setAttribute(part(this.#confirm, "yes"), "class", grave ? "grave" : "primary");
    fill(this.#confirm, { title, text, yes, warning });
    setShown(part(this.#confirm, "warning"), warning !== "");
    ask(this.#confirm, (_, notice) => take(notice));
  }

  /**
   * @param {{title: string, text: string, yes: string}} words
   * @param {Take<string>} take the reason
   */
  reason({ title, text, yes }, take) {
    fill(this.#reason, { title, text, yes });
    this.#reason.querySelector("form").reset();
    ask(this.#reason, (data, notice) => take(String(data.get("reason")).trim(), notice));
  }

  /**
   * Ask for an item's title, minutes, presenter and (for a new one) its place.
   *
   * @param {{title: string, view: any, item: any|null}} asked
   * @param {Take<{title: string, planned_min: number, presenter: string|null, after: string|null}>} take
   */
  item({ title, view, item }, take) {
    const form = this.#item.querySelector("form");
    fill(this.#item, { title });
    part(this.#item, "after-field").hidden = item !== null;
    form.presenter.replaceChildren(option("", "–"), ...peopleOf(view).map(personOption));
    form.after.replaceChildren(...placesOf(view.agenda));
    form.elements.title.value = item?.title ?? "";
    form.planned_min.value = item?.planned_min ?? 5;
    form.presenter.value = item?.presenter ?? "";
    form.after.value = view.agenda.insert_after ?? "";
    ask(this.#item, (data, notice) => take({
      title: String(data.get("title")),
      planned_min: Number(data.get("planned_min")),
      presenter: String(data.get("presenter")) || null,
      after: String(data.get("after") ?? "") || null,
    }, notice));
  }

  /**
   * Ask who puts a question into the running turn.
   *
   * @param {any} view
   * @param {Take<string>} take the person
   */
  interposer(view, take) {
    const speaker = view.floor.turn?.person;
    const others = peopleOf(view).filter(([id]) => id !== speaker);
    this.#interpose.querySelector("select").replaceChildren(...others.map(personOption));
    ask(this.#interpose, (data, notice) => take(String(data.get("person")), notice));
  }
}

/**
 * @param {ParentNode} dialog
 * @param {Record<string, string>} words by part
 */
function fill(dialog, words) {
  for (const [name, text] of Object.entries(words)) setText(part(dialog, name), text);
}

/** @param {[string, import("../../core/types.js").Person]} entry */
function personOption([id, person]) {
  return option(id, shownName(person));
}

/**
 * Behind which items a new one may come: no place lies among what has begun.
 * @param {any} agenda
 */
function placesOf({ items }) {
  const places = items.filter((/** @type {any} */ { fixed }, /** @type {number} */ at) => !fixed || !items[at + 1]?.fixed);
  return [...(items[0]?.fixed ? [] : [option("", t("desk.item.first"))]), ...places.map(itemOption)];
}

/** @param {any} item */
function itemOption(item) {
  return option(item.id, `${item.number}. ${item.title}`);
}

/**
 * @param {string} value
 * @param {string} text
 */
function option(value, text) {
  return el("option", { value, text });
}
