/** The vote of whoever sits at the desk, beside the counts. */

import { listen } from "../../core/listen.js";
import { Vote, untilOnline } from "../../core/vote.js";
import { BallotForm } from "../ballot_form.js";

/** @typedef {import("../../core/types.js").View} View */

export class OwnVote {
  #form;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {HTMLElement} root an empty element
   * @param {import("../../core/boot.js").App} app
   * @param {import("./actions.js").Actions} actions
   * @param {(sentence: string) => void} say
   */
  constructor(root, app, actions, say) {
    const vote = new Vote({
      cast: (ballot, choice) => app.wire.do(actions.meeting, "cast_vote", { ballot, choice }),
      line: () => untilOnline(app.wire),
    });
    this.#form = new BallotForm(root, vote, { say, alone: false });
    listen(app.wire, "voted", ({ meeting, ballot }) => meeting === actions.meeting && this.#form.recorded(ballot));
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#form.show(view);
  }

  tick() {
    if (this.#view) this.#form.show(this.#view);
  }
}
