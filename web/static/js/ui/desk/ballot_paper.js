/** The counting committee's count of the papers, with what does not add up said as it is typed. */

import { t } from "../../core/i18n.js";
import { el, setAttribute, setShown, setText } from "../elements.js";
import { choicesOf, numberField, readNumber } from "./ballot_fields.js";

/** @typedef {import("../../core/types.js").Ballot} Ballot */

const PAPERS = ["given_out", "returned", "valid", "invalid"];

export class PaperForm {
  #root;
  /** @type {HTMLFormElement | null} */
  #form = null;
  /** @type {Ballot | null} */
  #ballot = null;

  /**
   * @param {HTMLElement} root
   * @param {(command: string, args: Record<string, any>) => Promise<boolean>} send
   */
  constructor(root, send) {
    this.#root = root;
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      send("confirm_ballot", { paper: this.value });
    });
  }

  /**
   * @param {Ballot} ballot
   * @param {boolean} shown
   */
  render(ballot, shown) {
    setShown(this.#root, shown);
    const known = this.#ballot?.id === ballot.id;
    this.#ballot = ballot;
    if (!shown) this.#form = null;
    if (!shown || (known && this.#form)) return;
    const fields = [...PAPERS.map((key) => ({ key, label: t(`desk.ballot.paper.${key}`) })), ...choicesOf(ballot)];
    const sum = el("p", { class: "count-sum", role: "status" });
    this.#form = el("form", { class: "ballot-count", novalidate: true },
      el("fieldset", {}, el("legend", { text: t("desk.ballot.paper") }),
        el("div", { class: "number-fields" }, ...fields.map(({ key, label }) => numberField(key, label, null)))), sum,
      el("button", { hidden: true }));
    this.#root.replaceChildren(/** @type {HTMLFormElement} */ (this.#form));
    this.#form?.addEventListener("input", () => this.#check(sum));
    this.#check(sum);
  }

  /** The count, once everything is typed; null before, and where there is no paper. */
  get value() {
    const [form, ballot] = [this.#form, this.#ballot];
    if (!form || !ballot) return null;
    const papers = Object.fromEntries(PAPERS.map((key) => [key, readNumber(form, key)]));
    return { ...papers, sums: Object.fromEntries(choicesOf(ballot).map(({ key }) => [key, readNumber(form, key)])) };
  }

  /** @param {HTMLElement} sum */
  #check(sum) {
    const value = /** @type {any} */ (this.value);
    const { given_out, returned, valid, invalid, sums } = value;
    const total = Object.values(sums).reduce((/** @type {any} */ all, n) => all + n, 0);
    const motion = this.#ballot?.ask.kind === "motion";
    let wrong = "";
    if (given_out !== returned) wrong = t("desk.ballot.paper.not_returned", { given_out, returned });
    else if (returned !== valid + invalid) wrong = t("desk.ballot.paper.not_valid", { returned, sum: valid + invalid });
    else if (motion && total !== valid) wrong = t("desk.ballot.paper.not_summed", { valid, total });
    setText(sum, wrong || t("desk.ballot.paper.fits"));
    setAttribute(/** @type {HTMLElement} */ (this.#form), "data-fits", !wrong);
  }
}
