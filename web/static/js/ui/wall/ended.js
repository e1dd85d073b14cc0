/** Says why a meeting has left the wall: it was closed, or the supervisor's assignment has ended. */

import { t } from "../../core/i18n.js";
import { listen } from "../../core/listen.js";
import { recordOf } from "./papers.js";

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

/**
 * @param {import("../../core/meetings.js").Meetings} meetings
 * @param {import("../bands.js").Bands} bands
 * @param {string} records the address of the page that lists the records of several meetings
 */
export function sayClosed(meetings, bands, records) {
  /** Meeting → its branch. @type {Map<string, string>} */
  const closed = new Map();
  const read = () => {
    closed.clear();
    bands.set("over", null);
  };
  const look = () => {
    const [id] = closed.keys();
    open(closed.size === 1 ? recordOf({ id }) : records, "_blank", "noopener");
    read();
  };
  listen(meetings, "gone", ({ meeting, reason, before }) => {
    if (reason !== "over" || !before?.meeting.opened_ms) return; // called off
    closed.set(meeting, before.meeting.branch.name);
    bands.set("over", {
      text: t("wall.over", { branches: [...closed.values()].join(", ") }),
      action: { text: t("wall.over.record"), run: look },
      decline: { text: t("wall.over.seen"), run: read },
    });
  });
}
