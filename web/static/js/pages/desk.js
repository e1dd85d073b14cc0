/**
 * The desk of chair and secretary: joins the wire with the panels. A panel renders when the part
 * of the view it shows has changed, and ticks with the clock.
 */

import { start } from "../core/boot.js";
import { everySecond } from "../core/clock.js";
import { refusalText, t } from "../core/i18n.js";
import { listen } from "../core/listen.js";
import { Media } from "../core/media.js";
import { MediaChoice } from "../core/media_choice.js";
import { MicrophoneReport } from "../core/microphone_report.js";
import { Announcer } from "../ui/announcer.js";
import { Bands } from "../ui/bands.js";
import { Connection } from "../ui/connection.js";
import { Actions, showNotice } from "../ui/desk/actions.js";
import { AgendaPanel } from "../ui/desk/agenda.js";
import { BallotDialog } from "../ui/desk/ballot_dialog.js";
import { BallotList } from "../ui/desk/ballot_list.js";
import { AskHelp } from "../ui/desk/ask_help.js";
import { BallotPanel } from "../ui/desk/ballot.js";
import { OwnVote } from "../ui/desk/ballot_own.js";
import { AttendancePanel } from "../ui/desk/attendance.js";
import { ClockSet } from "../ui/desk/clock_set.js";
import { Codes } from "../ui/desk/codes.js";
import { Correction } from "../ui/desk/correction.js";
import { Dialogs } from "../ui/desk/dialogs.js";
import { FloorPanel } from "../ui/desk/floor.js";
import { Keys } from "../ui/keys.js";
import { MemberList } from "../ui/desk/member_list.js";
import { Messages } from "../ui/desk/messages.js";
import { newsForTheDesk } from "../ui/desk/news.js";
import { OwnMedia } from "../ui/desk/own_media.js";
import { Print } from "../ui/desk/print.js";
import { RollCall } from "../ui/desk/roll_call.js";
import { ScorePanel } from "../ui/desk/score.js";
import { chooseSide } from "../ui/desk/sides.js";
import { TopBar } from "../ui/desk/topbar.js";
import { UndoBar } from "../ui/desk/undo.js";
import { Writings } from "../ui/desk/writings.js";
import { part, setShown } from "../ui/elements.js";
import { MediaSwitch } from "../ui/media_switch.js";
import { showMinutesLinks } from "../ui/minutes_link.js";
import { tellReplaced } from "../ui/replaced.js";
import { askForTouch } from "../ui/sound.js";
import { showWatched } from "../ui/watched.js";
import { WeakHint } from "../ui/weak_hint.js";

/** What a desk receives: three sounds, the programme and a shared screen (PROTOCOL.md). */
const SLOTS = { audioSlots: 3, videoSlots: 2 };

const app = await start();
const page = document.body;
const actions = new Actions(app.wire, app.boot.meeting ?? "");
const dialogs = new Dialogs(page);
const writings = new Writings(actions);
const notice = part(part(page, "floor"), "notice");

const topBar = new TopBar(part(page, "bar"), actions, dialogs);
const opening = new BallotDialog(page, actions);
const openBallot = () => before && opening.open(before);
const agenda = new AgendaPanel(part(page, "agenda"), actions, dialogs, { opening, writings });
const floor = new FloorPanel(part(page, "floor"), actions, dialogs, writings, {
  conclusions: () => { side("agenda"); agenda.openUnconcluded(); },
  attendance: () => { side("attendance"); attendance.focusSearch(); },
  print: () => print.print("all"),
  print_attendance: () => print.print("attendance"),
  score: () => { side("floor"); score.open(); },
  record: () => location.assign(`${location.pathname}/record`),
});
const ballot = new BallotPanel(part(page, "ballot-panel"), actions, dialogs, opening);
const ballots = new BallotList({ dialog: part(page, "ballots-dialog"), button: part(page, "ballots-button") }, actions, opening);
const score = new ScorePanel(part(page, "score-panel"), actions, opening);
const attendance = new AttendancePanel(
  part(page, "attendance"), actions, dialogs, new Correction(part(page, "correct-dialog"), actions),
  new MemberList(page, actions, dialogs),
);
const rollCall = new RollCall(part(page, "roll-call-dialog"), part(page, "roll-call"), actions);
const print = new Print(page);
const messages = new Messages({
  dialog: part(page, "messages-dialog"),
  button: part(page, "messages-button"),
  count: part(page, "messages-count"),
}, actions);
const codes = new Codes(part(page, "codes-dialog"), part(page, "codes-button"));
const askHelp = new AskHelp(part(page, "ask-help"), notice, actions);
const undo = new UndoBar(part(page, "undo"), actions, notice);
const media = new Media({ wire: app.wire, ice: app.boot.ice, sends: ["microphone", "camera", "screen"], ...SLOTS });
const choice = new MediaChoice(app.wire);
new MediaSwitch(page, choice);
const ownMedia = new OwnMedia(media, {
  stage: part(page, "stage"),
  sounds: part(page, "sounds"),
  own: part(page, "own-media"),
  share: part(page, "share"),
  notice,
}, actions, choice, (sentence) => showNotice(notice, sentence));
tellReplaced(ownMedia.devices, (sentence) => showNotice(notice, sentence));
new MicrophoneReport(app.wire, { devices: ownMedia.devices, media, choice });
const bands = new Bands(part(page, "bands"));
askForTouch(ownMedia.sound, bands);
const clockSet = new ClockSet(bands);
const announcer = new Announcer(part(page, "announcer"));
const ownVote = new OwnVote(part(page, "own-vote"), app, actions, (sentence) => announcer.say(sentence));
const panels = [topBar, agenda, floor, ballot, ballots, score, ownVote, attendance, rollCall, print, messages, codes, askHelp, undo, ownMedia, clockSet];

