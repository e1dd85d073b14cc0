/**
 * One meeting on the wall: its living picture and its figures. The tile's name is a button that
 * opens it large and covers the tile; the smaller controls lie above it.
 */

import { ballotLine, ballotNow } from "../../core/ballots.js";
import { t } from "../../core/i18n.js";
import { el, keyed, setAttribute, setName, setShown, setStyle, setText } from "../elements.js";
import { NO_QUALITY } from "../links.js";
import { Stage } from "../stage.js";
import { showAlerts } from "./alert_list.js";
import { alertText, isOpen } from "./alerts.js";
import { ageWord, itemLine, linkWord, speakerLine, stateWord, tileFigures, tileSentence, worstLine } from "./figures.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("./alerts.js").Alert} Alert */
/**
 * @typedef {object} Deeds what a tile can ask the wall to do
 * @property {(meeting: string) => void} open
 * @property {(meeting: string) => void} listen
 * @property {(meeting: string) => void} wantPicture
 * @property {import("./alert_list.js").Answer} answer
 */

/** Seconds between two looks at what is told in minutes; neighbours look in different seconds. Chosen. */
const MINUTES_EVERY_S = 5;

export class Tile {
  #meeting;
  #deeds;
  #parts;
  #stage;
  /** @type {View|null} */
  #view = null;
  #quality = NO_QUALITY;
  /** When the meeting last changed. */
  #changed_ms = 0;
  /** What was drawn last: of the words, of the speaker, and of the picture. @type {Record<"words"|"speaker"|"picture", unknown[]>} */
  #drawn = { words: [], speaker: [], picture: [] };

  /**
   * @param {string} meeting
   * @param {Deeds} deeds
   */
  constructor(meeting, deeds) {
    this.#meeting = meeting;
    this.#deeds = deeds;
    this.#parts = this.#build();
    this.#stage = new Stage(this.#parts.picture);
  }

  get node() {
    return this.#parts.node;
  }

  /** @param {View} view @param {number} now_ms */
  render(view, now_ms) {
    this.#view = view;
    this.#changed_ms = now_ms;
    const p = this.#parts;
    setAttribute(p.node, "inert", false);
    const [kind, name] = nameParts(view.meeting.branch.name);
    setName(p.kind, kind);
    setName(p.name, name);
    setAttribute(p.node, "data-state", view.meeting.state);
    setAttribute(p.listen, "aria-label", t("wall.listen.name", { branch: view.meeting.branch.name }));
  }

