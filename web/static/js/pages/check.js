/** The device check on its own, before the evening. */

import { readBoot } from "../core/boot.js";
import { loadCatalogue } from "../core/i18n.js";
import { OwnDevices } from "../core/own_devices.js";
import { DeviceCheck } from "../ui/device_check.js";
import { part } from "../ui/elements.js";

await loadCatalogue(readBoot().language);
new DeviceCheck(part(document, "check"), new OwnDevices());
