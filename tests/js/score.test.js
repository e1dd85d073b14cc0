import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { evidenceSentence, pointsFor, rated, readPoints, recordPoints } from "../../web/static/js/core/score.js";
import { showScoreLine } from "../../web/static/js/ui/score_line.js";
import { sumOf } from "../../web/static/js/ui/typed_sum.js";
import { adoptingVote, given, other } from "../../web/static/js/ui/desk/score.js";
import { rowsOf } from "../../web/static/js/ui/desk/score_rows.js";

const MINUTE = 60_000;
const NOW = 1000 * MINUTE;

const line = (code, points, fill, more = {}) => ({ code, group: "g", title: code, points, fill, gate: false, objective: null, evidence: [], ...more });
const RUBRIC = [
  line("A1", 40, "judge"),
  line("A2", 20, "tick"),
  line("B1", 30, "auto", { gate: true, objective: 30 }),
  line("D1", 10, "semi", { objective: 6 }),
];
const RATINGS = [{ rating: "good", least: 90 }, { rating: "fair", least: 70 }, { rating: "average", least: 50 }, { rating: "poor", least: 0 }];
const value = (points, more = {}) => ({ points, at_ms: NOW, ballot: null, ...more });
const view = (score = {}, ballots = []) => ({
  score: { proposed: null, adopted: null, reviewed: null, rubric: RUBRIC, ratings: RATINGS, ...score },
  agenda: { items: [], current: null, rest_ms: 0 },
  ballots,
});
const vote = (id, more = {}) => ({ id, phase: "confirmed", result: { passed: true }, opened_ms: NOW + 1, ...more });

before(() => useCatalogue({
  "score.evidence.rate": "{attended}/{base}",
  "score.evidence.unexcused": "not here: {people}",
  "score.evidence.unexcused.nobody": "all here",
  "score.evidence.expected": "{minutes} of {least}",
}));

describe("what is typed for a criterion", () => {
  for (const [name, of, text, points] of [
    ["a number of its points", RUBRIC[0], "7", 7],
    ["none, with spaces", RUBRIC[0], " 0 ", 0],
    ["all that it gives", RUBRIC[0], "40", 40],
    ["nothing yet", RUBRIC[0], "", null],
    ["a tick", RUBRIC[1], "20", 20],
  ]) test(`is ${name}`, () => assert.equal(readPoints(of, text), points));

  for (const [name, of, text] of [
    ["more than it gives", RUBRIC[0], "41"], ["less than nothing", RUBRIC[0], "-1"], ["a half", RUBRIC[0], "7.5"],
    ["a word", RUBRIC[0], "bảy"], ["a part of a tick", RUBRIC[1], "5"],
  ]) test(`is not ${name}`, () => assert.ok(Number.isNaN(readPoints(of, text))));
});

test("the committee gives what was typed, else what it gave before, else what the record proposes", () => {
  assert.deepEqual(pointsFor(view(), "propose", {}, NOW), { A1: null, A2: 0, B1: 30, D1: 6 });
  assert.deepEqual(pointsFor(view(), "propose", { A1: "33", A2: "20", D1: "" }, NOW), { A1: 33, A2: 20, B1: 30, D1: null });
  const before = view({ proposed: value({ A1: 35, A2: 20, B1: 14, D1: 4 }) });
  assert.deepEqual(pointsFor(before, "propose", { D1: "5" }, NOW), { A1: 35, A2: 20, B1: 30, D1: 5 });
  assert.deepEqual(given(before, { A1: 1, A2: 2, B1: 3, D1: 4 }), { A1: 1, A2: 2, D1: 4 });
});

test("the branch starts from the committee's points, the record's among them, and sends what differs", () => {
  const shown = view({ proposed: value({ A1: 35, A2: 20, B1: 14, D1: 4 }), adopted: null });
  const points = pointsFor(shown, "adopt", { A2: "0" }, NOW);
  assert.deepEqual(points, { A1: 35, A2: 0, B1: 14, D1: 4 });
  assert.deepEqual(other(shown, points), { A2: 0 });
  const again = view({ proposed: value({ A1: 35, A2: 20, B1: 14, D1: 4 }), adopted: value({ A1: 30, A2: 20, B1: 14, D1: 4 }) });
  assert.deepEqual(other(again, pointsFor(again, "adopt", {}, NOW)), { A1: 30 });
});

