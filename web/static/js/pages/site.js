/** A site's page: programme large, the room's own picture and sound, check-in. Starts alone. */

import { keepAwake } from "../core/awake.js";
import { start } from "../core/boot.js";
import { everySecond, formatClock, serverNow } from "../core/clock.js";
import { refusalText, t } from "../core/i18n.js";
import { Media } from "../core/media.js";
import { MicrophoneReport } from "../core/microphone_report.js";
import { OwnDevices } from "../core/own_devices.js";
import { hasFloor, mayDo, opensSoon } from "../core/view.js";
import { Announcer } from "../ui/announcer.js";
import { Bands } from "../ui/bands.js";
import { Connection } from "../ui/connection.js";
import { part, setAttribute, setShown, setText } from "../ui/elements.js";
import { LiveStage } from "../ui/member/live_stage.js";
import { reminderOf } from "../ui/member/reminder.js";
import { showMinutesLinks } from "../ui/minutes_link.js";
import { showScoreLine } from "../ui/score_line.js";
import { SiteBallot } from "../ui/site/ballot.js";
import { SiteBand } from "../ui/site/band.js";
import { CheckInCode } from "../ui/site/check_in_code.js";
import { FarAway } from "../ui/site/far_away.js";
import { joinKeys } from "../ui/site/keys.js";
import { NumberPad } from "../ui/site/number_pad.js";
import { showProgramme } from "../ui/site/programme.js";
import { recoverAlone } from "../ui/site/recovery.js";
import { tellReplaced } from "../ui/replaced.js";
import { RoomSilence } from "../ui/room_silence.js";
import { ScreenShare } from "../ui/screen_share.js";
import { Sound, askForTouch } from "../ui/sound.js";
import { Stage } from "../ui/stage.js";
import { Toasts } from "../ui/toast.js";
import { showWatching } from "../ui/watching.js";

/** @typedef {import("../core/types.js").View} View */

const page = document.body;
const app = await start();
const meeting = () => app.boot.meeting ?? app.meetings.ids[0] ?? "";
const view = () => app.meetings.view(meeting());
const devices = new OwnDevices();
const media = new Media({
  wire: app.wire,
  ice: app.boot.ice,
  sends: ["microphone", "camera", "screen"],
  audioSlots: 3,
  videoSlots: 2,
});
const bands = new Bands(part(page, "bands"));
const toasts = new Toasts(part(page, "toasts"));
const announcer = new Announcer(part(page, "announcer"));
const connection = new Connection(app.wire, bands, "site.reconnecting");
const sound = new Sound(media, page);
const stage = new LiveStage(part(page, "stage"), media, null);
const own = new Stage(part(page, "own"));
const band = new SiteBand(part(page, "band"));
const ballot = new SiteBallot(part(page, "ballot"), (sentence) => announcer.say(sentence));
const silence = new RoomSilence(devices, bands);
const code = new CheckInCode(page);
const farAway = new FarAway(part(page, "far-away"));
const pad = new NumberPad(part(page, "pad"), view, (command, args) =>
  app.wire.do(meeting(), command, args),
);
const share = new ScreenShare(devices, (command) =>
  app.wire.do(meeting(), command).then(() => true, toasts.refusal),
);

recoverAlone(app.wire);
tellReplaced(devices, (sentence) => toasts.show(sentence));
new MicrophoneReport(app.wire, { devices, media });
connection.followMedia(media, "site.no_path");
connection.followQuality(view);
askForTouch(sound, bands);
joinKeys(page, () => pad.isOpen);
onKey("number", () => askNumber());
onKey("ask", () => pad.open("ask"));
onKey("finish", () => finishTurn());
onKey("own", () => switchOwn(!devices.microphoneOn));
onKey("share", () => share.toggle());
app.meetings.addEventListener("change", (event) => {
  const { before, view: after } = /** @type {CustomEvent} */ (event).detail;
  announcer.follow(before, after);
  refresh();
});
app.wire.addEventListener("code", (event) => code.showCode(/** @type {CustomEvent} */ (event).detail));
app.wire.addEventListener("status", (event) => {
  const { status, code: why } = /** @type {CustomEvent} */ (event).detail;
  if (status === "ended") bands.set("ended", { text: refusalText({ code: why }), level: "red" });
});
media.addEventListener("slot", refresh);
devices.addEventListener("change", () => {
  const { problem } = devices;
  bands.set("capture", problem && { text: t(`ui.capture.${problem}`), level: "amber" });
  refresh();
});
app.wire.connect();
everySecond(refresh);
keepAwake();
devices.join(media);
media.start();
await devices.open();
await sound.unlock();

