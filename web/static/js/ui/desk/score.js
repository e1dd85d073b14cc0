/**
 * The score on the desk, in the middle column in the item of scoring, and at any other time when it
 * is asked for: the committee's points as they are typed, what they come to, and what the branch
 * adopts. What is typed stays over everything that happens meanwhile, and over a reload.
 */

import { formatClock, serverNow } from "../../core/clock.js";
import { refusalText, t } from "../../core/i18n.js";
import { pointsFor, rated } from "../../core/score.js";
import { kept } from "../../core/storage.js";
import { currentItem } from "../../core/view.js";
import { TYPED } from "../../core/writing.js";
import { el, keyed, part, setAttribute, setShown, setText } from "../elements.js";
import { sumWords } from "../score_line.js";
import { Settling } from "../settling.js";
import { showNotice } from "./actions.js";
import { WHOSE, showRows } from "./score_rows.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Ballot} Ballot */
/** @typedef {"propose" | "adopt"} Deed */

/** The value that each deed gives. */
const GIVES = /** @type {const} */ ({ propose: "proposed", adopt: "adopted" });
/** The kind of the item in which a meeting is scored, as the server has it. */
const SCORING = "scoring";

export class ScorePanel {
  #root;
  #column;
  #actions;
  #opening;
  #notice;
  #sending;
  /** @type {View | null} */
  #view = null;
  /** Whether the item of scoring is current. */
  #due = false;
  /** @type {"hidden" | "folded" | "shown"} */
  #state = "hidden";
  /** What the operator chose; null: the next one. @type {Deed | null} */
  #chosen = null;
  /** @type {Record<Deed, Record<string, string>>} */
  #typed = { propose: {}, adopt: {} };
  /** What the button did when it was last shown. @type {Deed | null} */
  #shownDeed = null;
  /** Where it is kept; "": nothing was read yet. */
  #key = "";
  /** The vote that the operator chose; null: as proposed. @type {string | null} */
  #ballot = null;

  /**
   * @param {HTMLElement} root with the parts of `desk_score.html`
   * @param {import("./actions.js").Actions} actions
   * @param {import("./ballot_dialog.js").BallotDialog} opening
   */
  constructor(root, actions, opening) {
    this.#root = root;
    this.#column = /** @type {HTMLElement} */ (root.parentElement);
    this.#actions = actions;
    this.#opening = opening;
    this.#notice = this.#part("score-notice");
    this.#sending = new Settling(this.#part("score-send"));
    this.#part("score-fold").addEventListener("click", () => this.#fold());
    this.#part("score-send").addEventListener("click", () => this.#send());
    this.#part("score-hands").addEventListener("click", () => this.#vote());
    this.#part("score-ballot").addEventListener("change", (/** @type {any} */ { target }) => { this.#ballot = target.value; });
    this.#part("score-form").addEventListener("input", (/** @type {any} */ { target }) => this.#type(target));
    this.#part("score-form").addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
    this.#part("score-deeds").addEventListener("click", (/** @type {any} */ { target }) => this.#choose(target.dataset.deed));
  }

  /** Whether there is a score to show or to give. */
  get isPossible() {
    return this.#view !== null && this.#view.score.rubric !== null;
  }

