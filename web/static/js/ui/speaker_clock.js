/** Who speaks, for how long, out of how much: "đ/c Ma Thị Duyên · 2:10 / 5:00". */

import { formatDuration, serverNow } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { personName, turnLeft, turnTime } from "../core/view.js";
import { part, setAttribute, setName, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").Turn} Turn */

/** Milliseconds before the limit from which the clock shows that the turn is ending. Chosen. */
const ENDING_MS = 60_000;

export class SpeakerClock {
  #root;
  #name;
  #time;

  /** @param {HTMLElement} root with the parts `speaker` and `speaker-time` */
  constructor(root) {
    this.#root = root;
    this.#name = part(root, "speaker");
    this.#time = part(root, "speaker-time");
  }

  /** Show the view as it is this second. @param {View} view */
  show(view) {
    const { turn } = view.floor;
    setName(this.#name, turn ? speakerLine(view, turn) : silenceLine(view), turn !== null);
    setText(this.#time, turn ? turnClock(turn, serverNow()) : "");
    setAttribute(this.#root, "data-turn", turn ? turnPhase(turn, serverNow()) : "none");
  }
}

/**
 * @param {View} view
 * @param {Turn} turn
 */
function speakerLine(view, turn) {
  const name = t("ui.comrade", { name: personName(view, turn.person) });
  if (!turn.interposed) return name;
  return t("ui.speaker.interposed", { name, other: personName(view, turn.interposed.person) });
}

/**
 * Return the text in place of a speaker's name while nobody has the floor.
 * @param {View} view
 */
export function silenceLine(view) {
  return t(view.floor.preset === "free" ? "ui.speaker.free" : "ui.speaker.nobody");
}

/**
 * Write a turn's clock: "2:10 / 5:00", without a limit "2:10", and whether it stands.
 * @param {Turn} turn
 * @param {number} now_ms
 */
export function turnClock(turn, now_ms) {
  const spoken = formatDuration(turnTime(turn, now_ms));
  const limit = turn.limit_s === null ? "" : ` / ${formatDuration(turn.limit_s * 1000)}`;
  const stands = standingWord(turn);
  return stands ? `${spoken}${limit} · ${stands}` : `${spoken}${limit}`;
}

/**
 * Say in a word why a turn's clock stands, if it does: nobody can hear the speaker, or a pause.
 * @param {Turn} turn
 */
export function standingWord({ running_since_ms, unheard }) {
  if (running_since_ms !== null) return "";
  return t(unheard ? "ui.speaker.unheard" : "ui.speaker.paused");
}

/**
 * @param {Turn} turn
 * @param {number} now_ms
 * @returns {"running" | "ending" | "over" | "paused"}
 */
export function turnPhase(turn, now_ms) {
  if (turn.running_since_ms === null) return "paused";
  const left_ms = turnLeft(turn, now_ms);
  if (left_ms === null || left_ms > ENDING_MS) return "running";
  return left_ms > 0 ? "ending" : "over";
}
