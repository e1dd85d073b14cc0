/**
 * One meeting large: its picture, agenda, floor, attendance, and what the supervisor writes: notes
 * for himself, the private line to chair and minute-taker.
 */

import { formatClock, serverNow, wholeMinutes } from "../../core/clock.js";
import { ballotLine, ballotNow } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { driftMinutes, expectedEnd } from "../../core/length.js";
import { itemTime, mayDo } from "../../core/view.js";
import { nameOf, signed } from "../names.js";
import { Tabs } from "../tabs.js";
import { el, keyed, part, setAttribute, setShown, setStyle, setText } from "../elements.js";
import { showScoreLine } from "../score_line.js";
import { Settling } from "../settling.js";
import { standingWord, turnClock } from "../speaker_clock.js";
import { Stage } from "../stage.js";
import { showAlerts } from "./alert_list.js";
import { silence, stateWord } from "./figures.js";
import { LargePeople } from "./large_people.js";
import { recordOf, showPapers } from "./papers.js";

/** @typedef {import("../../core/types.js").View} View */
/**
 * @typedef {object} Deeds
 * @property {() => void} back
 * @property {() => void} listen
 * @property {() => void} look the reader wants to see something else of it
 * @property {(command: string, args: Record<string, any>) => Promise<boolean>} act
 * @property {import("./alert_list.js").Answer} answer
 */

export class Large {
  #root;
  #deeds;
  #stage;
  #people;
  #asking;
  /** What the ask button does, and where. */
  #asks = "";
  /** @type {View|null} */
  #view = null;
  /** Whether the shared screen is wanted in place of the picture. */
  #wantsScreen = true;

