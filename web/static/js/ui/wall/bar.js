/** The wall's bar: the hour, whose wall it is, how many meetings there are and need attention. */

import { formatClock, serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { part, setShown, setText } from "../elements.js";

/** Most units that are named: a bar has room for two; chosen. */
const NAMED_UNITS = 2;

/** @typedef {import("../../core/types.js").View} View */

/**
 * @param {HTMLElement} page
 * @param {readonly View[]} views of all meetings
 * @param {number} attention how many of them need attention
 * @param {boolean} waits whether tiles wait for the reader's hand to be gone
 */
export function showBar(page, views, attention, waits) {
  setText(part(page, "clock"), formatClock(serverNow()));
  setShown(part(page, "order-waits"), waits);
  const units = [...new Set(views.map(({ meeting }) => meeting.unit.name))].filter(Boolean);
  const few = units.length > 0 && units.length <= NAMED_UNITS;
  setText(part(page, "unit"), few ? units.join(", ") : t("wall.title"));
  const open = views.filter(({ meeting }) => meeting.state === "open").length;
  setText(part(page, "sum"), attention > 0 ? t("wall.sum_attention", { n: open, attention }) : t("wall.sum", { n: open }));
}
