/**
 * The agenda as a list: what is done, what runs, what comes, planned against actual, and when the
 * meeting is expected to end. To read, not to run.
 */

import { formatClock, serverNow, wholeMinutes } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { driftMinutes, expectedEnd } from "../core/length.js";
import { itemTime, personName } from "../core/view.js";
import { el, keyed, part, setAttribute, setShown, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").Item} Item */

/** A sign beside the word: the state is read without colour. */
const SIGNS = { pending: "", current: "▶", done: "✓", skipped: "–" };

export class Agenda {
  #list;
  #end;

  /** @param {HTMLElement} root with the parts `items` and `end` */
  constructor(root) {
    this.#list = /** @type {HTMLElement} */ (part(root, "items"));
    this.#end = /** @type {HTMLElement} */ (part(root, "end"));
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    const now_ms = serverNow();
    keyed(this.#list, view.agenda.items, ({ id }) => id, makeItem, (node, item) =>
      updateItem(node, item, view, now_ms),
    );
    setShown(this.#end, view.meeting.state === "open");
    setText(this.#end, endSentence(view, now_ms));
  }
}

/**
 * Say when the meeting is expected to end, and how far that has moved.
 * @param {View} view
 * @param {number} now_ms
 */
export function endSentence(view, now_ms) {
  const end = formatClock(expectedEnd(view, now_ms));
  const drift = driftMinutes(view, now_ms);
  if (drift > 0) return t("ui.agenda.end_late", { end, minutes: drift });
  return drift < 0 ? t("ui.agenda.end_early", { end, minutes: -drift }) : t("ui.agenda.end", { end });
}

function makeItem() {
  return el(
    "li",
    { class: "agenda-item" },
    el("span", { class: "agenda-number figure", translate: "no" }),
    el("div", {}, el("p", { class: "agenda-title" }), el("p", { class: "agenda-facts small soft" })),
    el("p", { class: "agenda-minutes figure", translate: "no" }),
  );
}

/**
 * @param {HTMLElement} node
 * @param {Item} item
 * @param {View} view
 * @param {number} now_ms
 */
function updateItem(node, item, view, now_ms) {
  setAttribute(node, "data-state", item.state);
  setAttribute(node, "aria-current", item.state === "current" && "step");
  const text = (/** @type {string} */ name, /** @type {string} */ value) =>
    setText(/** @type {Element} */ (node.querySelector(`.agenda-${name}`)), value);
  text("number", `${item.number}.`);
  text("title", item.title);
  text("facts", itemFacts(item, view));
  text("minutes", itemMinutes(item, now_ms));
}

/**
 * @param {Item} item
 * @param {View} view
 */
function itemFacts(item, view) {
  const state = item.state === "pending" ? "" : `${SIGNS[item.state]} ${t(`ui.item.${item.state}`)}`;
  const presenter = personName(view, item.presenter);
  return [state, item.reason, presenter && t("ui.comrade", { name: presenter }), item.conclusion]
    .filter(Boolean)
    .join(" · ");
}

/**
 * Write the minutes of an item: "12 / 35′" once it has begun, "35′" before.
 * @param {Item} item
 * @param {number} now_ms
 */
export function itemMinutes(item, now_ms) {
  if (item.started_ms === null || item.state === "skipped") return `${item.planned_min}′`;
  return `${wholeMinutes(itemTime(item, now_ms))} / ${item.planned_min}′`;
}
