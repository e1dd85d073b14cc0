/**
 * The list of alerts beside the wall: what is wrong where, what to do, how much time is left, and
 * the ways to take note of it or to put it off.
 */

import { formatClock, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { el, keyed, part, setAttribute, setShown, setText } from "../elements.js";
import { AlertBoard } from "./alert_board.js";
import { showReasons } from "./alert_list.js";
import { alertAction, alertAge, alertText, isOpen, timeLeft } from "./alerts.js";
import { Hand } from "./hand.js";

/** @typedef {import("./alert_board.js").Entry} Entry */
/** @typedef {import("./alert_list.js").Way} Way */
/**
 * @typedef {object} Deeds
 * @property {(meeting: string) => void} open show a meeting large
 * @property {(meeting: string) => string} branch
 * @property {(entry: Entry, way: Way) => void} answer
 */

export class AlertPanel {
  #root;
  #list;
  #deeds;
  #hand;
  #board = new AlertBoard();
  /** @type {Entry[]} */
  #entries = [];

  /**
   * @param {HTMLElement} root
   * @param {Deeds} deeds
   */
  constructor(root, deeds) {
    this.#root = root;
    this.#list = part(root, "alert-list");
    this.#deeds = deeds;
    this.#hand = new Hand(this.#list, this.#list, () => this.#list.contains(document.activeElement), serverNow);
  }

  /** The first that is to be acted on. @returns {Entry|undefined} */
  get first() {
    return this.#entries.find(({ alert }) => isOpen(alert));
  }

  /** @param {readonly [string, import("./alerts.js").Alert[]][]} all */
  tick(all) {
    const now = serverNow();
    this.#entries = this.#board.next(all, now, this.#hand.isNear);
    const open = this.#entries.filter(({ alert }) => isOpen(alert)).length;
    setText(part(this.#root, "alert-count"), open > 0 ? String(open) : "");
    setShown(part(this.#root, "alert-none"), this.#entries.length === 0);
    keyed(this.#list, this.#entries, ({ id }) => id, () => make(), (node, entry) => this.#draw(node, entry, now));
  }

  /**
   * @param {any} node
   * @param {Entry} entry
   * @param {number} now_ms
   */
  #draw(node, entry, now_ms) {
    const { alert, places } = entry;
    const [head, where, state, action, why, buttons] = node.firstElementChild.children;
    setAttribute(node, "data-level", isOpen(alert) ? alert.level : null);
    setText(head.children[0], alertText(alert));
    setText(head.children[1], isOpen(alert) ? timeLeft(entry.act_by_ms, now_ms) : "");
    setAttribute(head.children[1], "data-over", entry.act_by_ms !== null && entry.act_by_ms <= now_ms);
    keyed(where, places, ({ meeting }) => meeting, () => el("li", {}, el("button", { type: "button", class: "quiet", translate: "no" })), (item, { meeting }) => {
      setText(item.firstElementChild, this.#deeds.branch(meeting));
      item.firstElementChild.onclick = () => this.#deeds.open(meeting);
    });
    setText(state, stateLine(entry));
    setText(action, isOpen(alert) ? alertAction(alert) : "");
    showReasons(why.lastElementChild, alert);
    setShown(why, isOpen(alert) && why.lastElementChild.childElementCount > 0);
    setShown(buttons, isOpen(alert));
    buttons.children[0].onclick = () => this.#deeds.answer(entry, "acknowledge");
    buttons.children[1].onclick = () => this.#deeds.answer(entry, "shelve");
    for (const button of buttons.children) setAttribute(button, "aria-description", alertText(alert));
  }
}

function make() {
  const button = (/** @type {string} */ key) => el("button", { type: "button", text: t(key) });
  return el("li", { class: "alert-entry" }, el("article", {},
    el("h3", {}, el("span"), el("small")),
    el("ul", { class: "alert-where" }),
    el("p", { class: "alert-state" }),
    el("p", { class: "alert-action" }),
    el("details", { class: "alert-why" }, el("summary", { text: t("wall.alert.why") }), el("dl", { class: "alert-reasons" })),
    el("div", { class: "alert-ways" }, button("wall.acknowledge"), button("wall.shelve")),
  ));
}

/**
 * Since when it lasts, and what was done about it.
 *
 * @param {Entry} entry
 */
function stateLine({ alert, places }) {
  const age = alertAge(alert);
  if (alert.shelved) {
    const { by, reason, until_ms } = alert.shelved;
    return t("wall.alert.shelved", { by, reason, until: formatClock(until_ms) });
  }
  if (alert.acknowledged) return t("wall.alert.acknowledged", { by: alert.acknowledged.by, word: alert.acknowledged.word });
  const many = places.length > 1 ? t("wall.alert.places", { n: places.length, age }) : age;
  return alert.again > 0 ? t("wall.alert.again", { line: many, n: alert.again }) : many;
}