  /** Show it now, and go to it. */
  open() {
    this.#state = "shown";
    if (this.#view) this.render(this.#view);
    this.#part("score-fold").focus();
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const due = view.meeting.state === "open" && currentItem(view)?.kind === SCORING;
    if (due && !this.#due) this.#state = "shown";
    if (!due && this.#due) this.#state = "hidden";
    this.#due = due;
    this.#recall();
    const shown = this.isPossible && this.#state !== "hidden";
    setShown(this.#root, shown);
    setAttribute(this.#column, "data-score", shown ? this.#state : null);
    if (shown) this.#show(view);
  }

  /** The length of the meeting runs with the clock, and points with it. */
  tick() {
    if (this.#view && this.#state === "shown" && this.isPossible) this.#show(this.#view);
  }

  /** What is typed now; null: the role may type nothing now. @returns {Deed | null} */
  get #deed() {
    const { propose, adopt } = this.#may;
    const next = this.#view?.score.proposed && adopt ? "adopt" : "propose";
    const deed = this.#chosen ?? next;
    if (deed === "adopt" && adopt) return "adopt";
    return propose ? "propose" : null;
  }

  get #may() {
    const proposed = this.#view?.score.proposed ?? null;
    return { propose: this.#actions.can("propose_score"), adopt: proposed !== null && this.#actions.can("adopt_score") };
  }

  /** @param {View} view */
  #show(view) {
    const folded = this.#state === "folded";
    const fold = this.#due ? (folded ? "score.unfold" : "score.fold") : "score.close";
    setText(this.#part("score-fold"), t(fold));
    setAttribute(this.#part("score-fold"), "aria-expanded", String(!folded));
    setShown(this.#part("score-body"), !folded);
    setShown(this.#part("score-foot"), !folded);
    const { score } = view;
    const deed = this.#deed;
    const given = WHOSE.filter((whose) => score[whose] !== null);
    keyed(this.#part("score-given"), given, (whose) => whose, () => el("li", {}, el("b"), " ", el("span"), " ", el("small")),
      (node, whose) => showValue(node, whose, view));
    const { propose, adopt } = this.#may;
    setShown(this.#part("score-deeds"), propose && adopt);
    for (const button of this.#part("score-deeds").children) setAttribute(button, "aria-pressed", String(button.dataset.deed === deed));
    setText(this.#part("score-about"), deed ? t(`score.form.${deed}.about`) : "");
    const now_ms = serverNow();
    const points = pointsFor(view, deed ?? "propose", deed ? this.#typed[deed] : {}, now_ms);
    const typing = deed && GIVES[deed];
    const columns = WHOSE.filter((whose) => whose === typing || score[whose] !== null);
    for (const head of this.#root.querySelectorAll("thead [data-whose]")) {
      setShown(/** @type {HTMLElement} */ (head), columns.some((whose) => whose === head.getAttribute("data-whose")));
    }
    showRows(this.#part("score-rows"), { view, columns, typing, points, typed: deed ? this.#typed[deed] : {}, now_ms });
    this.#showFoot(view, deed, points);
  }

  /**
   * @param {View} view
   * @param {Deed | null} deed
   * @param {Record<string, number | null>} points
   */
  #showFoot(view, deed, points) {
    setShown(this.#part("score-foot"), deed !== null && this.#state !== "folded");
    if (this.#shownDeed && deed !== this.#shownDeed) this.#sending.begin(); // the press was meant for another
    this.#shownDeed = deed;
    if (!deed) return;
    const sum = rated(view.score, points);
    const lacking = sum.lacking.length > 0;
    setText(this.#part("score-sum"), lacking ? t("score.so_far", { total: sum.total }) : sumWords(sum));
    setText(this.#part("score-lacking"), lacking ? t("score.lacking", { codes: sum.lacking.join(", ") }) : "");
    const titles = (view.score.rubric ?? []).filter(({ code }) => sum.missed.includes(code)).map(({ code }) => `${code} ${t(`score.line.${code}`)}`);
    setText(this.#part("score-missed"), titles.length > 0 && !lacking ? t("score.missed", { names: titles.join("; ") }) : "");
    setText(this.#part("score-send"), t(`score.do.${deed}`));
    setShown(this.#part("score-vote"), deed === "adopt");
    if (deed === "adopt") this.#showVotes(view);
  }

  /** @param {View} view */
  #showVotes(view) {
    const select = this.#part("score-ballot");
    const options = [{ id: "", matter: t("score.at_meeting") }, ...votesOf(view)];
    keyed(select, options, ({ id }) => id || "none", ({ id }) => el("option", { value: id }), (node, { matter }) => setText(node, matter));
    const chosen = adoptingVote(view, this.#ballot);
    if (select.value !== chosen) select.value = chosen;
    setShown(this.#part("score-hands"), this.#opening.isPossible(view));
  }

  #fold() {
    this.#state = this.#state === "shown" ? (this.#due ? "folded" : "hidden") : "shown";
    if (this.#view) this.render(this.#view);
  }

  /** @param {Deed | undefined} deed */
  #choose(deed) {
    if (!deed) return;
    this.#chosen = deed;
    if (this.#view) this.#show(this.#view);
  }

  /** @param {HTMLInputElement} field */
  #type(field) {
    const deed = this.#deed;
    if (!deed || !this.#view) return;
    this.#typed[deed][field.name] = field.type === "checkbox" ? (field.checked ? field.value : "0") : field.value;
    this.#keep();
    this.#show(this.#view);
  }

  async #send() {
    const [view, deed] = [this.#view, this.#deed];
    if (!view || !deed || this.#sending.runs) return;
    const points = pointsFor(view, deed, this.#typed[deed], serverNow());
    const wrong = (view.score.rubric ?? []).find(({ code }) => !Number.isInteger(points[code]));
    if (wrong) {
      const code = points[wrong.code] === null ? "points_missing" : "points_out_of_range";
      showNotice(this.#notice, refusalText({ code, facts: { criterion: wrong.code, most: wrong.points } }));
      /** @type {HTMLElement | null} */ (this.#root.querySelector(`input[name="${wrong.code}"]`))?.focus();
      return;
    }
    const ballot = this.#part("score-ballot").value || null;
    const args = deed === "propose" ? { points: given(view, points) } : { points: other(view, points), ballot };
    if (!(await this.#actions.send(`${deed}_score`, args, this.#notice))) return;
    this.#typed[deed] = {};
    this.#chosen = null;
    this.#ballot = null;
    this.#keep();
    if (this.#view) this.render(this.#view);
  }

  /** Ask for hands on the points that the committee proposed. */
  #vote() {
    const item = this.#view && currentItem(this.#view);
    const proposed = this.#view?.score.proposed;
    if (!item || !proposed) return;
    const matter = t("score.matter", { sum: sumWords(proposed) });
    this.#ballot = null;
    this.#actions.send("open_ballot", { item: item.id, matter, method: "hands" }, this.#notice);
  }

  /** Read what was typed in this browser before; chair and secretary may share one. */
  #recall() {
    const key = `${TYPED}${this.#actions.meeting}.${this.#actions.writer}.score`;
    if (key === this.#key) return;
    this.#key = key;
    const { propose = {}, adopt = {} } = JSON.parse(kept.getItem(key) ?? "{}");
    this.#typed = { propose, adopt };
  }

  #keep() {
    const { propose, adopt } = this.#typed;
    if (Object.keys({ ...propose, ...adopt }).length === 0) kept.removeItem(this.#key);
    else kept.setItem(this.#key, JSON.stringify({ propose, adopt, typed_ms: serverNow() }));
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#root, name);
  }
}

/**
 * @param {HTMLElement} node
 * @param {typeof WHOSE[number]} whose
 * @param {View} view
 */
function showValue(node, whose, { score }) {
  const value = score[whose];
  if (!value) return;
  const [name, sum, by] = node.children;
  setText(name, `${t(`score.whose.${whose}`)}:`);
  setText(sum, sumWords(value));
  const said = [`${value.by}, ${formatClock(value.at_ms)}`, value.confirmed && t("score.confirmed"), value.reason && t("score.reason", { reason: value.reason }),
    value.earlier > 0 && t("score.earlier", { n: value.earlier })];
  setText(by, said.filter(Boolean).join(" · "));
}

/**
 * What the committee gives: all but what is the record's.
 *
 * @param {View} view
 * @param {Record<string, number | null>} points
 */
export function given({ score }, points) {
  return Object.fromEntries((score.rubric ?? []).filter(({ fill }) => fill !== "auto").map(({ code }) => [code, points[code]]));
}

/**
 * What the branch changes in the committee's points.
 *
 * @param {View} view
 * @param {Record<string, number | null>} points
 */
export function other(view, points) {
  const proposed = view.score.proposed?.points ?? {};
  return Object.fromEntries(Object.entries(given(view, points)).filter(([code, one]) => proposed[code] !== one));
}

/** The votes that may have adopted the points: carried, and opened since these were proposed. @param {View} view */
function votesOf({ ballots, score }) {
  const since_ms = score.proposed?.at_ms ?? 0;
  return ballots.filter(({ phase, result, opened_ms }) => phase === "confirmed" && result?.passed && opened_ms >= since_ms);
}

/**
 * The vote on the points, as far as can be told: the one chosen here, as long as it may be it; that of
 * the branch's, if it adopted these; else the last one since they were proposed.
 *
 * @param {View} view
 * @param {string | null} chosen "": none but at the meeting; null: nothing was chosen
 * @returns {string} "": none
 */
export function adoptingVote(view, chosen) {
  const { proposed, adopted } = view.score;
  if (chosen === "" || votesOf(view).some(({ id }) => id === chosen)) return chosen ?? "";
  if (adopted && adopted.at_ms >= (proposed?.at_ms ?? 0)) return adopted.ballot ?? "";
  return votesOf(view).at(-1)?.id ?? "";
}
