/**
 * Ballots on the pages of member, companion and observer: the form that comes up by itself, and
 * the list of results under Thêm.
 */

import { ballotNow, resultsOf } from "../../core/ballots.js";
import { serverNow } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { listen } from "../../core/listen.js";
import { personName } from "../../core/view.js";
import { Vote, untilOnline } from "../../core/vote.js";
import { BallotForm } from "../ballot_form.js";
import { resultCard } from "../ballot_result.js";
import { el, keyed, part, setAttribute, setShown } from "../elements.js";
import { signalNext } from "../signal.js";

/** @typedef {import("../../core/types.js").View} View */

/**
 * @param {import("../../core/boot.js").App} app
 * @param {import("./room.js").Room} room
 * @param {HTMLElement} page
 */
export function joinBallots(app, room, page = document.body) {
  const scene = /** @type {HTMLElement} */ (page.querySelector('[data-scene="meeting"]'));
  const vote = new Vote({
    cast: (ballot, choice) => app.wire.do(room.meeting, "cast_vote", { ballot, choice }),
    line: () => untilOnline(app.wire),
  });
  const form = new BallotForm(part(page, "ballot"), vote, {
    say: (sentence) => room.say(sentence),
    cameUp: () => comeUp(page),
  });
  /** @type {View | undefined} */
  let before;
  listen(app.wire, "voted", ({ meeting, ballot }) => meeting === room.meeting && form.recorded(ballot));
  room.addEventListener("refresh", () => {
    const { view } = room;
    if (!view) return;
    form.show(view);
    const now = ballotNow(view, serverNow());
    setAttribute(scene, "data-ballot", now && (form.isLarge ? "large" : "small"));
    showResults(page, view);
    const cancelled = before && cancelledSince(before, view);
    if (cancelled) room.toasts.show(t("ballot.cancelled", { reason: cancelled.cancelled_why ?? "" }));
    before = view;
  });
}

/** Make room for a ballot that has come up: no sheet covers it. @param {HTMLElement} page */
function comeUp(page) {
  for (const sheet of /** @type {NodeListOf<HTMLDialogElement>} */ (page.querySelectorAll("dialog.sheet[open]"))) sheet.close();
  signalNext();
}

/**
 * @param {HTMLElement} page
 * @param {View} view
 */
function showResults(page, view) {
  const results = resultsOf(view);
  setShown(part(page, "results-button"), results.length > 0);
  keyed(part(page, "results"), results, ({ id, reserved }) => `${id} ${JSON.stringify(reserved)}`,
    (ballot) => el("li", {}, el("h3", { text: ballot.matter }), resultCard(ballot, (person) => personName(view, person))), () => {});
}

/**
 * @param {View} before
 * @param {View} view
 */
export function cancelledSince(before, view) {
  const open = before.ballots?.find(({ phase }) => phase === "open" || phase === "closed");
  return view.ballots?.find(({ id, phase }) => id === open?.id && phase === "cancelled");
}
