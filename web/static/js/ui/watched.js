/**
 * The list of who from above has watched the meeting, when and how: in a tile, large, with sound.
 * Everybody of the branch can open it; guests do not have it.
 */

import { formatClock } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { el, keyed, setShown, setText } from "./elements.js";
import { nameOf } from "./names.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").Watched} Watched */
/** @typedef {import("../core/types.js").WatchedTime} WatchedTime */

const WAYS = /** @type {const} */ (["follow", "tile", "large", "sound"]);

/**
 * Show the button while there is somebody to tell of, and fill the list in.
 * @param {HTMLElement} button
 * @param {HTMLElement} list
 * @param {View} view
 */
export function showWatched(button, list, view) {
  const watched = view.watched ?? [];
  setShown(button, watched.length > 0);
  keyed(list, watched, ({ person }) => person, () => el("li", {}, el("b"), el("ul")), (row, one) => {
    const [name, ways] = /** @type {any} */ (row.children);
    const who = nameOf(view, one.person);
    setText(name, one.unit ? t("ui.watched.of", { who, unit: one.unit }) : t("ui.watched.who", { who }));
    keyed(ways, WAYS.filter((way) => timesOf(one, way).length > 0), String, () => el("li"), (line, way) => {
      const times = timesOf(one, way).map(fromTo).join(", ");
      setText(line, t("ui.watched.way", { way: t(`ui.watched.way.${way}`), times }));
    });
  });
}

/**
 * @param {Watched} watched
 * @param {string} way
 */
function timesOf(watched, way) {
  return watched.times.filter((time) => time.way === way);
}

/** @param {WatchedTime} time */
function fromTo({ since_ms, until_ms }) {
  if (until_ms === null) return t("ui.watched.since", { from: formatClock(since_ms) });
  const [from, until] = [formatClock(since_ms), formatClock(until_ms)];
  return from === until ? from : t("ui.watched.from_to", { from, until });
}
