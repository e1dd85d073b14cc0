/** A phone in the room: everything but sound and picture, which are the site's. */

import { keepAwake } from "../core/awake.js";
import { start } from "../core/boot.js";
import { forgetEntered } from "../core/remembered.js";
import { part } from "../ui/elements.js";
import { joinBallots } from "../ui/member/ballots.js";
import { CheckIn } from "../ui/member/check_in.js";
import { FloorButton } from "../ui/member/floor_button.js";
import { RequestKinds } from "../ui/member/request_kinds.js";
import { Room } from "../ui/member/room.js";
import { showOwnCount } from "../ui/own_count.js";

const app = await start();
const page = document.body;
const room = new Room(app, "member.reconnecting");
joinBallots(app, room);
const checkIn = new CheckIn(part(page, "check-in"), (code) =>
  app.wire.do(room.meeting, "check_in", { code }),
);
const floor = new FloorButton(part(page, "floor"), room.do, { checkIn: () => checkIn.focus() });
const kinds = new RequestKinds(part(page, "kinds"), floor.send);

room.addEventListener("refresh", () => {
  if (!room.view) return;
  checkIn.show(room.view, room.scene);
  showOwnCount(room.view, room.bands);
  floor.show(room.view);
  kinds.show(room.view);
});
part(page, "use-here").addEventListener("click", () => location.reload());
app.wire.connect();
keepAwake();
forgetEntered(); // who goes home from here comes in by the door
