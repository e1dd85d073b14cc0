/** Says which microphone or camera took over from one that was lost. */

import { t } from "../core/i18n.js";

/**
 * @param {import("../core/own_devices.js").OwnDevices} devices
 * @param {(sentence: string) => void} say
 */
export function tellReplaced(devices, say) {
  devices.addEventListener("change", (event) => {
    const { replaced, label } = /** @type {CustomEvent} */ (event).detail;
    if (replaced) say(t(`ui.replaced.${replaced}`, { name: label }));
  });
}
