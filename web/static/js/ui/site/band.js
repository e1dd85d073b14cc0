/** The band of a site's screen: item, who speaks, how long still, who comes next. */

import { formatClock, formatDuration, serverNow, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { currentItem, itemTime, personName, turnLeft, turnTime } from "../../core/view.js";
import { itemMinutes } from "../agenda.js";
import { el, part, setAttribute, setShown, setText } from "../elements.js";
import { silenceLine, standingWord, turnPhase } from "../speaker_clock.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Turn} Turn */

/** How many who come next are named; the others are counted. Chosen. */
const NEXT_NAMES = 3;
/** A name of more letters is written smaller, so that it keeps to its line. Chosen by looking. */
const LONG_NAME = 22;

export class SiteBand {
  #root;

  /** @param {HTMLElement} root with the parts of `site.html` */
  constructor(root) {
    this.#root = root;
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    const item = currentItem(view);
    const now_ms = serverNow();
    const { turn } = view.floor;
    this.#write("item", item ? `${item.number}. ${item.title}` : meetingSentence(view));
    this.#write("minutes", item ? itemMinutes(item, now_ms) : "");
    const over = item !== null && wholeMinutes(itemTime(item, now_ms)) >= item.planned_min;
    part(this.#root, "item").parentElement.classList.toggle("over", over);
    this.#write("speaker", speakerSentence(view));
    setAttribute(part(this.#root, "speaker"), "data-long", turn !== null && personName(view, turn.person).length > LONG_NAME);
    const [word, time] = turn ? countdown(turn, now_ms) : ["", ""];
    this.#write("clock-word", word);
    this.#write("turn-clock", time);
    this.#showNext(view);
    setAttribute(this.#root, "data-turn", turn ? turnPhase(turn, now_ms) : "none");
  }

  /** @param {View} view */
  #showNext(view) {
    const list = part(this.#root, "next");
    const { names, more } = nextSpeakers(view, NEXT_NAMES);
    const counted = more > 0 ? [...names, `+${more}`] : names;
    const shown = counted.length > 0 ? counted : [t("site.nobody_next")];
    setShown(list.parentElement, view.meeting.state === "open");
    while (list.children.length > shown.length) list.lastElementChild.remove();
    while (list.children.length < shown.length) list.append(el("li", {}));
    shown.forEach((text, index) => setText(list.children[index], text));
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #write(name, text) {
    setText(part(this.#root, name), text);
  }
}

/**
 * The full names of the next few, and how many come after them.
 * @param {View} view
 * @param {number} count
 */
export function nextSpeakers(view, count) {
  const { queue } = view.floor;
  const names = queue.slice(0, count).map(({ person }) => personName(view, person));
  return { names, more: queue.length - names.length };
}

/** @param {View} view */
function meetingSentence({ meeting }) {
  if (meeting.state === "closed") return t("site.closed");
  if (meeting.state === "open") return t("ui.item.none");
  return t("site.waiting", { time: formatClock(meeting.scheduled_ms) });
}

/** @param {View} view */
function speakerSentence(view) {
  if (view.meeting.state !== "open") return view.meeting.title;
  const { turn } = view.floor;
  if (!turn) return silenceLine(view);
  return t("ui.comrade", { name: personName(view, turn.person) });
}

/**
 * @param {Turn} turn
 * @param {number} now_ms
 * @returns {[string, string]} what the figure means, and the figure
 */
function countdown(turn, now_ms) {
  const stands = standingWord(turn);
  if (stands) return [stands, formatDuration(turnTime(turn, now_ms))];
  const left_ms = turnLeft(turn, now_ms);
  if (left_ms === null) return [t("site.time_spoken"), formatDuration(turnTime(turn, now_ms))];
  return [t(left_ms < 0 ? "site.time_over" : "site.time_left"), formatDuration(Math.abs(left_ms))];
}
