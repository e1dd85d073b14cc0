/**
 * Says to screen readers what changed in the meeting: the item, who speaks, one's own turn.
 *
 * Sentences are queued: a live region that is overwritten too soon is not read.
 */

import { t } from "../core/i18n.js";
import { currentItem, personName } from "../core/view.js";

/** @typedef {import("../core/types.js").View} View */

/** Time a screen reader is given for one sentence before the next, in ms. Chosen. */
const SENTENCE_MS = 2500;
/** Sentences that wait at most; of more, the oldest is no news any more. Chosen: half a minute. */
export const MOST_WAITING = 12;

export class Announcer {
  #root;
  /** @type {string[]} */
  #waiting = [];
  #speaking = false;

  /** @param {HTMLElement} root a live region */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#waiting.push(sentence);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    if (!this.#speaking) this.#next();
  }

  /**
   * Say what is different for this person between two views.
   * @param {View | null} before
   * @param {View} view
   */
  follow(before, view) {
    if (before) for (const sentence of changes(before, view)) this.say(sentence);
  }

  #next() {
    const sentence = this.#waiting.shift();
    this.#speaking = sentence !== undefined;
    if (sentence === undefined) return;
    this.#root.replaceChildren(sentence); // also when it is the same again
    setTimeout(() => this.#next(), SENTENCE_MS);
  }
}

/**
 * Return the sentences for what changed, most important first.
 * @param {View} before
 * @param {View} view
 * @returns {string[]}
 */
export function changes(before, view) {
  return [
    meetingChange(before, view),
    ownChange(before, view),
    speakerChange(before, view),
    itemChange(before, view),
  ].filter((sentence) => sentence !== null);
}

/** @type {(before: View, view: View) => string | null} */
function meetingChange(before, view) {
  const { state } = view.meeting;
  return state === before.meeting.state ? null : t(`ui.said.${state}`);
}

/** @type {(before: View, view: View) => string | null} */
function ownChange(before, { me }) {
  if (me.turn && me.turn !== before.me.turn) return t("ui.said.your_turn");
  if (me.position === 1 && before.me.position !== 1) return t("ui.said.you_are_next");
  if (me.position && me.position !== before.me.position) return t("ui.said.position", { position: me.position });
  if (me.microphone !== before.me.microphone) return t(`ui.said.microphone_${me.microphone}`);
  return null;
}

/** @type {(before: View, view: View) => string | null} */
function speakerChange(before, view) {
  const { turn } = view.floor;
  if (!turn || turn.id === before.floor.turn?.id || turn.id === view.me.turn) return null;
  return t("ui.said.speaks", { name: personName(view, turn.person) });
}

/** @type {(before: View, view: View) => string | null} */
function itemChange(before, view) {
  const item = currentItem(view);
  if (!item || item.id === before.agenda.current) return null;
  return t("ui.said.item", { number: item.number, title: item.title });
}
