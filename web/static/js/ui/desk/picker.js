/**
 * Finding anybody on the list by a few letters, to call on him or to put him in the queue.
 * Enter calls on, Shift+Enter puts in the queue; both are buttons too.
 */

import { t } from "../../core/i18n.js";
import { shownName } from "../../core/view.js";
import { el, keyed, part, setAttribute } from "../elements.js";
import { byNumber, matches } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {[string, import("../../core/types.js").Person]} Entry */

/** How many are offered at once. Chosen: more means another letter. */
const OFFERED = 6;

export class Picker {
  #input;
  #list;
  #actions;
  #notice;
  /** @type {View|null} */
  #view = null;
  /** @type {Entry[]} */
  #found = [];
  #at = 0;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(root, actions, notice) {
    this.#input = part(root, "picker-input");
    this.#list = part(root, "picker-list");
    this.#actions = actions;
    this.#notice = notice;
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    root.addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
      if (!root.contains(/** @type {Node|null} */ (event.relatedTarget))) this.#show([]);
    });
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#input.disabled = !this.#actions.can("call_on") && !this.#actions.can("ask_for");
  }

  #search() {
    const query = this.#input.value;
    this.#at = 0;
    this.#show(query.trim() && this.#view ? byNumber(this.#view).filter(([, one]) => matches(one, query)).slice(0, OFFERED) : []);
  }

  /** @param {Entry[]} found */
  #show(found) {
    this.#found = found;
    this.#list.hidden = found.length === 0;
    setAttribute(this.#input, "aria-expanded", String(found.length > 0));
    keyed(this.#list, found, ([id]) => id, ([id, person]) => this.#make(id, shownName(person)), (node, _entry, index) => {
      node.classList.toggle("at", index === this.#at);
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #make(id, name) {
    const act = (/** @type {string} */ command, /** @type {string} */ key) => this.#actions.can(command) &&
      el("button", { type: "button", class: "quiet", "aria-label": t(`${key}.name`, { name }), text: t(key), onclick: () => this.#choose(command, id) });
    return el("li", {}, el("span", { translate: "no", text: name }), act("ask_for", "desk.picker.queue"), act("call_on", "desk.picker.call"));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      this.#input.value = "";
      this.#show([]);
      this.#input.blur();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : this.#found.length - 1;
      this.#at = (this.#at + step) % Math.max(1, this.#found.length);
      this.#show(this.#found);
    }
    const chosen = this.#found[this.#at];
    if (event.key === "Enter" && chosen) this.#choose(event.shiftKey ? "ask_for" : "call_on", chosen[0]);
  }

  /**
   * @param {string} command
   * @param {string} person
   */
  #choose(command, person) {
    this.#input.value = "";
    /** @type {HTMLElement|null} */ (document.activeElement)?.blur(); // closes the list, frees the keys
    this.#show([]);
    this.#actions.send(command, { person }, this.#notice);
  }
}
