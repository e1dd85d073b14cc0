/**
 * The wall as a whole: which meeting is large, which is listened to, and what follows from that
 * for tiles, pictures and the record. The panels know nothing of each other; they meet here.
 */

import { serverNow } from "../../core/clock.js";
import { refusalText, t } from "../../core/i18n.js";
import { listen } from "../../core/listen.js";
import { Bands } from "../bands.js";
import { Connection } from "../connection.js";
import { part, setAttribute } from "../elements.js";
import { Keys } from "../keys.js";
import { NO_QUALITY } from "../links.js";
import { Toasts } from "../toast.js";
import { AlertDesk } from "./alert_desk.js";
import { showBar } from "./bar.js";
import { sayClosed, sayEndedAssignments } from "./ended.js";
import { Grid } from "./grid.js";
import { Large } from "./large.js";
import { Listening } from "./listening.js";
import { Loudness } from "./loudness.js";
import { OwnTurn } from "./own_turn.js";
import { wishOf } from "./pictures.js";
import { chooseSize } from "./sizes.js";
import { Spot } from "./spot.js";
import { Tell } from "./tell.js";
import { Tour, isQuiet } from "./tour.js";
import { WallMedia } from "./wall_media.js";
import { WallPreference } from "./wall_preference.js";
import { Writing } from "./writing.js";

/** @typedef {import("../../core/boot.js").App} App */
/** @typedef {import("../../core/types.js").View} View */

/** A phone shows pictures only where they are wanted. */
const SMALL_SCREEN = matchMedia("(width < 46em)");

export class Wall {
  #app;
  #page;
  #alerts;
  #alertDesk;
  #grid;
  #large;
  #writing;
  #media;
  #wish;
  #connection;
  #tour;
  #toasts;
  #ownTurn;
  #spot;
  #tell;
  /** The frame in which the wall will be drawn, or 0. */
  #frame = 0;
  /** @type {string|null} */
  #largeId = null;
  #listening;
  #loudness = new Loudness();
  /** How the links of each meeting do. @type {Map<string, import("../links.js").Quality>} */
  #quality = new Map();
  /** Meetings whose picture a phone shows. @type {Set<string>} */
  #wanted = new Set();