  /** The meeting is no longer followed: the tile stays for a while, without controls. */
  empty() {
    this.#view = null;
    this.#drawn.picture = [];
    setAttribute(this.#parts.node, "inert", true);
    setAttribute(this.#parts.node, "data-level", null);
    this.#stage.showWords(t("wall.tile_gone"));
  }

  /**
   * Write what runs with the clock, and the alerts; only what says something else than the last time.
   *
   * @param {Alert[]} alerts
   * @param {number} now_ms
   * @param {{number: number, listening: boolean, mayHear: boolean}} place
   */
  tick(alerts, now_ms, place) {
    const view = this.#view;
    if (!view) return;
    const second = Math.floor(now_ms / 1000);
    if (this.#isNew("speaker", view, second)) this.#tickSpeaker(view, now_ms);
    const minutes = Math.floor((second + place.number) / MINUTES_EVERY_S);
    const { number, listening, mayHear } = place;
    if (this.#isNew("words", view, this.#quality, alerts, number, listening, mayHear, minutes)) this.#tickWords(view, alerts, now_ms, place);
  }

  /**
   * @param {View} view
   * @param {Alert[]} alerts
   * @param {number} now_ms
   * @param {{number: number, listening: boolean, mayHear: boolean}} place
   */
  #tickWords(view, alerts, now_ms, { number, listening, mayHear }) {
    const p = this.#parts;
    setText(p.number, String(number));
    const level = alerts.find(isOpen)?.level ?? null;
    setAttribute(p.node, "data-level", level);
    setAttribute(p.node, "data-listening", listening);
    setAttribute(p.listen, "aria-pressed", String(listening));
    setText(p.listen, t(listening ? "wall.listen.stop" : "wall.listen"));
    setShown(p.listen, mayHear && view.meeting.state === "open");
    const item = itemLine(view, now_ms);
    setText(p.itemTitle, item.title);
    setText(p.itemMinutes, item.minutes);
    setAttribute(p.itemMinutes, "data-over", item.over);
    const ballot = ballotNow(view, now_ms);
    setShown(p.ballot, ballot !== null);
    setText(p.ballot, ballot ? ballotLine(ballot) : "");
    keyed(p.figures, tileFigures(view, now_ms), ({ label }) => label, () => el("div", {}, el("dt"), el("dd", {}, el("b"), el("small"))), drawFigure);
    const link = linkWord(view, this.#quality);
    setText(p.link, link);
    setText(p.age, view.meeting.state === "open" ? ageWord(now_ms - this.#changed_ms) : "");
    setText(p.worst, worstLine(view, alerts.filter(isOpen).map(alertText), link || (alerts[0] ? alertText(alerts[0]) : ""), now_ms));
    setAttribute(p.worst, "data-level", level);
    showAlerts(p.alerts, this.#meeting, alerts, this.#deeds.answer);
    setAttribute(p.open, "aria-description", tileSentence(view, alerts.map(alertText), now_ms));
  }

  /** @param {import("../../core/media.js").Slot|undefined} slot */
  showSlot(slot) {
    if (!this.#view || !this.#isNew("picture", this.#view, slot)) return;
    setAttribute(this.#parts.node, "data-picture", Boolean(slot));
    setText(this.#parts.want, t(slot ? "wall.picture.hide" : "wall.picture.show"));
    if (!slot && this.#view.meeting.state !== "open") return this.#stage.showWords(stateWord(this.#view));
    this.#stage.showSlot(slot);
  }

  /** @param {number} share 0 … 1 */
  showLoudness(share) {
    setStyle(this.#parts.loudness, "--share", share.toFixed(2));
  }

  /** @param {import("../links.js").Quality} quality */
  showQuality(quality) {
    this.#quality = quality;
  }

  focus() {
    this.#parts.open.focus();
  }

  /** The tile is taken off the page, for good. */
  close() {
    this.#stage.close();
  }

  /**
   * Tell whether something is drawn of other values than the last time, and note them.
   *
   * @param {"words"|"speaker"|"picture"} what
   * @param {...unknown} values
   */
  #isNew(what, ...values) {
    const last = this.#drawn[what];
    if (values.length === last.length && values.every((one, index) => one === last[index])) return false;
    this.#drawn[what] = values;
    return true;
  }

  /**
   * @param {View} view
   * @param {number} now_ms
   */
  #tickSpeaker(view, now_ms) {
    const p = this.#parts;
    const speaker = speakerLine(view, now_ms);
    setShown(p.speaker, view.meeting.state === "open");
    setAttribute(p.speaker, "data-speaking", speaker.speaking);
    setName(p.speakerName, speaker.name, view.floor.turn !== null);
    setText(p.speakerTime, speaker.over ? `${speaker.time} ▲` : speaker.time);
    setAttribute(p.speakerTime, "data-over", speaker.over);
  }

  #build() {
    const { open, listen, wantPicture } = this.#deeds;
    const meeting = this.#meeting;
    const parts = {
      number: el("kbd", { class: "tile-number", "aria-hidden": "true" }),
      loudness: el("i", { class: "loudness", "aria-hidden": "true" }),
      kind: el("span", { class: "tile-kind" }),
      name: el("span"),
      open: el("button", { type: "button", class: "tile-open", "data-space": "page", onclick: () => open(meeting), onkeyup: keepSpace }),
      link: el("p", { class: "tile-link" }),
      age: el("small", { class: "tile-age" }),
      worst: el("p", { class: "tile-worst" }),
      itemTitle: el("span", {}),
      itemMinutes: el("b", { translate: "no" }),
      ballot: el("p", { class: "tile-ballot", hidden: true }),
      speakerName: el("span", {}),
      speakerTime: el("b", { translate: "no" }),
      figures: el("dl", { class: "tile-figures" }),
      alerts: el("ul", { class: "alerts" }),
      listen: el("button", { type: "button", class: "tile-listen", onclick: () => listen(meeting) }),
      want: el("button", { type: "button", class: "tile-want", text: t("wall.picture.show"), onclick: () => wantPicture(meeting) }),
    };
    parts.open.append(parts.kind, parts.name);
    const picture = el("div", { class: "tile-picture" },
      el("video", { "data-part": "video", autoplay: true, playsinline: true, muted: true }),
      el("p", { class: "stage-words", "data-part": "no-picture" }),
      parts.number, parts.listen, parts.alerts, parts.loudness);
    picture.firstElementChild.muted = true; // the attribute alone does not mute a made element
    const speaker = el("p", { class: "tile-speaker" }, parts.speakerName, parts.speakerTime);
    const facts = el("div", { class: "tile-facts" },
      el("h2", {}, parts.open, parts.age), parts.worst, parts.link,
      el("p", { class: "tile-item" }, parts.itemTitle, parts.itemMinutes),
      parts.ballot, speaker, parts.figures, parts.want);
    const node = el("li", { class: "tile" }, el("div", { class: "tile-body" }, picture, facts));
    return { ...parts, node, picture, speaker };
  }
}

/**
 * @param {Element} node
 * @param {import("./figures.js").Figure} figure
 */
function drawFigure(node, { label, value, more, warns }) {
  const [term, data] = node.children;
  setText(term, label);
  setText(data.children[0], value);
  setText(data.children[1], more);
  setAttribute(node, "data-warns", warns);
}

/** The word that most names begin with, and the rest. @param {string} name */
function nameParts(name) {
  const [, kind = "", rest = name] = /^(Chi bộ )(.+)$/u.exec(name) ?? [];
  return [kind, rest];
}

/** Space on a tile listens (the page's key); some browsers would press the button on key-up. @param {KeyboardEvent} event */
function keepSpace(event) {
  if (event.key === " ") event.preventDefault();
}