describe("points come to", () => {
  for (const [name, points, total, rating, missed, lacking] of [
    ["good with every gate", { A1: 40, A2: 20, B1: 30, D1: 6 }, 96, "good", [], []],
    ["fair without one", { A1: 40, A2: 20, B1: 29, D1: 10 }, 99, "fair", ["B1"], []],
    ["what they are below", { A1: 20, A2: 0, B1: 30, D1: 0 }, 50, "average", [], []],
    ["poor", { A1: 9, A2: 0, B1: 30, D1: 10 }, 49, "poor", [], []],
    ["a part while some are not given, or are none", { A1: null, A2: 20, B1: 30, D1: NaN }, 50, "average", [], ["A1", "D1"]],
  ]) test(name, () => assert.deepEqual(rated(view().score, points), { total, rating, missed, lacking }));
});

test("an open meeting is as long as it is expected to be", () => {
  const length = line("C4", 6, "auto", { evidence: [{ key: "running", facts: { least: 90 }, people: [], at_ms: NOW - 60 * MINUTE }] });
  const open = (rest_ms) => ({ ...view(), agenda: { items: [], current: null, rest_ms } });
  assert.equal(recordPoints(open(29 * MINUTE), length, NOW), 0);
  assert.equal(recordPoints(open(30 * MINUTE), length, NOW), 6);
  assert.equal(evidenceSentence(open(30 * MINUTE), length.evidence[0], String, NOW), "90 of 90");
});

test("evidence names people, says when nobody is meant, and nothing where it has no words", () => {
  const said = (key, people = [], facts = {}) => evidenceSentence(view(), { key, facts, people, at_ms: null }, (id) => id.toUpperCase(), NOW);
  assert.equal(said("rate", [], { attended: 3, base: 4 }), "3/4");
  assert.equal(said("unexcused", ["p1", "p2"]), "not here: P1, P2");
  assert.equal(said("unexcused"), "all here");
  assert.equal(said("of_later_releases"), "");
});

test("the vote on the points is the last that passed since they were proposed", () => {
  const proposed = value({});
  assert.equal(adoptingVote(view({ proposed }, [vote("q1", { opened_ms: NOW - 1 })]), null), "");
  assert.equal(adoptingVote(view({ proposed }, [vote("q1"), vote("q2", { result: { passed: false } }), vote("q3", { phase: "open" })]), null), "q1");
});

test("the vote that was chosen at the desk is kept as long as it may have adopted the points", () => {
  const votes = [vote("q1"), vote("q2", { opened_ms: NOW + 9 })];
  for (const chosen of ["q1", ""]) assert.equal(adoptingVote(view({ proposed: value({}) }, votes), chosen), chosen);
  assert.equal(adoptingVote(view({ proposed: value({}, { at_ms: NOW + 5 }) }, votes), "q1"), "q2");
});

test("the vote on points that the branch adopted is the one it named; on points proposed later another", () => {
  const adopted = (more) => value({}, { ballot: "q1", ...more });
  const votes = [vote("q1"), vote("q2", { opened_ms: NOW + 9 })];
  assert.equal(adoptingVote(view({ proposed: value({}), adopted: adopted({ ballot: null }) }, votes), null), "");
  assert.equal(adoptingVote(view({ proposed: value({}), adopted: adopted({ at_ms: NOW + 4 }) }, votes), null), "q1");
  assert.equal(adoptingVote(view({ proposed: value({}, { at_ms: NOW + 5 }), adopted: adopted({ at_ms: NOW + 4 }) }, votes), null), "q2");
});

test("every group stands before its criteria", () => {
  assert.deepEqual(rowsOf(RUBRIC).map(({ key }) => key), ["A", "A1", "A2", "B", "B1", "D", "D1"]);
});

test("members read the branch's score, and the committee's until then", () => {
  useCatalogue({ "ui.score.proposed": "proposed {sum}", "ui.score.adopted": "adopted {sum}", "ui.score.sum": "{total} {rating}", "ui.rating.good": "good" });
  const place = { hidden: true, textContent: "" };
  const page = { querySelectorAll: () => [place] };
  const [proposed, adopted] = [92, 91].map((total) => ({ total, rating: "good" }));
  for (const [score, text] of [[{ proposed: null, adopted: null }, ""], [{ proposed, adopted: null }, "proposed 92 good"], [{ proposed, adopted }, "adopted 91 good"]]) {
    showScoreLine(page, { score });
    assert.deepEqual([place.hidden, place.textContent], [text === "", text]);
  }
});

test("what is typed is summed up with what is known, ticks and numbers alone", () => {
  const field = (type, value, checked = false) => ({ type, value, checked });
  assert.equal(sumOf([field("number", "7"), field("number", ""), field("checkbox", "4", true), field("checkbox", "3"), field("hidden", "2")], 20), 31);
});
