/**
 * When branches give the supervisor the floor: a band says so wherever he looks, one press opens
 * microphone and camera for all of them, also those that accept later, and one press ends it
 * everywhere. Of meetings that were asked together the band says who accepted, waits or declined.
 */

import { t } from "../../core/i18n.js";
import { OwnDevices } from "../../core/own_devices.js";
import { signalTurn } from "../signal.js";
import { Voice } from "./voice.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {"given"|"waiting"|"over"|"declined"} Standing */

/** Most branches that are named in a row. Chosen: a line of the band. */
const NAMED = 4;

/**
 * How a meeting that was asked stands to it. Pure.
 *
 * @param {View|undefined} view
 * @param {Standing} before
 * @returns {Standing}
 */
export function standingOf(view, before) {
  if (view?.me.turn) return "given";
  if (view?.me.request) return "waiting";
  return before === "waiting" ? "declined" : before === "given" ? "over" : before;
}

export class OwnTurn {
  #bands;
  #app;
  #pictures;
  #act;
  #voice;
  /** Meetings that were asked together, and those that gave the floor. @type {Map<string, Standing>} */
  #standing = new Map();
  /** @type {OwnDevices|null} */
  #devices = null;

  /**
   * @param {import("../bands.js").Bands} bands
   * @param {import("../../core/boot.js").App} app
   * @param {() => boolean} pictures whether the link is for pictures too
   * @param {(meeting: string, command: string, args: Record<string, any>) => Promise<boolean>} act
   */
  constructor(bands, app, pictures, act) {
    this.#bands = bands;
    this.#app = app;
    this.#pictures = pictures;
    this.#act = act;
    this.#voice = new Voice({ wire: app.wire, ice: app.boot.ice });
    this.#voice.addEventListener("change", () => this.#show());
    app.wire.sayMicrophone("off");
  }

  /** Follow how these answer, which were asked together. @param {string[]} meetings */
  asked(meetings) {
    for (const meeting of meetings) {
      // The request may not be in the view yet.
      this.#standing.set(meeting, this.#app.meetings.view(meeting)?.me.turn ? "given" : "waiting");
    }
    this.#moved();
  }

  /**
   * @param {string} meeting
   * @param {View} view
   */
  follow(meeting, view) {
    const before = this.#standing.get(meeting);
    if (before === undefined && !view.me.turn) return;
    const standing = standingOf(view, before ?? "given");
    if (standing === before) return;
    this.#standing.set(meeting, standing);
    if (standing === "given") signalTurn();
    this.#moved();
  }

  /** The meeting has left the wall. @param {string} meeting */
  forget(meeting) {
    this.#voice.forget(meeting);
    if (this.#standing.delete(meeting)) this.#moved();
  }

  /** @param {Standing} standing */
  #in(standing) {
    return [...this.#standing].filter(([, each]) => each === standing).map(([meeting]) => meeting);
  }

  /** @param {string[]} meetings */
  #names(meetings) {
    const names = meetings.slice(0, NAMED).map((meeting) => this.#app.meetings.view(meeting)?.meeting.branch.name ?? "");
    const more = meetings.length - names.length;
    return names.join(", ") + (more > 0 ? ` ${t("wall.turn.more", { n: more })}` : "");
  }

  /** Whether no more than one meeting is spoken to or asked. */
  get #alone() {
    return this.#in("given").length + this.#in("waiting").length === 1;
  }

  /** Be heard where the floor was given, once the devices are open; they are while others wait. */
  #moved() {
    const [given, waiting] = [this.#in("given"), this.#in("waiting")];
    if (given.length + waiting.length === 0) this.#close();
    else if (this.#devices) this.#voice.reach(given, waiting);
    for (const meeting of this.#in("over")) this.#standing.delete(meeting);
    this.#show();
  }

  async #speak() {
    const devices = new OwnDevices();
    this.#devices = devices;
    devices.addEventListener("change", () => this.#show());
    await devices.open({ camera: this.#pictures() && this.#alone });
    if (this.#devices !== devices) return devices.close();
    devices.followFloor(true);
    devices.join(this.#voice);
    this.#moved();
  }

  /** One press, everywhere: give the floor back, and take back what still waits. */
  #leave() {
    const views = [...this.#standing.keys()].flatMap((meeting) => this.#app.meetings.view(meeting) ?? []);
    for (const { meeting, me } of views) {
      if (me.turn) this.#act(meeting.id, "finish_turn", { turn: me.turn });
      else if (me.request) this.#act(meeting.id, "withdraw", { request: me.request });
    }
    for (const meeting of [...this.#in("waiting"), ...this.#in("declined")]) this.#standing.delete(meeting);
    this.#moved();
  }

  /** Say where the supervisor may speak, is heard, is still waited for, and was declined. */
  #show() {
    const [given, waiting, declined] = [this.#in("given"), this.#in("waiting"), this.#in("declined")];
    this.#sayMicrophone(given);
    if (given.length + waiting.length + declined.length === 0) return this.#bands.set("turn", null);
    const lines = [
      ...this.#ownLines(given),
      ...(waiting.length > 0 ? [t("wall.turn.waiting", { branch: this.#names(waiting) })] : []),
      ...(declined.length > 0 ? [t("wall.turn.declined", { branch: this.#names(declined) })] : []),
    ];
    const invited = given.length > 0 && !this.#devices;
    const speak = { text: t(this.#pictures() && this.#alone ? "wall.turn.speak" : "wall.turn.speak_sound"), run: () => this.#speak() };
    this.#bands.set("turn", { text: lines.join(" "), level: "gold", ...(invited && { action: speak }), decline: { text: this.#leaveWords(), run: () => this.#leave() } });
  }

  #leaveWords() {
    if (this.#alone) return t(this.#in("given").length > 0 ? "wall.finish_turn" : "wall.withdraw");
    return t(this.#in("given").length + this.#in("waiting").length > 0 ? "wall.turn.end_all" : "wall.done");
  }

  /**
   * Tell the supervisor to speak only where the microphone is heard; earlier words would be lost.
   *
   * @param {string[]} given
   * @returns {string[]}
   */
  #ownLines(given) {
    if (given.length === 0) return [];
    const devices = this.#devices;
    if (!devices) return [t("wall.turn", { branch: this.#names(given) })];
    if (!devices.microphoneOn && devices.problem) return [t(`ui.capture.${devices.problem}`)];
    const open = given.filter((meeting) => this.#voice.reaches(meeting));
    const opening = given.filter((meeting) => !open.includes(meeting));
    return [
      ...(open.length > 0 ? [t("wall.turn.open", { branch: this.#names(open) })] : []),
      ...(opening.length > 0 ? [t("wall.turn.opening", { branch: this.#names(opening) })] : []),
    ];
  }

  /** @param {string[]} given */
  #sayMicrophone(given) {
    if (!this.#devices) return this.#app.wire.sayMicrophone("off");
    const speaks = this.#devices.microphoneOn;
    const heard = speaks && given.some((meeting) => this.#voice.reaches(meeting));
    this.#app.wire.sayMicrophone(heard ? "on" : speaks || !this.#devices.problem ? "off" : "missing");
  }

  #close() {
    this.#voice.stop();
    this.#devices?.close();
    this.#devices = null;
  }
}
