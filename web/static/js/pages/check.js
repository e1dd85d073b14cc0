/** The device check on its own, before the evening. */

import { loadCatalogue } from "../core/i18n.js";
import { MediaChoice } from "../core/media_choice.js";
import { OwnDevices } from "../core/own_devices.js";
import { DeviceCheck } from "../ui/device_check.js";
import { part } from "../ui/elements.js";
import { MediaSwitch } from "../ui/media_switch.js";

await loadCatalogue();
const choice = new MediaChoice();
new MediaSwitch(document, choice);
new DeviceCheck(part(document, "check"), new OwnDevices(), choice);
