/**
 * What member, companion and observer have in common: the meeting's facts on one screen, kept
 * running by the clock, and which scene of the page is shown.
 */

import { everySecond, formatClock, formatDate, serverNow } from "../../core/clock.js";
import { refusalText, t } from "../../core/i18n.js";
import { rememberLink } from "../../core/remembered.js";
import { hasFloor } from "../../core/view.js";
import { Agenda } from "../agenda.js";
import { Announcer } from "../announcer.js";
import { Bands } from "../bands.js";
import { Connection } from "../connection.js";
import { joinDialogs } from "../dialog.js";
import { part, setAttribute, setShown, setText } from "../elements.js";
import { ItemLine } from "../item_line.js";
import { showMinutesLinks } from "../minutes_link.js";
import { Queue } from "../queue.js";
import { showScoreLine } from "../score_line.js";
import { signalNext, signalTurn } from "../signal.js";
import { SpeakerClock } from "../speaker_clock.js";
import { Toasts } from "../toast.js";
import { showWatched } from "../watched.js";
import { showWatching } from "../watching.js";
import { WeakHint } from "../weak_hint.js";

/** @typedef {import("../../core/boot.js").App} App */
/** @typedef {import("../../core/types.js").View} View */
/** @typedef {"joining" | "check" | "waiting" | "meeting" | "closed" | "left" | "ended"} Scene */

/** Who is in one of these states when the meeting is over has not taken part. */
const AWAY = ["unchecked", "absent_excused", "absent_unexcused"];
const SCENES = ["joining", "check", "waiting", "meeting", "closed", "left", "ended"];
/** The page has nothing more to do in the meeting. */
const OVER = ["closed", "left", "ended"];

export class Room extends EventTarget {
  #app;
  #page;
  #panels;
  #agendas;
  #announcer;
  #connection;
  /** @type {string | null} */
  #ended = null;
  #left = false;
  #due = false;

  /** Whether the person came through the device check, where the page has one. */
  checked = true;

