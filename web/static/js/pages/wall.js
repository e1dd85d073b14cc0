/** The supervisor's wall: joins wire, media and panels. */

import { start } from "../core/boot.js";
import { everySecond } from "../core/clock.js";
import { Wall } from "../ui/wall/wall.js";

const app = await start();
const wall = new Wall(app, document.body);
everySecond(() => wall.tick());
app.wire.connect();
