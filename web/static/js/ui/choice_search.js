/**
 * Adds a search field to a long `<select>`: a few letters without diacritics find an option.
 *
 * The `<select data-search="what to do">` stays on the page, hidden, and is what the form sends;
 * without this module it is an ordinary choice. Its empty option is what an empty field means.
 */

import { matches } from "./names.js";
import { el, setAttribute } from "./elements.js";

/** Most options offered at once. Chosen: for more, type another letter. */
const OFFERED = 8;
/** Number of options from which a select gets a search field. Chosen. */
const MANY = 8;

/** @param {ParentNode} page */
export function joinChoices(page = document) {
  for (const node of page.querySelectorAll("select[data-search]")) {
    const select = /** @type {HTMLSelectElement} */ (node);
    if (select.options.length > MANY) new ChoiceSearch(select);
  }
}

/**
 * The options whose text or group holds all words of a query, in their order.
 * @template {{text: string}} T
 * @param {readonly T[]} options
 * @param {string} query as typed
 * @returns {T[]}
 */
export const fitting = (options, query) =>
  options.filter(({ text }) => matches({ name: text.replaceAll("·", " "), number: null }, query)).slice(0, OFFERED);

class ChoiceSearch {
  #select;
  #input;
  #list;
  /** @type {HTMLOptionElement[]} */
  #found = [];
  #at = 0;

  /** @param {HTMLSelectElement} select */
  constructor(select) {
    this.#select = select;
    const id = `${select.id}-search`;
    this.#list = el("ul", { role: "listbox", id: `${id}-list`, hidden: true });
    this.#input = el("input", {
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": `${id}-list`,
      placeholder: select.dataset.search,
      oninput: () => this.#search(),
      onclick: () => this.#input.value || this.#search(),
      onfocus: () => this.#input.select(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    const root = el("div", { class: "choice-search" }, this.#input, this.#list);
    root.addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
      if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#leave();
    });
    for (const label of select.labels) label.htmlFor = id;
    select.hidden = true;
    select.after(root);
    this.#showChosen();
  }

  #empty() {
    return [...this.#select.options].find((option) => option.value === "");
  }

  /** Write into the field what the form would send. */
  #showChosen() {
    const chosen = this.#select.selectedOptions[0];
    this.#input.value = chosen?.value ? chosen.text : "";
    this.#show([]);
  }

  #search() {
    const people = [...this.#select.options].filter((option) => option.value);
    this.#at = this.#input.value.trim() ? 0 : -1; // Enter in an empty field chooses nobody
    this.#show(fitting(people, this.#input.value));
  }

  /** @param {HTMLOptionElement[]} found */
  #show(found) {
    this.#found = found;
    this.#list.hidden = found.length === 0;
    setAttribute(this.#input, "aria-expanded", String(found.length > 0));
    const marked = this.#at >= 0 && found.length > 0;
    setAttribute(this.#input, "aria-activedescendant", marked && `${this.#input.id}-${this.#at}`);
    this.#list.replaceChildren(...found.map((option, place) => this.#line(option, place)));
  }

  /**
   * @param {HTMLOptionElement} option
   * @param {number} place
   */
  #line(option, place) {
    const group = option.closest("optgroup")?.label;
    return el(
      "li",
      {
        role: "option",
        id: `${this.#input.id}-${place}`,
        "aria-selected": String(place === this.#at),
        onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), // keeps the field's focus
        onclick: () => this.#choose(option),
      },
      el("span", { text: option.text }),
      group && el("span", { class: "soft small", text: group }),
    );
  }

  /** @param {HTMLOptionElement | undefined} option */
  #choose(option) {
    if (option) this.#select.value = option.value;
    this.#showChosen();
  }

  /** An emptied field means nobody, where that can be chosen; half a name leaves all as it was. */
  #leave() {
    this.#choose(this.#input.value.trim() ? undefined : this.#empty());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.#found.length === 0) {
      if (event.key === "ArrowDown") this.#search();
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = this.#found.length;
      this.#at = event.key === "ArrowDown" ? (this.#at + 1) % count : (Math.max(this.#at, 0) + count - 1) % count;
      this.#show(this.#found);
    } else if (event.key === "Enter" && this.#at >= 0) {
      event.preventDefault(); // chooses, and does not send the form
      this.#choose(this.#found[this.#at]);
    } else if (event.key === "Escape") {
      this.#showChosen();
    }
  }
}