  /**
   * @param {App} app
   * @param {string} breakSentence what stays true while the link is broken, as a key
   * @param {HTMLElement} page
   */
  constructor(app, breakSentence, page = document.body) {
    super();
    this.#app = app;
    this.#page = page;
    this.bands = new Bands(part(page, "bands"));
    this.toasts = new Toasts(part(page, "toasts"));
    this.#panels = [new ItemLine(part(page, "item-line")), new SpeakerClock(part(page, "turn")), new Queue(page)];
    this.#agendas = [...page.querySelectorAll("[data-agenda]")].map(
      (root) => new Agenda(/** @type {HTMLElement} */ (root)),
    );
    this.#announcer = new Announcer(part(page, "announcer"));
    this.#connection = new Connection(app.wire, this.bands, breakSentence);
    this.#connection.followQuality(() => this.view);
    joinDialogs(page);
    app.meetings.addEventListener("change", (event) => this.#changed(event));
    app.wire.addEventListener("status", (event) => this.#status(event));
    app.wire.addEventListener("state", () => this.#arrived(), { once: true });
    part(page, "leave").addEventListener("click", () => this.#leave());
    part(page, "come-back").addEventListener("click", () => location.reload());
    everySecond(() => this.refresh());
  }

  /** Whether microphone, camera and connection are to be let go of. */
  get isOver() {
    return OVER.includes(this.scene);
  }

  /** Go, as whoever closes the page does: the record has it from now, unless one comes back soon. */
  #leave() {
    this.#left = true;
    this.#app.wire.close();
    this.refresh();
  }

  /** The view of the page's meeting; a link has one. @returns {View | undefined} */
  get view() {
    return this.#app.meetings.view(this.meeting);
  }

  get meeting() {
    return this.#app.boot.meeting ?? this.#app.meetings.ids[0] ?? "";
  }

  /**
   * @param {import("../../core/media.js").Media} media
   * @param {string} [noPath] see `Connection`
   */
  followMedia(media, noPath) {
    this.#connection.followMedia(media, noPath);
  }

  /**
   * Say what the owner chose beside how the link does, and offer it where that is bad.
   * @param {import("../../core/media_choice.js").MediaChoice} choice
   */
  followChoice(choice) {
    this.#connection.followChoice(choice);
    const hint = new WeakHint(choice, this.bands);
    this.addEventListener("refresh", () => hint.follow(this.scene === "meeting" ? this.#connection.quality : null));
    choice.addEventListener("change", () => this.refresh());
  }

  /**
   * Send a command; a refusal is said on the screen.
   * @param {string} command
   * @param {Record<string, unknown>} [args]
   * @returns {Promise<boolean>} whether it was recorded
   */
  do = async (command, args = {}) => {
    try {
      await this.#app.wire.do(this.meeting, command, args);
      return true;
    } catch (error) {
      // Whoever presses here is told about oneself, not about somebody on a list.
      if (/** @type {any} */ (error).code === "not_present") this.toasts.show(t("member.floor.not_present"), "red");
      else this.toasts.refusal(error);
      return false;
    }
  };

  /** Which scene belongs to what is known now. @returns {Scene} */
  get scene() {
    if (this.#ended) return "ended";
    if (this.#left) return "left";
    if (!this.view) return "joining";
    if (this.view.meeting.state === "closed") return "closed";
    if (!this.checked) return "check";
    return this.view.meeting.state === "open" ? "meeting" : "waiting";
  }

  /** Say something to screen readers. @param {string} sentence */
  say(sentence) {
    this.#announcer.say(sentence);
  }

  /** Show everything as it is this second, once, however many things have just changed. */
  refresh() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#refresh();
    });
  }

  #refresh() {
    const { view, scene } = this;
    for (const name of SCENES) {
      const node = this.#page.querySelector(`[data-scene="${name}"]`);
      if (node) setShown(/** @type {HTMLElement} */ (node), name === scene);
    }
    const before = this.#page.dataset.showing;
    setAttribute(this.#page, "data-showing", scene);
    setText(part(this.#page, "clock"), formatClock(serverNow()));
    this.#connection.describe(part(this.#page, "link"));
    if (this.isOver) setShown(part(this.#page, "link"), false);
    if (view) this.#show(view);
    this.dispatchEvent(new CustomEvent("refresh", { detail: { view, scene } }));
    // Another scene begins at its top: what stood there before may have been longer than the screen.
    // After all else, because the browser lays the page out for it.
    if (before && before !== scene) part(this.#page, "scenes").scrollTop = 0;
  }

  /** @param {View} view */
  #show(view) {
    const page = this.#page;
    setText(part(page, "branch"), view.meeting.branch.name);
    setText(part(page, "title"), view.meeting.title);
    setText(part(page, "when"), whenAndWhere(view));
    setText(part(page, "closed-when"), closing(view));
    const since = ["waiting", "meeting"].includes(this.scene) ? (view.me.since_ms ?? null) : null;
    setShown(part(page, "present-since"), since !== null);
    if (since !== null) setText(part(page, "present-since"), t("member.present_since", { time: formatClock(since) }));
    setShown(part(page, "thanks"), !AWAY.includes(view.me.presence ?? ""));
    for (const panel of [...this.#panels, ...this.#agendas]) panel.show(view);
    showWatching(part(page, "watching"), view);
    showWatched(part(page, "watched-button"), part(page, "watched"), view);
    showMinutesLinks(page, view);
    showScoreLine(page, view);
    page.classList.toggle("has-floor", this.scene === "meeting" && hasFloor(view));
  }

  /** The site's QR code led here with its code: check in by it. */
  #arrived() {
    rememberLink(this.meeting, location.pathname);
    const code = new URLSearchParams(location.search).get("code");
    if (code && !this.view?.me.checked_in) this.do("check_in", { code });
  }

  /** @param {Event} event */
  #changed(event) {
    const { meeting, view, before } = /** @type {CustomEvent} */ (event).detail;
    if (meeting !== this.meeting) return;
    this.#announcer.follow(before, view);
    if (before && view.me.checked_in && !before.me.checked_in) this.toasts.show(t("member.checked_in"));
    if (before && view.me.turn && !before.me.turn) signalTurn();
    else if (before && view.me.position === 1 && before.me.position !== 1) signalNext();
    this.refresh();
  }

  /** @param {Event} event */
  #status(event) {
    const { status, code } = /** @type {CustomEvent} */ (event).detail;
    if (status === "ended" && code !== "closed") {
      this.#ended = code;
      setText(part(this.#page, "ended-words"), refusalText({ code }));
      // A link that is no longer good is none here either.
      setShown(part(this.#page, "use-here"), code === "replaced");
    }
    this.refresh();
  }
}

/** @param {View} view */
export function whenAndWhere({ meeting }) {
  const { scheduled_ms, place } = meeting;
  const when = t("member.waiting.when", { time: formatClock(scheduled_ms), date: formatDate(scheduled_ms) });
  return [when, place].filter(Boolean).join(" · ");
}

/** @param {View} view */
function closing({ meeting }) {
  if (meeting.closed_ms === null) return "";
  return t("member.closed.when", { title: meeting.title, time: formatClock(meeting.closed_ms) });
}
