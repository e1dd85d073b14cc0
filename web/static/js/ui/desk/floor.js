/**
 * The middle column: the turn, the one large control, the lists behind tabs, the note of what is
 * being said; what it came to once it is closed. Joins the small panels; the only rule here is what "next" is called.
 */

import { t } from "../../core/i18n.js";
import { ClosingCard } from "./closing.js";
import { Draft } from "./draft.js";
import { part, setText } from "../elements.js";
import { nameOf } from "../names.js";
import { NextItem } from "./next_item.js";
import { Picker } from "./picker.js";
import { QueueList } from "./queue.js";
import { SilentList, SpokenList } from "./spoken.js";
import { unheardWhy } from "../unheard.js";
import { Tabs } from "../tabs.js";
import { TurnCard } from "./turn.js";
import { WayForm } from "./way.js";

/** @typedef {import("../../core/types.js").View} View */

export class FloorPanel {
  #root;
  #actions;
  #notice;
  #panels;
  #turn;
  #queue;
  #writings;
  #note;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {import("./writings.js").Writings} writings
   * @param {import("./closing.js").Ways} ways to what can be done after the close
   */
  constructor(root, actions, dialogs, writings, ways) {
    this.#root = root;
    this.#actions = actions;
    this.#notice = part(root, "notice");
    this.#turn = new TurnCard(part(root, "turn"), actions, dialogs, this.#notice);
    this.#queue = new QueueList(part(root, "queue-panel"), actions, this.#notice);
    this.#panels = [
      new NextItem(root, actions),
      this.#turn,
      this.#queue,
      new Picker(part(root, "picker"), actions, this.#notice),
      new SilentList(root, actions, this.#notice),
      new SpokenList(root, actions, writings),
      new WayForm(part(root, "way"), actions, this.#notice),
      new ClosingCard(root, actions, ways),
    ];
    this.#writings = writings;
    this.#note = new Draft(part(root, "note-text"), part(root, "note-state"));
    new Tabs(part(root, "tabs"));
    part(root, "next").addEventListener("click", () => this.next());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    for (const panel of this.#panels) panel.render(view);
    setText(part(this.#root, "count-queue"), String(view.floor.queue.length));
    setText(part(this.#root, "count-silent"), String(view.floor.not_spoken?.length ?? 0));
    setText(part(this.#root, "count-spoken"), t("desk.spoken.count", { n: view.floor.spoken.turns }));
    const next = nextPerson(view);
    part(this.#root, "next").disabled = !next || !this.#actions.can("give_next");
    setText(part(this.#root, "next-name"), next ? t("desk.comrade", { name: nameOf(view, next) }) : t("desk.next.nobody"));
    const unheard = next ? unheardNext(view) : null;
    setText(part(this.#root, "next-unheard"), unheard ? unheardWhy(view, unheard) : "");
    this.#renderNote(view);
  }

  tick() {
    this.#turn.tick();
    this.#queue.tick();
  }

  /** Give the floor to the next; naming the running turn makes a double press harmless. */
  next() {
    if (part(this.#root, "next").disabled) return;
    this.#actions.send("give_next", { current: this.#view?.floor.turn?.id ?? null }, this.#notice);
  }

  togglePause() {
    this.#turn.togglePause();
  }

  focusNote() {
    part(this.#root, "note-text").focus();
  }

  /** The note belongs to the running turn, else to the one just ended. @param {View} view */
  #renderNote(view) {
    const turn = view.floor.turn ?? view.floor.turns?.at(-1) ?? null;
    const field = part(this.#root, "note-text");
    field.disabled = !turn || !this.#actions.can("note_turn");
    setText(part(this.#root, "note-label"), turn ? t("desk.note.of", { name: nameOf(view, turn.person) }) : t("desk.note.none"));
    const writing = turn && this.#writings.of("note_turn", turn.id);
    this.#note.show(writing, turn?.note ?? "", turn?.noted ?? null, view.me);
  }
}

/**
 * Who would be called next: first of the queue who is there, else the next of the round; in a round
 * the round, after points of order.
 *
 * @param {View} view
 * @returns {string|undefined}
 */
function nextPerson(view) {
  return nextRequest(view)?.person ?? view.floor.round?.left[0];
}

/** Why who would be called next could not be heard. @param {View} view */
function unheardNext(view) {
  const request = nextRequest(view);
  return request ? request.unheard : view.floor.round?.unheard;
}

/** @param {View} view */
function nextRequest({ floor }) {
  const first = floor.queue.find(({ away }) => !away);
  return floor.round?.left[0] && first?.kind !== "point_of_order" ? undefined : first;
}