/** Show everything as it is this second. */
function refresh() {
  setText(part(page, "clock"), formatClock(serverNow()));
  connection.describe(part(page, "link"));
  own.showOwn(devices.camera);
  setAttribute(part(page, "key-own"), "aria-pressed", String(devices.microphoneOn));
  setText(part(part(page, "key-own"), "state"), t(devices.microphoneOn ? "site.on" : "site.off"));
  const now = view();
  if (now) showMeeting(now);
}

/** @param {View} now */
function showMeeting(now) {
  const open = now.me.microphone === "open";
  setText(part(page, "branch"), now.meeting.branch.name);
  showWatching(part(page, "watching"), now);
  showMinutesLinks(page, now);
  showScoreLine(page, now);
  const reminder = reminderOf(now);
  bands.set("reminder", reminder && { text: t(`site.reminder.${reminder.code}`), level: "red" });
  band.show(now);
  ballot.show(now, serverNow());
  code.show(now, serverNow());
  farAway.show(now, serverNow());
  if (now.meeting.state === "closed") stage.showOver(t("site.thanks"));
  else stage.show();
  setShown(part(page, "programme-list"), stage.isEmpty);
  showProgramme(part(page, "programme-list"), now);
  page.classList.toggle("has-floor", hasFloor(now));
  const announced = part(page, "microphone-open");
  setShown(announced, open);
  setText(announced, t(devices.microphoneOn ? "site.microphone_open" : "site.microphone_silent"));
  setAttribute(part(page, "key-number"), "disabled", !mayDo(now, "check_in_number"));
  setAttribute(part(page, "key-ask"), "disabled", !mayDo(now, "ask_for"));
  setAttribute(part(page, "key-finish"), "disabled", ownTurn(now) === null);
  setAttribute(part(page, "key-own"), "disabled", now.meeting.state === "closed" || now.me.silent !== null);
  if (silence.show(now)) devices.open(); // nobody sits at a room's screen to switch it on
  share.follow(now);
  setShown(part(page, "key-share"), share.isOffered(now));
  setText(part(part(page, "key-share"), "words"), t(devices.sharing ? "site.key.share_stop" : "site.key.share"));
  if (now.meeting.state === "closed") return leave();
  devices.followFloor(open, opensSoon(now));
  media.setEffort(open || media.onAir ? "ready" : "idle");
}

/** The meeting is over: the room is neither heard nor seen any more. */
function leave() {
  if (media.state === "off") return;
  media.stop();
  devices.close();
}

/**
 * The running turn of somebody who speaks from this room, if the room may end it.
 * @param {View} now
 */
function ownTurn({ me, floor, ...rest }) {
  const here = floor.turn !== null && floor.turn.site !== null && floor.turn.site === me.site;
  return here && mayDo({ me, floor, ...rest }, "finish_turn") ? floor.turn : null;
}

/** The first key: somebody wants to be checked in, by number or by the code, which comes back large. */
function askNumber() {
  code.ask(serverNow());
  pad.open("number");
  refresh();
}

/** The third key: the speaker of this room has finished. */
function finishTurn() {
  const now = view();
  const turn = now ? ownTurn(now) : null;
  if (turn) app.wire.do(meeting(), "finish_turn", { turn: turn.id }).catch(toasts.refusal);
}

/**
 * The fourth key: the room wants to be neither heard nor seen, in a break for instance.
 * @param {boolean} on
 */
async function switchOwn(on) {
  await devices.switchMicrophone(on);
  await devices.switchCamera(on);
}

/**
 * @param {string} name
 * @param {() => unknown} press
 */
function onKey(name, press) {
  part(page, `key-${name}`).addEventListener("click", press);
}
