/** The rarer ways to ask: a reply, a point of order. */

import { floorState } from "./floor_button.js";
import { setShown } from "../elements.js";

/** @typedef {import("../../core/types.js").View} View */

export class RequestKinds {
  #root;

  /**
   * @param {HTMLElement} root whose buttons carry `data-kind`
   * @param {(command: string, args: Record<string, unknown>) => unknown} run sends a command
   */
  constructor(root, run) {
    this.#root = root;
    for (const button of root.querySelectorAll("button")) {
      button.addEventListener("click", () => run("ask", { kind: button.dataset.kind }));
    }
  }

  /** @param {View} view */
  show(view) {
    setShown(this.#root, floorState(view) === "may_ask");
  }
}
