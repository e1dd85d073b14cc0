/** A member's page: device check, waiting, meeting; sound and picture both ways. */

import { keepAwake } from "../core/awake.js";
import { start } from "../core/boot.js";
import { t } from "../core/i18n.js";
import { Media } from "../core/media.js";
import { MediaChoice } from "../core/media_choice.js";
import { MediaMode } from "../core/media_mode.js";
import { MicrophoneReport } from "../core/microphone_report.js";
import { OwnDevices } from "../core/own_devices.js";
import { tryPath } from "../core/path.js";
import { forgetEntered, hasEntered, rememberEntered } from "../core/remembered.js";
import { isShownScreen } from "../core/view.js";
import { DeviceCheck } from "../ui/device_check.js";
import { DeviceChoice } from "../ui/device_choice.js";
import { part, setShown, setText } from "../ui/elements.js";
import { Enlarged } from "../ui/enlarged.js";
import { MediaSwitch } from "../ui/media_switch.js";
import { joinBallots } from "../ui/member/ballots.js";
import { FloorButton } from "../ui/member/floor_button.js";
import { LiveStage } from "../ui/member/live_stage.js";
import { OwnControls } from "../ui/member/own_controls.js";
import { Reminder } from "../ui/member/reminder.js";
import { RequestKinds } from "../ui/member/request_kinds.js";
import { Room, whenAndWhere } from "../ui/member/room.js";
import { showOwnCount } from "../ui/own_count.js";
import { tellReplaced } from "../ui/replaced.js";
import { RoomSilence } from "../ui/room_silence.js";
import { Sound, askForTouch } from "../ui/sound.js";

const app = await start();
const page = document.body;
const devices = new OwnDevices();
const media = new Media({
  wire: app.wire,
  ice: app.boot.ice,
  sends: ["microphone", "camera", "screen"],
  audioSlots: 3,
  videoSlots: 2,
});
const room = new Room(app, "member.reconnecting");
joinBallots(app, room);
const sound = new Sound(media, page);
const choice = new MediaChoice(app.wire);
const mode = new MediaMode(choice, media, devices);
const check = new DeviceCheck(part(page, "check"), devices, choice, () =>
  tryPath({ token: app.boot.token ?? "", ice: app.boot.ice }),
);
const enlarged = new Enlarged(part(page, "stage"));
const stage = new LiveStage(part(page, "stage"), media, () => devices.camera, enlarged);
const controls = new OwnControls(page, { devices, media, room, choice, mode });
const floor = new FloorButton(part(page, "floor"), room.do, { speakUp: () => controls.speakUp() });
const reminder = new Reminder(part(page, "reminder"), () => controls.speakUp());
const kinds = new RequestKinds(part(page, "kinds"), floor.send);
const switches = ["microphone", "camera"].map((name) => part(page, name));
const silence = new RoomSilence(devices, room.bands, switches);

devices.addEventListener("change", () => part(page, "go-in").classList.add("primary"));
room.checked = hasEntered(location.pathname);
new MediaSwitch(page, choice);
new DeviceChoice(page, devices, sound);
tellReplaced(devices, (sentence) => room.toasts.show(sentence));
new MicrophoneReport(app.wire, { devices, media, choice });
room.followMedia(media);
room.followChoice(choice);
room.addEventListener("refresh", () => {
  if (!room.view) return;
  showDoor(room.view);
  silence.show(room.view);
  showOwnCount(room.view, room.bands);
  controls.show(room.view);
  enlarged.follow(room.scene === "meeting" && choice.value === "full" && isShownScreen(room.view));
  stage.show(choice.value);
  floor.show(room.view);
  kinds.show(room.view);
  reminder.show(room.view);
  if (room.scene === "left") forgetEntered();
  if (room.isOver) mode.stop();
});
media.addEventListener("slot", () => room.refresh());
askForTouch(sound, room.bands);
part(page, "go-in").addEventListener("click", () => goIn());
part(page, "use-here").addEventListener("click", () => location.reload());
if (!room.checked) app.wire.waitAtDoor();
app.wire.connect();
if (room.checked) {
  await choice.known;
  goIn();
  mode.openDevices().then(() => sound.unlock()); // asks for permission again; may never be answered
}

/**
 * Say at the door who goes in, into which meeting, and when it is.
 * @param {import("../core/types.js").View} view
 */
function showDoor(view) {
  const { me, meeting } = view;
  setText(part(page, "door-who"), t("member.check.who", { name: me.name, branch: meeting.branch.name }));
  setText(part(page, "door-title"), meeting.title);
  setText(part(page, "door-when"), whenAndWhere(view));
  setShown(part(page, "door-moves"), me.checked_in);
}

/** From the device check, or after a reload, into the meeting. */
function goIn() {
  rememberEntered(location.pathname);
  room.checked = true;
  app.wire.enter();
  check.close();
  mode.start();
  keepAwake();
  room.refresh();
}
