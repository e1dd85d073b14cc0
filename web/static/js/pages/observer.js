/** A guest who watches and listens: nothing is sent from this page but its wishes. */

import { keepAwake } from "../core/awake.js";
import { start } from "../core/boot.js";
import { Media } from "../core/media.js";
import { MediaChoice } from "../core/media_choice.js";
import { MediaMode } from "../core/media_mode.js";
import { isShownScreen } from "../core/view.js";
import { part } from "../ui/elements.js";
import { Enlarged } from "../ui/enlarged.js";
import { MediaSwitch } from "../ui/media_switch.js";
import { joinBallots } from "../ui/member/ballots.js";
import { LiveStage } from "../ui/member/live_stage.js";
import { Room } from "../ui/member/room.js";
import { Sound, askForTouch } from "../ui/sound.js";

const app = await start();
const page = document.body;
const media = new Media({ wire: app.wire, ice: app.boot.ice, sends: [], audioSlots: 3, videoSlots: 2 });
const room = new Room(app, "observer.reconnecting");
joinBallots(app, room);
const sound = new Sound(media, page);
const enlarged = new Enlarged(part(page, "stage"));
const stage = new LiveStage(part(page, "stage"), media, () => null, enlarged);
const choice = new MediaChoice(app.wire);
const mode = new MediaMode(choice, media);

new MediaSwitch(page, choice);
room.followMedia(media, "ui.media.no_path_watching");
room.followChoice(choice);
room.addEventListener("refresh", () => {
  if (room.view) {
    enlarged.follow(room.scene === "meeting" && choice.value === "full" && isShownScreen(room.view));
    stage.show(choice.value);
  }
  if (room.isOver) mode.stop();
});
media.addEventListener("slot", () => room.refresh());
askForTouch(sound, room.bands);
part(page, "use-here").addEventListener("click", () => location.reload());
app.wire.connect();
keepAwake();
await choice.known;
mode.start();
