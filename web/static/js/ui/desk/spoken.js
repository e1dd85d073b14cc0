/**
 * Two lists beside the queue: who has not spoken yet (call on him, or put him in the queue) and
 * what was said in the turns before, with the minute-taker's notes still open to change.
 */

import { formatClock, formatDuration } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { Draft } from "./draft.js";
import { el, keyed, part, setAttribute, setText } from "../elements.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */

export class SilentList {
  #list;
  #line;
  #actions;
  #notice;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(root, actions, notice) {
    this.#list = part(root, "silent");
    this.#line = part(root, "silent-line");
    this.#actions = actions;
    this.#notice = notice;
  }

  /** @param {View} view */
  render(view) {
    const { distinct, turns, norm, base } = view.floor.spoken;
    const line = norm === null ? "desk.silent.line" : "desk.silent.line_norm";
    setText(this.#line, t(line, { distinct, turns, norm, base }));
    keyed(this.#list, view.floor.not_spoken ?? [], (id) => id, (id) => this.#make(id), (node, id) => {
      const name = nameOf(view, id);
      setText(node.firstElementChild, name);
      for (const button of node.querySelectorAll("button")) {
        setAttribute(button, "aria-label", t(`${button.dataset.words}.name`, { name }));
        button.hidden = !this.#actions.can(String(button.dataset.command));
      }
    });
  }

  /** @param {string} id */
  #make(id) {
    const act = (/** @type {string} */ command, /** @type {string} */ words) => el("button", {
      type: "button", class: "quiet", "data-command": command, "data-words": words, text: t(words),
      onclick: () => this.#actions.send(command, { person: id }, this.#notice),
    });
    return el("li", {}, el("span", { translate: "no" }), act("ask_for", "desk.picker.queue"), act("call_on", "desk.picker.call"));
  }
}

export class SpokenList {
  #list;
  #empty;
  #actions;
  #writings;
  /** @type {WeakMap<Element, Draft>} */
  #drafts = new WeakMap();

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./writings.js").Writings} writings
   */
  constructor(root, actions, writings) {
    this.#list = part(root, "turns");
    this.#empty = part(root, "turns-empty");
    this.#actions = actions;
    this.#writings = writings;
  }

  /** @param {View} view */
  render(view) {
    const turns = [...(view.floor.turns ?? [])].reverse();
    this.#empty.hidden = turns.length > 0;
    keyed(this.#list, turns, (turn) => turn.id, () => this.#make(), (node, turn) => {
      const name = nameOf(view, turn.person);
      const item = view.agenda.items.find((one) => one.id === turn.item);
      setText(node.querySelector("b"), name);
      setText(node.querySelector("small"), [formatClock(turn.started_ms), formatDuration(turn.spoken_ms), item && t("desk.item.number", { n: item.number })].filter(Boolean).join(" · "));
      setAttribute(node.querySelector("textarea"), "aria-label", t("desk.note.of", { name }));
      this.#drafts.get(node)?.show(this.#writings.of("note_turn", turn.id), turn.note, turn.noted, view.me);
    });
  }

  #make() {
    const field = el("textarea", { rows: 1, placeholder: t("desk.note.placeholder"), disabled: !this.#actions.can("note_turn") });
    const status = el("span", { class: "note-state", role: "status" });
    const node = el("li", {}, el("b", { translate: "no" }), el("small"), status, field);
    this.#drafts.set(node, new Draft(field, status));
    return node;
  }
}
