/**
 * The speakers' list: in the order in which they will be called, each with the reasons for its
 * place. Reordered by dragging or by Alt+arrow; Enter gives the floor, Delete withdraws.
 */

import { serverNow, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setAttribute, setText } from "../elements.js";
import { unheardWhy } from "../unheard.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").QueueEntry} Entry */

export class QueueList {
  #list;
  #empty;
  #actions;
  #notice;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {HTMLElement} notice
   */
  constructor(root, actions, notice) {
    this.#list = part(root, "queue");
    this.#empty = part(root, "queue-empty");
    this.#actions = actions;
    this.#notice = notice;
    this.#list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const { queue } = view.floor;
    this.#empty.hidden = queue.length > 0;
    keyed(this.#list, queue, (entry) => entry.id, (entry) => this.#make(entry), (node, entry, index) => this.#update(node, entry, index));
    this.tick();
  }

  /** Write how long each has waited. */
  tick() {
    this.#view?.floor.queue.forEach((entry, index) => {
      const line = this.#list.children[index]?.querySelector(".waited");
      if (line) setText(line, t("desk.queue.waited", { n: wholeMinutes(serverNow() - entry.asked_ms) }));
    });
  }

  /** @param {Entry} entry */
  #make(entry) {
    const act = (/** @type {string} */ name, /** @type {() => void} */ onclick, cls = "quiet sign") =>
      el("button", { type: "button", class: cls, tabindex: -1, "data-act": name, onclick });
    const node = el("li", { class: "asker", tabindex: 0, draggable: "true" },
      el("span", { class: "asker-place" }),
      el("span", { class: "asker-who" }, el("span", { class: "asker-name", translate: "no" }), el("span", { class: "reasons" })),
      el("span", { class: "waited" }),
      el("span", { class: "asker-actions" },
        act("up", () => this.#move(entry.id, -1)),
        act("down", () => this.#move(entry.id, 1)),
        act("withdraw", () => this.#withdraw(entry.id)),
        act("give", () => this.#give(entry.id), "quiet")));
    this.#dragging(node, entry.id);
    return node;
  }

  /**
   * @param {HTMLElement} node
   * @param {Entry} entry
   * @param {number} index
   */
  #update(node, entry, index) {
    const name = nameOf(/** @type {View} */ (this.#view), entry.person);
    const [place, who, , actions] = /** @type {any} */ (node.children);
    const [label, reasons] = who.children;
    setText(place, String(index + 1));
    setText(label, name);
    const why = reasonsOf(/** @type {View} */ (this.#view), entry);
    keyed(reasons, why, (reason) => reason, () => el("span", { class: "chip" }), (chip, reason) => setText(chip, reason));
    setAttribute(node, "data-unheard", Boolean(entry.unheard));
    setAttribute(node, "aria-label", [`${index + 1}. ${name}`, ...why].join(", "));
    const can = this.#actions;
    const words = { up: ["↑", "move_request"], down: ["↓", "move_request"], withdraw: ["✕", "withdraw"], give: [t("desk.queue.give"), "give"] };
    for (const button of actions.children) {
      const [sign, command] = /** @type {any} */ (words)[button.dataset.act];
      setText(button, sign);
      setAttribute(button, "aria-label", t(`desk.queue.${button.dataset.act}.name`, { name }));
      button.hidden = !can.can(command);
    }
    node.draggable = can.can("move_request");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = /** @type {HTMLElement|null} */ (event.target)?.closest("li");
    if (!row || event.target !== row) return;
    const id = String(row.dataset.key);
    const deed = this.#deed(event, row, id);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} row
   * @param {string} id
   * @returns {(() => void)|undefined}
   */
  #deed(event, row, id) {
    const up = event.key === "ArrowUp";
    if (up || event.key === "ArrowDown") {
      if (event.altKey) return () => this.#move(id, up ? -1 : 1);
      const next = up ? row.previousElementSibling : row.nextElementSibling;
      return () => /** @type {HTMLElement|null} */ (next)?.focus();
    }
    if (event.key === "Enter") return () => this.#give(id);
    if (event.key === "Delete") return () => this.#withdraw(id);
    return undefined;
  }

  /**
   * @param {string} id
   * @param {-1|1} step
   */
  #move(id, step) {
    const queue = this.#view?.floor.queue ?? [];
    const at = queue.findIndex((entry) => entry.id === id);
    if (at + step < 0 || at + step >= queue.length) return;
    const after = step < 0 ? queue[at - 2] : queue[at + 1];
    this.#send("move_request", { request: id, after: after?.id ?? null });
  }

  /** @param {string} id */
  #give(id) {
    this.#send("give", { request: id });
  }

  /** @param {string} id */
  #withdraw(id) {
    this.#send("withdraw", { request: id });
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} args
   */
  #send(command, args) {
    if (this.#actions.can(command)) this.#actions.send(command, args, this.#notice);
  }

  /**
   * @param {HTMLElement} node
   * @param {string} id
   */
  #dragging(node, id) {
    node.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/x-request", id));
    node.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("text/x-request")) return;
      event.preventDefault();
      node.classList.toggle("drop-before", inUpperHalf(node, event));
      node.classList.toggle("drop", !inUpperHalf(node, event));
    });
    const clear = () => node.classList.remove("drop", "drop-before");
    node.addEventListener("dragleave", clear);
    node.addEventListener("drop", (event) => {
      event.preventDefault();
      clear();
      const moved = event.dataTransfer?.getData("text/x-request");
      if (moved && moved !== id) this.#dropped(moved, id, inUpperHalf(node, event));
    });
  }

  /**
   * @param {string} moved
   * @param {string} onto
   * @param {boolean} before
   */
  #dropped(moved, onto, before) {
    const others = (this.#view?.floor.queue ?? []).filter((entry) => entry.id !== moved);
    const at = others.findIndex((entry) => entry.id === onto);
    const after = before ? others[at - 1]?.id : onto;
    this.#send("move_request", { request: moved, after: after ?? null });
  }
}

/**
 * Why an entry stands where it stands, in words.
 *
 * @param {View} view
 * @param {Entry} entry
 * @returns {string[]}
 */
export function reasonsOf(view, entry) {
  return [
    entry.unheard && unheardWhy(view, entry.unheard),
    entry.kind !== "normal" && t(`desk.kind.${entry.kind}`),
    entry.moved && t("desk.queue.moved"),
    entry.first_time && t("desk.queue.first_time"),
    entry.by && t("desk.queue.by", { name: entry.by }),
  ].filter((reason) => typeof reason === "string");
}

/**
 * @param {HTMLElement} node
 * @param {DragEvent} event
 */
function inUpperHalf(node, event) {
  const box = node.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
}
