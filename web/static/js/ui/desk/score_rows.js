/** The rows of the score on the desk: groups with their sums, criteria with their points and evidence. */

import { evidenceSentence, recordPoints } from "../../core/score.js";
import { t } from "../../core/i18n.js";
import { el, keyed, setAttribute, setShown, setText } from "../elements.js";
import { nameOf } from "../names.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../../core/types.js").Criterion} Criterion */
/** @typedef {"proposed" | "adopted" | "reviewed"} Whose */
/**
 * @typedef {object} Shown what the rows show
 * @property {View} view
 * @property {Whose[]} columns the values that have a column
 * @property {Whose | null} typing the value that is typed; null: none
 * @property {Record<string, number | null>} points as they would be sent
 * @property {Record<string, string>} typed as it stands in the fields
 * @property {number} now_ms
 */
/** @typedef {{key: string, lines: Criterion[], line: Criterion | null}} Row a group, or a criterion of it */

export const WHOSE = /** @type {const} */ (["proposed", "adopted", "reviewed"]);

/**
 * @param {Element} body
 * @param {Shown} shown
 */
export function showRows(body, shown) {
  keyed(body, rowsOf(shown.view.score.rubric ?? []), ({ key }) => key, (row) => (row.line ? lineRow(row.line) : groupRow()),
    (node, row) => (row.line ? showLine(node, row.line, shown) : showGroup(node, row, shown)));
}

/**
 * @param {Criterion[]} rubric
 * @returns {Row[]}
 */
export function rowsOf(rubric) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const line of rubric) {
    const letter = line.code[0];
    const lines = rows.get(letter)?.lines ?? [];
    if (lines.length === 0) rows.set(letter, { key: letter, lines, line: null });
    lines.push(line);
    rows.set(line.code, { key: line.code, lines: [line], line });
  }
  return [...rows.values()];
}

const cells = () => WHOSE.map((whose) => el("td", { class: "points", "data-whose": whose, "data-label": t(`score.whose.${whose}`) }, el("span", { translate: "no" })));

const most = (points = 0) => el("td", { class: "points", translate: "no", "data-label": t("score.most"), text: points });

function groupRow() {
  return el("tr", { class: "group" }, el("th", { scope: "rowgroup" }), most(), ...cells());
}

/** @param {Criterion} line */
function lineRow(line) {
  const { code, points, gate } = line;
  const why = el("details", {}, el("summary", { "aria-label": `${t("score.why")}: ${code}`, text: t("score.why") }), el("ul"));
  const head = el("th", { scope: "row" }, el("span", { text: `${code}. ${t(`score.line.${code}`)}` }),
    gate && el("span", { class: "gate" }, el("span", { class: "for-readers", text: t("score.gate") })), why);
  return el("tr", {}, head, most(points), ...cells());
}

/**
 * @param {HTMLElement} node
 * @param {Row} row
 * @param {Shown} shown
 */
function showGroup(node, { key, lines }, shown) {
  const [head, sum] = node.children;
  setText(head, `${key}. ${t(`score.group.${key}`)}`);
  setText(sum, String(lines.reduce((before, { points }) => before + points, 0)));
  for (const whose of WHOSE) {
    const given = whose === shown.typing ? shown.points : shown.view.score[whose]?.points;
    const total = lines.reduce((before, { code }) => before + (given?.[code] || 0), 0);
    showCell(node, whose, shown, given ? String(total) : "");
  }
}

/**
 * @param {HTMLElement} node
 * @param {Criterion} line
 * @param {Shown} shown
 */
function showLine(node, line, shown) {
  const { view, typing, points } = shown;
  for (const whose of WHOSE) {
    const own = whose === typing;
    const given = own ? points[line.code] : view.score[whose]?.points[line.code];
    showCell(node, whose, shown, own && line.fill !== "auto" ? "" : String(given ?? "–"));
  }
  showField(node, line, shown);
  const sentences = [t(`score.fill.${line.fill}`), ...line.evidence.map((one) => evidenceSentence(view, one, (person) => nameOf(view, person), shown.now_ms))];
  keyed(/** @type {Element} */ (node.querySelector("details ul")), sentences.filter(Boolean).map((text, index) => ({ text, index })),
    ({ index }) => String(index), () => el("li"), (item, { text }) => setText(item, text));
}

/**
 * @param {HTMLElement} node
 * @param {Whose} whose
 * @param {Shown} shown
 * @param {string} text
 */
function showCell(node, whose, { columns }, text) {
  const cell = /** @type {HTMLElement} */ (node.querySelector(`[data-whose="${whose}"]`));
  setShown(cell, columns.includes(whose));
  setText(/** @type {Element} */ (cell.firstElementChild), text);
}

/**
 * The field of a criterion moves with the value that is typed; what is being typed in it stays.
 *
 * @param {HTMLElement} node
 * @param {Criterion} line
 * @param {Shown} shown
 */
function showField(node, line, { view, typing, points, typed, now_ms }) {
  /** @type {HTMLInputElement | null} */
  let field = node.querySelector("input");
  if (!typing || line.fill === "auto") return field?.remove();
  const cell = /** @type {HTMLElement} */ (node.querySelector(`[data-whose="${typing}"]`));
  field ??= fieldOf(line);
  if (field.parentElement !== cell) cell.append(field);
  const text = typed[line.code] ?? String(points[line.code] ?? "");
  if (field.type === "checkbox") field.checked = Number(text) > 0;
  else if (field !== document.activeElement || !field.value) field.value = text;
  const suggested = line.fill === "semi" ? recordPoints(view, line, now_ms) : null;
  setAttribute(field, "placeholder", suggested);
  setAttribute(field, "aria-invalid", Number.isNaN(points[line.code] ?? 0) ? "true" : null);
}

/** @param {Criterion} line @returns {HTMLInputElement} */
function fieldOf({ code, points, fill }) {
  const title = t(`score.line.${code}`);
  const name = { name: code, "aria-label": t("score.points_of", { code, title, most: points }) };
  if (fill === "tick") return el("input", { type: "checkbox", value: points, ...name });
  return el("input", { type: "number", min: 0, max: points, step: 1, inputmode: "numeric", ...name });
}