part(page, "watched-button").addEventListener("click", () => part(page, "watched-dialog").showModal());

/** @type {import("../core/types.js").View|null} */
let before = null;

app.meetings.addEventListener("change", (event) => {
  const { meeting, view } = /** @type {CustomEvent} */ (event).detail;
  if (app.boot.meeting && meeting !== app.boot.meeting) return;
  actions.follow(meeting);
  actions.update(view);
  for (const panel of panels) panel.render(view);
  part(page, "ballot-button").disabled = !opening.isPossible(view);
  showMinutesLinks(page, view);
  showWatched(part(page, "watched-button"), part(page, "watched"), view);
  setShown(part(page, "score-button"), score.isPossible);
  setShown(part(page, "proposals-link"), view.meeting.state === "open" || view.meeting.state === "closed");
  setShown(part(page, "score-link"), !score.isPossible && view.meeting.state === "open");
  announcer.follow(before, view);
  if (before) for (const sentence of newsForTheDesk(before, view)) announcer.say(sentence);
  document.title = `${view.meeting.branch.name} · ${t("common.product")}`;
  showLinks(meeting);
  before = view;
});

const hint = new WeakHint(choice, bands);
everySecond(() => {
  for (const panel of [topBar, agenda, floor, score, rollCall, undo, ownVote]) panel.tick();
  hint.follow(before?.meeting.state === "open" ? connection.quality : null);
});

const connection = new Connection(app.wire, bands, "desk.reconnecting");
connection.followQuality(() => before ?? undefined);
connection.followMedia(media, "desk.no_path");

listen(app.wire, "code", (code) => codes.take(code));
listen(app.wire, "quality", (quality) => attendance.showQuality(quality));
listen(app.wire, "welcome", () => before?.meeting.state !== "closed" && ownMedia.start());
listen(app.wire, "status", ({ status, code }) => {
  if (status === "ended") bands.set("ended", { text: refusalText({ code }), level: "red" });
});

new Keys({
  n: () => floor.next(),
  " ": () => floor.togglePause(),
  "/": () => { side("attendance"); attendance.focusSearch(); },
  m: () => { side("floor"); floor.focusNote(); },
  b: openBallot,
  t: () => messages.open(),
  "?": () => part(page, "help-dialog").showModal(),
  undo: () => undo.undo(),
}, (number) => { side("agenda"); agenda.openNumber(number); });

part(page, "ballot-button").addEventListener("click", openBallot);
part(page, "score-button").addEventListener("click", () => { side("floor"); score.open(); });
part(page, "help-button").addEventListener("click", () => part(page, "help-dialog").showModal());
part(page, "menu").addEventListener("click", (/** @type {any} */ { target }) => {
  if (target.closest("button, a")) part(page, "menu").hidePopover();
});
const side = chooseSide(page);
app.wire.connect();

/** The sheet of links is for accounts; who came by a personal link has none. @param {string} meeting */
function showLinks(meeting) {
  const link = part(page, "links");
  link.hidden = !location.pathname.startsWith("/meetings/");
  link.href = `/meetings/${encodeURIComponent(meeting)}/links`;
}
