/** Alerts in words with their age, each with "seen" and "later". Used on tiles and in the large view. */

import { t } from "../../core/i18n.js";
import { el, keyed, setAttribute, setText } from "../elements.js";
import { alertAge, alertText, isNotice, nameOf } from "./alerts.js";

/** @typedef {import("./alerts.js").Alert} Alert */
/** @typedef {(meeting: string, alert: Alert, later: boolean) => void} Silence */

/**
 * @param {Element} list
 * @param {string} meeting
 * @param {Alert[]} alerts
 * @param {Silence} silence
 */
export function showAlerts(list, meeting, alerts, silence) {
  keyed(list, alerts, (alert) => nameOf(meeting, alert), (alert) => make(meeting, alert, silence), (node, alert) => {
    setAttribute(node, "data-level", isNotice(alert) ? null : alert.level);
    setText(node.children[0], alertText(alert));
    setText(node.children[1], alertAge(alert));
  });
}

/**
 * @param {string} meeting
 * @param {Alert} alert
 * @param {Silence} silence
 */
function make(meeting, alert, silence) {
  const words = alertText(alert);
  const button = (/** @type {string} */ key, /** @type {boolean} */ later) => el("button", {
    type: "button", class: "quiet", text: t(key), "aria-label": t(`${key}.name`, { alert: words }),
    onclick: () => silence(meeting, alert, later),
  });
  return el("li", {}, el("b"), el("small"), button("wall.seen", false), button("wall.later", true));
}
