/**
 * Questions to the operator in native dialogs: a promise each, `null` when he thinks better of it.
 * Esc, the cancel button and an empty return value all mean "no".
 */

import { el, part } from "../elements.js";

/**
 * Open a dialog and wait for its form.
 *
 * @param {HTMLDialogElement} dialog with one `<form method="dialog">`
 * @returns {Promise<FormData|null>}
 */
export function answered(dialog) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" ? new FormData(form) : null);
    }, { once: true });
  });
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
   * @param {{title: string, text: string, yes: string}} words
   * @returns {Promise<boolean>}
   */
  async confirm({ title, text, yes }) {
    fill(this.#confirm, { title, text, yes });
    return (await answered(this.#confirm)) !== null;
  }

  /**
   * @param {{title: string, text: string, yes: string}} words
   * @returns {Promise<string|null>} the reason
   */
  async reason({ title, text, yes }) {
    fill(this.#reason, { title, text, yes });
    this.#reason.querySelector("form").reset();
    const data = await answered(this.#reason);
    return data && String(data.get("reason")).trim();
  }

  /**
   * Ask for an item's title, minutes, presenter and (for a new one) its place.
   *
   * @param {{title: string, view: any, item: any|null, after: string|null}} asked
   * @returns {Promise<{title: string, planned_min: number, presenter: string|null, after: string|null}|null>}
   */
  async item({ title, view, item, after }) {
    const form = this.#item.querySelector("form");
    fill(this.#item, { title });
    part(this.#item, "after-field").hidden = item !== null;
    form.presenter.replaceChildren(option("", "–"), ...peopleOptions(view));
    form.after.replaceChildren(...view.agenda.items.map(itemOption));
    form.elements.title.value = item?.title ?? "";
    form.planned_min.value = item?.planned_min ?? 5;
    form.presenter.value = item?.presenter ?? "";
    form.after.value = after ?? view.agenda.items.at(-1)?.id ?? "";
    const data = await answered(this.#item);
    return data && {
      title: String(data.get("title")),
      planned_min: Number(data.get("planned_min")),
      presenter: String(data.get("presenter")) || null,
      after: String(data.get("after") ?? "") || null,
    };
  }

  /**
   * Ask who puts a question into the running turn.
   *
   * @param {any} view
   * @returns {Promise<string|null>} the person
   */
  async interposer(view) {
    const speaker = view.floor.turn?.person;
    const others = Object.entries(view.people).filter(([id]) => id !== speaker);
    this.#interpose.querySelector("select").replaceChildren(...peopleOptions({ people: Object.fromEntries(others) }));
    const data = await answered(this.#interpose);
    return data && String(data.get("person"));
  }
}

/**
 * @param {ParentNode} dialog
 * @param {Record<string, string>} words by part
 */
function fill(dialog, words) {
  for (const [name, text] of Object.entries(words)) part(dialog, name).textContent = text;
}

/** @param {any} view */
function peopleOptions(view) {
  return Object.entries(view.people).map(([id, person]) => option(id, person.name));
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
