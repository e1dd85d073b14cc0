/**
 * The agenda: every item with planned and actual minutes, the current one always open, one more if
 * the operator opens it; the next step over it while none is current, the moving end at the foot.
 */

import { formatClock, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { driftMinutes, expectedEnd } from "../../core/length.js";
import { itemsToConclude } from "../../core/view.js";
import { AgendaItem } from "./agenda_item.js";
import { NextItem, nextItem } from "./next_item.js";
import { keyed, part, setAttribute, setText } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

/** Minutes behind the plan from which the drift is marked. Chosen. */
const LATE_FROM_MIN = 5;

export class AgendaPanel {
  #root;
  #actions;
  #dialogs;
  #opening;
  #next;
  /** @type {View|null} */
  #view = null;
  /** Item opened by the operator beside the current one. @type {string|null} */
  #opened = null;
  #writings;
  /** @type {WeakMap<Element, AgendaItem>} */
  #rows = new WeakMap();

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {{opening: import("./ballot_dialog.js").BallotDialog, writings: import("./writings.js").Writings}} parts
   *     what opens ballots, and the conclusions
   */
  constructor(root, actions, dialogs, { opening, writings }) {
    this.#root = root;
    this.#actions = actions;
    this.#dialogs = dialogs;
    this.#opening = opening;
    this.#writings = writings;
    this.#next = new NextItem(root, actions);
    part(root, "insert").addEventListener("click", () => this.#insert());
  }

  /** @param {View} view */
  render(view) {
    const revealed = this.#view?.agenda.current !== view.agenda.current;
    this.#view = view;
    this.#next.render(view);
    part(this.#root, "insert").hidden = !this.#actions.can("insert_item");
    const opened = new Set([this.#opened, view.agenda.current]);
    keyed(
      part(this.#root, "items"),
      view.agenda.items,
      (item) => item.id,
      (item) => this.#make(item.id),
      (node, item, index) => this.#rows.get(node)?.render(view, index, opened.has(item.id)),
    );
    if (revealed) this.#reveal(view.agenda.current ?? nextItem(view)?.id ?? null, "center");
    this.tick();
  }

  /** Write what runs with the clock. */
  tick() {
    const view = this.#view;
    if (!view) return;
    const now = serverNow();
    for (const node of part(this.#root, "items").children) this.#rows.get(node)?.tick(now);
    this.#tickFoot(view, now);
  }

  /**
   * Open the item with this number and put the focus on its main control.
   *
   * @param {string} number
   */
  openNumber(number) {
    const item = this.#view?.agenda.items.find((one) => one.number === number);
    if (!item) return;
    this.toggle(item.id, true);
    const head = this.#root.querySelector(`[data-key="${CSS.escape(item.id)}"] .item-head`);
    /** @type {HTMLElement|null} */ (head)?.focus();
  }

  /** Open the first item on which a conclusion is expected and missing, else the first that was held. */
  openUnconcluded() {
    const view = this.#view;
    if (!view) return;
    const lacking = itemsToConclude(view).find(({ conclusion }) => !conclusion);
    const item = lacking ?? view.agenda.items.find(({ state }) => state === "done");
    if (!item) return;
    this.toggle(item.id, true);
    /** @type {HTMLElement|null} */ (this.#root.querySelector(`[data-key="${CSS.escape(item.id)}"] textarea`))?.focus();
  }

  /**
   * @param {string} id
   * @param {boolean} [open]
   */
  toggle(id, open) {
    if (!this.#view) return;
    this.#opened = (open ?? this.#opened !== id) ? id : null;
    this.render(this.#view);
    this.#reveal(id);
  }

  /**
   * The moving end and the drift; after the meeting, when it ended.
   *
   * @param {View} view
   * @param {number} now
   */
  #tickFoot(view, now) {
    const { state, closed_ms } = view.meeting;
    const drift = state === "open" ? driftMinutes(view, now) : null;
    setText(part(this.#root, "end-words"), t(state === "closed" ? "desk.agenda.ended" : "desk.agenda.end"));
    setText(part(this.#root, "end"), formatClock(state === "closed" ? (closed_ms ?? now) : expectedEnd(view, now)));
    setText(part(this.#root, "drift"), drift === null ? "" : driftLine(drift));
    setAttribute(part(this.#root, "drift"), "data-level", drift !== null && drift >= LATE_FROM_MIN ? "amber" : null);
  }

  #insert() {
    const view = /** @type {View} */ (this.#view);
    this.#dialogs.item({ title: t("desk.agenda.insert"), view, item: null }, (asked, notice) =>
      this.#actions.send("insert_item", { kind: "other", ...asked }, notice));
  }

  /** @param {string} id */
  #make(id) {
    const row = new AgendaItem(id, {
      writings: this.#writings,
      actions: this.#actions,
      dialogs: this.#dialogs,
      opening: this.#opening,
      notice: part(this.#root, "notice"),
      toggle: () => this.toggle(id),
    });
    this.#rows.set(row.node, row);
    return row.node;
  }

  /**
   * @param {string|null} id
   * @param {ScrollLogicalPosition} [block]
   */
  #reveal(id, block = "nearest") {
    if (id) this.#root.querySelector(`[data-key="${CSS.escape(id)}"]`)?.scrollIntoView({ block });
  }
}

/** @param {number} drift minutes */
function driftLine(drift) {
  if (drift === 0) return t("desk.agenda.on_time");
  return drift > 0 ? t("desk.agenda.behind", { n: drift }) : t("desk.agenda.ahead", { n: -drift });
}
