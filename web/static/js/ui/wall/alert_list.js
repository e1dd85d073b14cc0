/** Alerts in words with their age, each with the ways to take note of it and to put it off. Used on tiles and in the large view. */

import { t } from "../../core/i18n.js";
import { el, keyed, setAttribute, setShown, setText } from "../elements.js";
import { alertAge, alertReasons, alertText, isOpen, nameOf } from "./alerts.js";

/** @typedef {import("./alerts.js").Alert} Alert */
/** @typedef {"acknowledge"|"shelve"} Way */
/** @typedef {(meeting: string, alert: Alert, way: Way) => void} Answer */

/**
 * @param {Element} list
 * @param {string} meeting
 * @param {Alert[]} alerts
 * @param {Answer} answer
 */
export function showAlerts(list, meeting, alerts, answer) {
  keyed(list, alerts, (alert) => nameOf(meeting, alert), () => make(), (node, alert) => {
    const [words, age, ...buttons] = node.children;
    setAttribute(node, "data-level", isOpen(alert) ? alert.level : null);
    setText(words, alertText(alert));
    setText(age, alert.acknowledged ? `✓ ${alert.acknowledged.word}` : alertAge(alert));
    buttons.forEach((/** @type {any} */ button, /** @type {number} */ index) => {
      const key = index === 0 ? "wall.acknowledge" : "wall.shelve";
      setShown(button, isOpen(alert));
      setAttribute(button, "aria-label", t(`${key}.name`, { alert: alertText(alert) }));
      button.onclick = () => answer(meeting, alert, index === 0 ? "acknowledge" : "shelve");
    });
  });
}

/**
 * Say why an alert is one, and what to do, in a list of terms.
 *
 * @param {Element} list
 * @param {Alert} alert
 */
export function showReasons(list, alert) {
  keyed(list, alertReasons(alert), ({ part }) => part, () => el("div", {}, el("dt"), el("dd")), (node, { part, text }) => {
    setText(node.children[0], t(`wall.alert.part.${part}`));
    setText(node.children[1], text);
  });
}

function make() {
  const button = (/** @type {string} */ key) => el("button", { type: "button", class: "quiet", text: t(key) });
  return el("li", {}, el("b"), el("small"), button("wall.acknowledge"), button("wall.shelve"));
}
