/** Who from above follows the meeting, a sign and a word while one listens; and who has followed it. */

import { formatClock } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { setShown, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */

/**
 * Write who watches into a line.
 * @param {HTMLElement} node
 * @param {View} view
 */
export function showWatching(node, view) {
  const gone = (view.watched ?? []).filter(({ person }) => !view.watching.some((one) => one.person === person));
  const told = [...view.watching.map(watcherSentence), ...gone.map(goneSentence)];
  setShown(node, told.length > 0);
  setText(node, told.join(" "));
}

/** @param {import("../core/types.js").Watched} watched */
function goneSentence({ name, unit, times }) {
  const until = Math.max(...times.map(({ until_ms }) => until_ms ?? 0));
  return t("ui.watching.watched", { who: unit ? `${name} (${unit})` : name, time: formatClock(until) });
}

/** @param {import("../core/types.js").Watcher} watcher */
function watcherSentence({ name, unit, listening }) {
  const who = unit ? `${name} (${unit})` : name;
  return listening ? `♪ ${t("ui.watching.listens", { who })}` : t("ui.watching.watches", { who });
}
