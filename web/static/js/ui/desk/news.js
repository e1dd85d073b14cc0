/** What the shared announcer does not say: who asked to speak, and that the superior wrote. */

import { t } from "../../core/i18n.js";
import { unheardWhy } from "../unheard.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */

/**
 * The sentences for what differs between two views.
 *
 * @param {View} before
 * @param {View} after
 * @returns {string[]}
 */
export function newsForTheDesk(before, after) {
  const known = new Set(before.floor.queue.map(({ id }) => id));
  const asked = after.floor.queue.filter(({ id }) => !known.has(id));
  const said = asked.map(({ person }) => t("desk.say.asked", { name: nameOf(after, person) }));
  const { turn } = after.floor;
  const unheard = turn?.unheard && (before.floor.turn?.id !== turn.id || !before.floor.turn.unheard);
  if (turn?.unheard && unheard) said.push(t("desk.say.unheard", { name: nameOf(after, turn.person), why: unheardWhy(after, turn.unheard) }));
  if ((after.messages?.length ?? 0) > (before.messages?.length ?? 0)) said.push(t("desk.say.message"));
  return said;
}