  /**
   * @param {App} app
   * @param {HTMLElement} page
   */
  constructor(app, page) {
    this.#app = app;
    this.#page = page;
    const viewOf = (/** @type {string} */ meeting) => app.meetings.view(meeting);
    this.#alertDesk = new AlertDesk(page, (meeting, command, args) => app.wire.do(meeting, command, args), viewOf, (meeting) => this.#choose(meeting));
    this.#alerts = this.#alertDesk.alerts;
    const { answer } = this.#alertDesk;
    const deeds = {
      open: (/** @type {string} */ meeting) => this.#choose(meeting),
      listen: (/** @type {string} */ meeting) => this.#listen(meeting),
      wantPicture: (/** @type {string} */ meeting) => this.#wantPicture(meeting),
      answer,
    };
    this.#grid = new Grid(part(page, "wall"), this.#alerts, deeds, () => SMALL_SCREEN.matches);
    this.#grid.addEventListener("sight", () => this.#tickSoon());
    this.#spot = new Spot(page, deeds);
    this.#spot.addEventListener("change", () => this.tick());
    const largeRoot = part(page, "large");
    this.#large = new Large(largeRoot, {
      back: () => this.#back(),
      listen: () => this.#largeId && this.#listen(this.#largeId),
      look: () => this.tick(),
      act: (command, args) => this.#act(this.#largeId, command, args),
      answer,
    });
    this.#writing = new Writing(largeRoot, (command, args) => app.wire.do(this.#largeId ?? "", command, args));
    const bands = new Bands(part(page, "bands"));
    this.#connection = new Connection(app.wire, bands, "wall.reconnecting");
    this.#connection.followQuality(() => app.meetings.view(app.meetings.ids[0] ?? ""));
    this.#media = new WallMedia({ wire: app.wire, ice: app.boot.ice }, part(page, "sounds"));
    this.#listening = new Listening(this.#media, (meeting, command, args) => this.#act(meeting, command, args), () => this.#listened());
    this.#connection.followMedia(this.#media, "wall.no_path");
    this.#wish = new WallPreference(page, app.wire, this.#media, bands);
    this.#wish.addEventListener("change", () => this.#wished());
    this.#media.addEventListener("picture", () => this.#tickSoon());
    this.#ownTurn = new OwnTurn(bands, app, () => this.#wish.pictures, (meeting, command, args) => this.#act(meeting, command, args));
    this.#tell = new Tell(page, (meeting, command, args) => app.wire.do(meeting, command, args), () => this.#views(), (meetings) => this.#ownTurn.asked(meetings));
    this.#tour = new Tour(part(page, "tour"), () => this.#grid.ids, (meeting) => this.#isQuiet(meeting), (meeting) => this.#visit(meeting));
    this.#toasts = new Toasts(part(page, "toasts"));
    chooseSize(part(page, "sizes"), (size) => {
      this.#grid.resize(size);
      this.#tickSoon();
    });
    addEventListener("resize", () => this.#tickSoon());
    SMALL_SCREEN.addEventListener("change", () => this.tick());
    this.#join(bands);
    this.#keys();
  }

  /** Once a second: order, clocks, sums, and what the slots shall show. */
  tick() {
    const { sound } = this.#wish;
    const listened = this.#listening.chosen;
    this.#grid.tick(listened, this.#largeId, sound);
    if (this.#largeId) this.#large.tick(this.#alerts.of(this.#largeId), listened === this.#largeId, sound);
    this.#tickSpot(listened, sound);
    this.#alertDesk.tick();
    this.#wish.follow(this.#connection.quality);
    this.#tickBar();
    this.#showPictures();
    this.#drawPictures();
  }

  /** @param {string|null} listened @param {boolean} mayHear */
  #tickSpot(listened, mayHear) {
    const { ids } = this.#grid;
    const worst = ids.find((id) => this.#alerts.level(id)) ?? null;
    const now = serverNow();
    const moved = this.#spot.follow({ selected: this.#grid.selected, tour: this.#tour.at, worst, listened, ids }, now);
    const { meeting, tile } = this.#spot;
    if (!meeting || !tile) return;
    const view = this.#app.meetings.view(meeting);
    if (moved && view) this.#spot.render(view, now);
    if (moved) tile.showQuality(this.#quality.get(meeting) ?? NO_QUALITY);
    if (moved) tile.showLoudness(this.#loudness.share(meeting));
    tile.tick(this.#alerts.of(meeting), now, { number: ids.indexOf(meeting) + 1, listening: listened === meeting, mayHear });
  }

  /** @param {Bands} bands */
  #join(bands) {
    const { wire, meetings } = this.#app;
    listen(meetings, "change", ({ meeting, view }) => this.#changed(meeting, view));
    listen(meetings, "gone", ({ meeting }) => this.#gone(meeting));
    sayEndedAssignments(meetings, bands);
    sayClosed(meetings, bands, part(this.#page, "wall").dataset.records ?? "");
    listen(wire, "welcome", () => {
      this.#listening.again();
      this.#loud(this.#loudness.again());
    });
    listen(wire, "alerts", ({ meeting, alerts }) => {
      if (!meetings.view(meeting)) return; // it ended meanwhile
      this.#alertDesk.take(meeting, alerts);
      this.#tickSoon();
    });
    listen(wire, "loudness", ({ of }) => this.#loud(this.#loudness.take(of, serverNow())));
    listen(wire, "quality", (quality) => this.#links(quality));
    listen(wire, "status", ({ status, code }) => {
      if (status === "ended") bands.set("ended", { text: refusalText({ code }), level: "red" });
    });
    part(this.#page, "help-button").addEventListener("click", () => this.#help());
  }

  /** @param {import("../links.js").Quality & {meeting: string}} quality */
  #links(quality) {
    if (!this.#app.meetings.view(quality.meeting)) return; // it ended meanwhile
    this.#quality.set(quality.meeting, quality);
    this.#grid.tile(quality.meeting).showQuality(quality);
    if (quality.meeting === this.#spot.meeting) this.#spot.tile?.showQuality(quality);
    if (quality.meeting === this.#largeId) this.#large.showQuality(quality);
  }

  /**
   * @param {string} meeting
   * @param {View} view
   */
  #changed(meeting, view) {
    this.#grid.render(meeting, view);
    this.#ownTurn.follow(meeting, view);
    if (meeting === this.#largeId) this.#renderLarge(view);
    if (meeting === this.#spot.meeting) this.#spot.render(view, serverNow());
    if (view.meeting.state !== "open") this.#listening.forget(meeting);
    this.#tickSoon();
  }

  /** Six meetings changing at once are drawn once. */
  #tickSoon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.tick();
    });
  }

  /** @param {string} meeting */
  #gone(meeting) {
    this.#grid.forget(meeting);
    this.#loudness.forget(meeting);
    this.#quality.delete(meeting);
    this.#wanted.delete(meeting);
    this.#ownTurn.forget(meeting);
    this.#alerts.forget(meeting);
    this.#listening.forget(meeting);
    if (meeting === this.#largeId) this.#back();
    this.tick();
  }

  /** @param {[string, number][]} shares of the length of a bar, by meeting */
  #loud(shares) {
    for (const [meeting, share] of shares) {
      if (!this.#app.meetings.view(meeting)) continue; // it ended meanwhile
      this.#grid.tile(meeting).showLoudness(share);
      if (meeting === this.#spot.meeting) this.#spot.tile?.showLoudness(share);
      if (meeting === this.#largeId) this.#large.showLoudness(share);
    }
  }

  /** @param {string} meeting */
  #isQuiet(meeting) {
    const heard = this.#loudness.wasHeard(meeting, serverNow());
    return isQuiet(this.#app.meetings.view(meeting), this.#alerts.level(meeting) !== null, heard);
  }

  /** The tour shows a meeting beside the wall where there is room, else in its place. @param {string} meeting */
  #visit(meeting) {
    if (this.#spot.isShown && !this.#largeId) this.tick();
    else this.#open(meeting);
  }

  /** The reader's own choice ends the tour. @param {string} meeting */
  #choose(meeting) {
    this.#tour.stop();
    this.#open(meeting);
  }

  /** @param {string} meeting */
  #open(meeting) {
    const view = this.#app.meetings.view(meeting);
    if (!view) return;
    this.#largeId = meeting;
    part(this.#page, "large").hidden = false;
    setAttribute(part(this.#page, "wall"), "data-large", true);
    this.#renderLarge(view);
    this.tick();
    scrollTo(0, 0); // on a phone the tile stood further down
  }

  #back() {
    this.#tour.stop();
    const was = this.#largeId;
    this.#largeId = null;
    part(this.#page, "large").hidden = true;
    setAttribute(part(this.#page, "wall"), "data-large", false);
    this.tick();
    if (was && this.#grid.ids.includes(was)) this.#grid.tile(was).focus();
  }

  /** @param {View} view */
  #renderLarge(view) {
    this.#large.render(view);
    this.#large.showQuality(this.#quality.get(view.meeting.id) ?? NO_QUALITY);
    this.#large.showLoudness(this.#loudness.share(view.meeting.id));
    this.#writing.render(view);
  }

  /** Whoever wants no sound listens to nobody, and the branches see that. */
  #wished() {
    const { chosen } = this.#listening;
    if (!this.#wish.sound && chosen) this.#listen(chosen);
    this.tick();
  }

  /** One meeting at a time; pressing again ends it. @param {string} meeting */
  #listen(meeting) {
    if (!this.#wish.sound && meeting !== this.#listening.chosen) return this.#toasts.show(t("wall.media.no_sound"));
    this.#listening.toggle(meeting);
  }

  /** What is to be heard is asked for at once; a frame later is soon enough for what is seen. */
  #listened() {
    this.#showPictures();
    this.#tickSoon();
  }

  /** @param {string} meeting */
  #wantPicture(meeting) {
    if (!this.#wanted.delete(meeting)) this.#wanted.add(meeting);
    this.tick();
  }

  /** Tell the server which pictures are looked at. */
  #showPictures() {
    const { seen, layer } = this.#grid;
    const large = this.#largeId ?? this.#spot.meeting;
    this.#media.show(wishOf({
      tiles: SMALL_SCREEN.matches ? seen.filter((id) => this.#wanted.has(id)) : seen,
      large,
      width: this.#largeId ? this.#large.width : 0,
      screen: this.#largeId !== null && this.#large.screen,
      listen: this.#listening.chosen,
      layer,
      hidden: document.hidden,
    }));
  }

  #drawPictures() {
    const { pictures, words } = this.#wish;
    const slotOf = (/** @type {string} */ id) => (pictures ? this.#media.slotOf(id) : undefined);
    for (const id of this.#grid.visible) this.#grid.tile(id).showSlot(slotOf(id));
    if (this.#spot.meeting) this.#spot.tile?.showSlot(slotOf(this.#spot.meeting));
    if (this.#largeId) this.#large.showSlot(slotOf(this.#largeId), words);
  }

  #tickBar() {
    const attention = this.#app.meetings.ids.filter((id) => this.#alerts.level(id)).length;
    showBar(this.#page, this.#views(), attention, this.#grid.waits);
  }

  #views() {
    const { meetings } = this.#app;
    return meetings.ids.flatMap((id) => meetings.view(id) ?? []);
  }

  /**
   * @param {string|null} meeting
   * @param {string} command
   * @param {Record<string, any>} args
   * @returns {Promise<boolean>}
   */
  async #act(meeting, command, args) {
    try {
      await this.#app.wire.do(meeting ?? "", command, args);
      return true;
    } catch (refused) {
      this.#toasts.show(refusalText(refused), "red");
      return false;
    }
  }

  #keys() {
    const at = () => this.#largeId ?? this.#grid.focused ?? this.#spot.meeting ?? this.#grid.ids[0];
    const openAnd = (/** @type {"notes"|"line"} */ which) => {
      if (at()) this.#choose(at());
      this.#writing.open(which);
    };
    new Keys({
      arrowleft: () => this.#grid.walk("left"),
      arrowright: () => this.#grid.walk("right"),
      arrowup: () => this.#grid.walk("up"),
      arrowdown: () => this.#grid.walk("down"),
      " ": () => at() && this.#listen(at()),
      enter: () => at() && this.#choose(at()),
      escape: () => this.#escape(),
      n: () => openAnd("notes"),
      t: () => openAnd("line"),
      l: () => this.#tour.toggle(),
      s: () => this.#spot.toggle(),
      g: () => this.#tell.open(),
      m: () => this.#largeId && this.#large.toggleScreen(),
      a: () => this.#alertDesk.answerFirst(this.#largeId ?? this.#grid.focused),
      "?": () => this.#help(),
    }, (number) => this.#byNumber(Number(number)));
  }

  /** One step back: from the large one, from the tour, from the tile that has the focus. */
  #escape() {
    if (this.#largeId) return this.#back();
    this.#tour.stop();
    /** @type {HTMLElement|null} */ (document.activeElement)?.blur();
  }

  /** @param {number} number as written on the tile */
  #byNumber(number) {
    const meeting = this.#grid.ids[number - 1];
    if (!meeting) return;
    if (this.#largeId) this.#choose(meeting);
    else this.#grid.reach(meeting);
  }

  #help() {
    part(this.#page, "help-dialog").showModal();
  }
}