  /**
   * @param {HTMLElement} root
   * @param {Deeds} deeds
   */
  constructor(root, deeds) {
    this.#root = root;
    this.#deeds = deeds;
    this.#stage = new Stage(part(root, "picture"));
    this.#people = new LargePeople(root);
    this.#asking = new Settling(part(root, "ask"));
    new Tabs(part(root, "tabs"));
    part(root, "back").addEventListener("click", deeds.back);
    part(root, "listen").addEventListener("click", deeds.listen);
    part(root, "screen").addEventListener("click", () => this.toggleScreen());
    part(root, "ask").addEventListener("click", () => this.#askOrEnd());
  }

  /** Width of the picture, in CSS px. */
  get width() {
    return part(this.#root, "picture").clientWidth;
  }

  /** Whether the shared screen is what is to be seen. */
  get screen() {
    return this.#wantsScreen && Boolean(this.#view?.floor.screen);
  }

  toggleScreen() {
    if (!this.#view?.floor.screen) return;
    this.#wantsScreen = !this.#wantsScreen;
    this.#renderScreen(this.#view);
    this.#deeds.look();
  }

  /** @param {View} view */
  render(view) {
    if (view.meeting.id !== this.#view?.meeting.id) this.#wantsScreen = true;
    this.#view = view;
    setText(this.#part("name"), view.meeting.branch.name);
    setText(this.#part("state"), `${view.meeting.title} · ${stateWord(view)}`);
    this.#renderAgenda(view);
    this.#renderFloor(view);
    this.#renderAsk(view);
    this.#renderScreen(view);
    this.#renderScore(view);
    showPapers(this.#root, view);
    this.#people.render(view);
  }

  /** @param {import("../links.js").Quality} quality */
  showQuality(quality) {
    if (this.#view) this.#people.showQuality(this.#view, quality);
  }

  /**
   * Write what runs with the clock.
   *
   * @param {import("./alerts.js").Alert[]} alerts
   * @param {boolean} listening
   * @param {boolean} mayHear
   */
  tick(alerts, listening, mayHear) {
    const view = this.#view;
    if (!view) return;
    const now = serverNow();
    showAlerts(this.#part("alerts"), view.meeting.id, alerts, this.#deeds.answer);
    setAttribute(this.#part("listen"), "aria-pressed", String(listening));
    setText(this.#part("listen"), t(listening ? "wall.listen.stop" : "wall.listen"));
    setShown(this.#part("listen"), mayHear && view.meeting.state === "open");
    setText(this.#part("end"), endLine(view, now));
    const ballot = ballotNow(view, now);
    setShown(this.#part("ballot"), ballot !== null);
    setText(this.#part("ballot"), ballot ? ballotLine(ballot) : "");
    setText(this.#part("speaker"), speakerLine(view, now));
    setAttribute(this.#part("speaker"), "data-speaking", view.floor.turn !== null && standingWord(view.floor.turn) === "");
    view.agenda.items.forEach((item, index) => {
      const minutes = this.#part("items").children[index]?.querySelector("b");
      const used = item.started_ms === null ? null : wholeMinutes(itemTime(item, now));
      if (minutes) setText(minutes, used === null ? `${item.planned_min}′` : `${used}/${item.planned_min}′`);
      if (minutes) setAttribute(minutes, "data-over", used !== null && used > item.planned_min);
    });
    this.#revealItem(view);
  }

  /**
   * @param {import("../../core/media.js").Slot|undefined} slot
   * @param {string} words why there is no picture; "": there may be one
   */
  showSlot(slot, words) {
    if (words && this.#view) this.#stage.showWords(`${speakerLine(this.#view, serverNow())}\n${words}`);
    else this.#stage.showSlot(slot);
  }

  /** @param {number} share 0 … 1 */
  showLoudness(share) {
    setStyle(this.#part("loudness"), "--share", share.toFixed(2));
  }

  /** @param {View} view */
  #renderAgenda(view) {
    const list = this.#part("items");
    keyed(list, view.agenda.items, (item) => item.id, () => el("li", {}, el("i"), el("span"), el("b")), (node, item) => {
      setAttribute(node, "data-state", item.state);
      setAttribute(node, "aria-current", item.state === "current" ? "step" : null);
      setText(node.children[0], item.state === "done" ? "✓" : item.number);
      setText(node.children[1], item.state === "skipped" ? t("wall.item.skipped", { title: item.title }) : item.title);
    });
  }

  /** Bring the current item into sight when it, or the meeting, has changed. @param {View} view */
  #revealItem(view) {
    const list = this.#part("items");
    const shown = `${view.meeting.id}/${view.agenda.current}`;
    if (list.dataset.shown === shown) return;
    setAttribute(list, "data-shown", shown);
    list.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  }

  /** @param {View} view */
  #renderFloor(view) {
    const { distinct, base, norm } = view.floor.spoken;
    setText(this.#part("spoken"), t(norm === null ? "wall.large.spoken" : "wall.large.spoken_norm", { distinct, base, norm }));
    keyed(this.#part("queue"), view.floor.queue, (entry) => entry.id, () => el("li", { translate: "no" }), (node, entry) => {
      const kind = entry.kind === "normal" ? "" : ` · ${t(`wall.kind.${entry.kind}`)}`;
      setText(node, `${nameOf(view, entry.person)}${kind}`);
    });
  }

  /** @param {View} view */
  #renderScreen(view) {
    setShown(this.#part("screen"), Boolean(view.floor.screen));
    setText(this.#part("screen-words"), t(this.screen ? "wall.screen.hide" : "wall.screen.show"));
  }

  /** The score once it is proposed, with the way to where it is confirmed. @param {View} view */
  #renderScore(view) {
    const { score, meeting } = view;
    setShown(this.#part("score"), score.proposed !== null);
    showScoreLine(this.#part("score"), view);
    setText(this.#part("score-link"), t(score.adopted && !score.reviewed ? "wall.score.review" : "wall.score.open"));
    setAttribute(this.#part("score-link"), "href", `${recordOf(meeting)}/score`);
  }

  /** The button goes with the request: ask, withdraw, end one's own turn. @param {View} view */
  #renderAsk(view) {
    const button = this.#part("ask");
    const deed = view.me.turn ? "finish_turn" : view.me.request ? "withdraw" : "ask";
    const asks = `${view.meeting.id}/${deed}`;
    if (this.#asks && asks !== this.#asks) this.#asking.begin();
    this.#asks = asks;
    setShown(button, view.meeting.state === "open" && mayDo(view, deed));
    const place = view.me.position === null ? "" : ` (${view.me.position})`;
    setText(button, deed === "withdraw" ? t("wall.withdraw") + place : t(`wall.${deed}`));
  }

  #askOrEnd() {
    const me = this.#view?.me;
    if (!me || this.#asking.runs) return;
    if (me.turn) this.#deeds.act("finish_turn", { turn: me.turn });
    else if (me.request) this.#deeds.act("withdraw", { request: me.request });
    else this.#deeds.act("ask", { kind: "normal" });
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name);
  }
}

/**
 * @param {View} view
 * @param {number} now_ms
 */
function endLine(view, now_ms) {
  if (view.meeting.state !== "open") return "";
  return t("wall.large.end", { at: formatClock(expectedEnd(view, now_ms)), drift: signed(driftMinutes(view, now_ms)) });
}

/**
 * @param {View} view
 * @param {number} now_ms
 */
function speakerLine(view, now_ms) {
  const { turn } = view.floor;
  if (!turn) return silence(view);
  return `${nameOf(view, turn.person)} · ${turnClock(turn, now_ms)}`;
}
