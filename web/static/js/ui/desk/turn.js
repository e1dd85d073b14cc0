/**
 * Who has the floor: name, clock against the limit, and what the chair may do with the turn.
 * Nobody speaking is said in words, with the same height, so that nothing jumps.
 */

import { formatClock, formatDuration, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { turnTime } from "../../core/view.js";
import { part, setAttribute, setName, setShown, setStyle, setText } from "../elements.js";
import { silenceLine } from "../speaker_clock.js";
import { isReached, unheardRemedy, unheardWhy } from "../unheard.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */

/** What the ± buttons give or take, in seconds. */
const STEP_S = 60;

export class TurnCard {
  #root;
  #actions;
  #dialogs;
  #notice;
  /** @type {View|null} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {HTMLElement} notice
   */
  constructor(root, actions, dialogs, notice) {
    this.#root = root;
    this.#actions = actions;
    this.#dialogs = dialogs;
    this.#notice = notice;
    this.#press("pause", () => this.togglePause());
    this.#press("longer", () => this.#send("extend_turn", { seconds: STEP_S }));
    this.#press("shorter", () => this.#send("extend_turn", { seconds: -STEP_S }));
    this.#press("remind", () => this.#send("remind_speaker"));
    this.#press("interpose", () => this.#interpose());
    this.#press("take-back", () => this.#takeBack());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const { turn } = view.floor;
    setAttribute(this.#root, "data-speaking", Boolean(turn));
    setText(this.#part("speaker-line"), speakerLine(view));
    setName(this.#part("speaker"), turn ? t("desk.comrade", { name: nameOf(view, turn.person) }) : silenceLine(view), Boolean(turn));
    const paused = turn !== null && turn.running_since_ms === null;
    const waits = Boolean(turn?.unheard) && paused;
    setAttribute(this.#root, "data-paused", paused);
    setAttribute(this.#root, "data-unheard", waits);
    setText(this.#part("pause"), t(waits ? "desk.turn.let_run" : paused ? "desk.turn.resume" : "desk.turn.pause"));
    setAttribute(this.#part("pause"), "aria-keyshortcuts", "Space");
    this.#offerReminder(turn);
    const needs = { pause: paused ? "resume_turn" : "pause_turn", longer: "extend_turn", shorter: "extend_turn", interpose: "interpose", "take-back": "take_back" };
    for (const [name, command] of Object.entries(needs)) {
      this.#part(name).disabled = !turn || !this.#actions.can(command);
    }
    for (const name of ["longer", "shorter"]) this.#part(name).disabled ||= turn?.limit_s === null;
    this.tick();
  }

  /** Whoever has the floor and is silent for a reason of the own can be asked. @param {View["floor"]["turn"]} turn */
  #offerReminder(turn) {
    const asks = Boolean(turn?.unheard && isReached(turn.unheard)) && this.#actions.can("remind_speaker");
    setShown(this.#part("remind"), asks);
    if (!asks || !turn?.unheard) return;
    const remedy = unheardRemedy(turn.unheard);
    const time = turn.reminded_ms && formatClock(turn.reminded_ms);
    setText(this.#part("remind"), time ? t("desk.turn.reminded", { time }) : remedy);
  }

  /** Write what runs with the clock. */
  tick() {
    const turn = this.#view?.floor.turn;
    const used = turn ? turnTime(turn, serverNow()) : 0;
    const limit_ms = turn?.limit_s ? turn.limit_s * 1000 : null;
    setText(this.#part("spoken"), turn ? formatDuration(used) : "–");
    setText(this.#part("limit"), limit_ms ? `/ ${formatDuration(limit_ms)}` : "");
    setAttribute(this.#root, "data-over", limit_ms !== null && used > limit_ms);
    setStyle(this.#part("meter"), "--share", String(limit_ms ? Math.min(1, used / limit_ms) : 0));
  }

  /** Stop the turn's clock, or let it run on. */
  togglePause() {
    const turn = this.#view?.floor.turn;
    if (turn) this.#send(turn.running_since_ms === null ? "resume_turn" : "pause_turn");
  }

  /** Into the turn that ran when it was asked for: another one has other listeners to question. */
  #interpose() {
    const view = /** @type {View} */ (this.#view);
    const turn = view.floor.turn?.id;
    if (!turn) return;
    this.#dialogs.interposer(view, (person, notice) => this.#actions.send("interpose", { turn, person }, notice));
  }

  #takeBack() {
    this.#send("take_back");
  }

  /**
   * @param {string} command
   * @param {Record<string, any>} [more]
   */
  #send(command, more = {}) {
    const turn = this.#view?.floor.turn?.id;
    if (turn) this.#actions.send(command, { turn, ...more }, this.#notice);
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name);
  }

  /**
   * @param {string} name
   * @param {() => void} pressed
   */
  #press(name, pressed) {
    this.#part(name).addEventListener("click", pressed);
  }
}

/**
 * The line over the name: where he sits, what he speaks for, who has put a question in.
 *
 * @param {View} view
 */
function speakerLine(view) {
  const { turn } = view.floor;
  if (!turn) return "";
  if (turn.unheard) {
    const remedy = isReached(turn.unheard) ? "" : unheardRemedy(turn.unheard); // else it is a button
    return t("desk.turn.unheard", { why: unheardWhy(view, turn.unheard), remedy }).trim();
  }
  if (turn.interposed) return t("desk.turn.interposed", { name: nameOf(view, turn.interposed.person) });
  if (turn.silenced) return t("desk.turn.silenced");
  if (turn.running_since_ms === null) return t("desk.turn.paused");
  const site = turn.site && view.sites[turn.site]?.name;
  const kind = turn.kind === "normal" ? "" : ` · ${t(`desk.kind.${turn.kind}`)}`;
  const closed = roomIsClosed(view) ? ` · ${t("desk.turn.room_closed")}` : "";
  return (site ? t("desk.turn.at", { site }) : t("desk.turn.online")) + kind + closed;
}

/**
 * Tell whether the chair's room only listens, so that the speaker's words do not come back from it.
 * @param {View} view
 */
function roomIsClosed({ meeting, people, sites, floor }) {
  const room = people[meeting.chair ?? ""]?.site ?? "";
  return Boolean(sites[room]?.connected) && !floor.open.includes(`s:${room}`);
}
