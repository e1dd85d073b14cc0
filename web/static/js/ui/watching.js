/** Who from above follows the meeting; a sign and a word while one listens. Shown to everybody. */

import { t } from "../core/i18n.js";
import { setShown, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */

/**
 * Write who watches into a line.
 * @param {HTMLElement} node
 * @param {View} view
 */
export function showWatching(node, view) {
  setShown(node, view.watching.length > 0);
  setText(node, view.watching.map(watcherSentence).join(" "));
}

/** @param {import("../core/types.js").Watcher} watcher */
function watcherSentence({ name, unit, listening }) {
  const who = unit ? `${name} (${unit})` : name;
  return listening ? `🔊\ufe0e ${t("ui.watching.listens", { who })}` : t("ui.watching.watches", { who });
}
