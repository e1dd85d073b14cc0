/**
 * Tells a person whose link is open on several devices, since one of them may be somebody else's.
 */

import { t } from "../core/i18n.js";

/**
 * @param {import("../core/types.js").View} view
 * @param {import("./bands.js").Bands} bands
 */
export function showOwnCount({ me }, bands) {
  bands.set("devices", me.devices > 1 ? { text: t("member.devices", { n: me.devices }) } : null);
}
