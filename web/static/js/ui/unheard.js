/** Why somebody cannot be heard, in the same words on every screen. */

import { t } from "../core/i18n.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").Unheard} Unheard */

/**
 * "micro đang tắt"; of a room's device "micro điểm cầu Trạm đang tắt".
 * @param {Pick<View, "sites">} view
 * @param {Unheard} unheard
 */
export function unheardWhy(view, { code, site }) {
  return t(`ui.unheard.${keyOf(code, site)}`, { site: view.sites[site ?? ""]?.name ?? "" });
}

/**
 * What the chair asks for, so that sound comes.
 * @param {Unheard} unheard
 */
export const unheardRemedy = ({ code, site }) => t(`desk.unheard.${keyOf(code, site)}`);

/**
 * Whether a page shows what the chair asks for: not where no device is linked in.
 * @param {Unheard} unheard
 */
export const isReached = ({ code }) => !code.endsWith("disconnected");

/**
 * @param {string} code
 * @param {string | null} site
 */
const keyOf = (code, site) => (site && code !== "room_disconnected" ? `room_${code}` : code);
