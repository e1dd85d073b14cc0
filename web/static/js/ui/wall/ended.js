/** Says that a branch has left the wall because the supervisor's assignment to it has ended. */

import { t } from "../../core/i18n.js";
import { listen } from "../../core/listen.js";

/**
 * @param {import("../../core/meetings.js").Meetings} meetings
 * @param {import("../bands.js").Bands} bands
 */
export function sayEndedAssignments(meetings, bands) {
  /** @type {Set<string>} */
  const names = new Set();
  const close = () => {
    names.clear();
    bands.set("not_followed", null);
  };
  listen(meetings, "gone", ({ reason, before }) => {
    if (reason !== "not_followed" || !before) return;
    names.add(before.meeting.branch.name);
    const text = t("wall.not_followed", { branches: [...names].join(", ") });
    bands.set("not_followed", { text, level: "amber", action: { text: t("wall.not_followed.seen"), run: close } });
  });
}
