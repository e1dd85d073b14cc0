/**
 * Begins to open the page's WebSocket before the page's own modules have come: on a link of long
 * delay both are then waited for at the same time. Started by a script of its own (`base.html`).
 */

import { openEarly } from "../core/early.js";

openEarly(JSON.parse(document.getElementById("boot")?.textContent ?? ""));
