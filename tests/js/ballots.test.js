import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import "./old_node.js";
import { RESULT_SHOWN_MS, ballotLine, ballotNow, derivation, endedBallots, resultsOf, succeeded, sumsOf, verdict } from "../../web/static/js/core/ballots.js";
import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { warningOf } from "../../web/static/js/ui/desk/ballot_dialog.js";
import { sumWords } from "../../web/static/js/ui/desk/ballot_hands.js";
import { cancelledSince } from "../../web/static/js/ui/member/ballots.js";

const motion = (more = {}) => ({ id: "b1", phase: "open", matter: "Nghị quyết", ask: { kind: "motion" }, majority: "half",
  denominator: 16, needed: 9, how: [{ key: "official", count: 19 }, { key: "excused", count: -3 }, { key: "suspended", count: 0 }], result: null, ...more });
const passed = { sums: { for: 12, against: 1, other: 1 }, passed: true, elected: [], tied: [] };
const election = (result) => motion({ ask: { kind: "election", at_most: 2, candidates: [
  { id: "c1", name: "Ma Thị Duyên" }, { id: "c2", name: "Nông Văn Quảng" }, { id: "c3", name: "La Thị Mến" }] }, result });
const view = (...ballots) => ({ meeting: { state: "open" }, ballots });

before(() => useCatalogue({
  "ballot.for": "for", "ballot.against": "against", "ballot.other": "other",
  "ballot.passed": "passed", "ballot.not_passed": "not passed", "ballot.elected": "elected {names}.", "ballot.tied": "tied {names}.",
  "ballot.nobody_elected": "nobody.", "ballot.how.official": "official", "ballot.how.excused": "excused",
  "ballot.derivation.half": "{sum}; {needed}", "ballot.line.open": "voting {matter}", "ballot.line.confirmed": "{matter}: {verdict}",
  "desk.ballot.hands.fits": "fits {sum}", "desk.ballot.hands.less": "{n} less", "desk.ballot.hands.more": "{n} more",
}));

describe("the ballot that comes up", () => {
  test("is the open one, then the one that is counted, then its result for a while", () => {
    const result = motion({ phase: "confirmed", confirmed_ms: 1000, result: passed });
    assert.equal(ballotNow(view(motion()), 0)?.id, "b1");
    assert.equal(ballotNow(view(motion({ phase: "closed" })), 0)?.phase, "closed");
    assert.equal(ballotNow(view(result), 1000 + RESULT_SHOWN_MS - 1)?.phase, "confirmed");
    assert.equal(ballotNow(view(result), 1000 + RESULT_SHOWN_MS), null);
  });

  test("is none when it was cancelled, when there was none, and when the meeting is over", () => {
    assert.equal(ballotNow(view(motion({ phase: "cancelled" })), 0), null);
    assert.equal(ballotNow(view(), 0), null);
    assert.equal(ballotNow({ ...view(motion()), meeting: { state: "closed" } }, 0), null);
  });
});

test("results are kept, the newest first", () => {
  const first = motion({ phase: "confirmed", result: passed });
  const second = motion({ id: "b2", phase: "confirmed", result: passed });
  assert.deepEqual(resultsOf(view(first, motion({ id: "b3", phase: "cancelled" }), second)).map(({ id }) => id), ["b2", "b1"]);
});

test("ballots that are over are those with a result and those given up, the newest first", () => {
  const first = motion({ phase: "confirmed", result: passed });
  const ended = endedBallots(view(first, motion({ id: "b2", phase: "cancelled" }), motion({ id: "b3", phase: "closed" })));
  assert.deepEqual(ended.map(({ id }) => id), ["b2", "b1"]);
});

test("a motion is passed or not, and its answers keep their order", () => {
  const ballot = motion({ phase: "confirmed", result: passed });
  assert.equal(verdict(ballot), "passed");
  assert.ok(succeeded(ballot));
  assert.deepEqual(sumsOf(ballot).map(({ label, count }) => [label, count]), [["for", 12], ["against", 1], ["other", 1]]);
  assert.equal(verdict(motion({ result: { ...passed, passed: false } })), "not passed");
  assert.equal(ballotLine(ballot), "Nghị quyết: passed");
  assert.equal(ballotLine(motion()), "voting Nghị quyết");
});

test("of an election those with the most votes stand first, and a tie is told", () => {
  const ballot = election({ sums: { c1: 9, c2: 14, c3: 9 }, passed: null, elected: ["c2"], tied: ["c1", "c3"] });
  assert.deepEqual(sumsOf(ballot).map(({ key, chosen }) => [key, chosen]), [["c2", true], ["c1", false], ["c3", false]]);
  assert.equal(verdict(ballot), "elected Nông Văn Quảng. tied Ma Thị Duyên, La Thị Mến.");
  const none = election({ sums: { c1: 1, c2: 2, c3: 3 }, passed: null, elected: [], tied: [] });
  assert.equal(verdict(none), "nobody.");
  assert.ok(!succeeded(none));
});

test("the denominator is told with the parts that it is made of", () => {
  assert.equal(derivation(motion()), "19 official − 3 excused = 16; 9");
});

test("a count of hands is held against who is to be counted", () => {
  const count = { for: 12, against: 1, other: 0, not_voting: 1 };
  assert.equal(sumWords(count, 14), "fits 14");
  assert.equal(sumWords(count, 16), "2 less");
  assert.equal(sumWords(count, 13), "1 more");
});

test("a secret ballot that would tell too much is warned of before it is opened", () => {
  const row = (n, more = {}) => [`p${n}`, { state: "present", category: "official", site: "s", ...more }];
  const here = (...rows) => ({ attendance: { rows: Object.fromEntries(rows) } });
  const four = [1, 2, 3, 4].map((n) => row(n));
  assert.equal(warningOf(here(...four), "secret"), "desk.ballot.warning.few_voters");
  assert.equal(warningOf(here(...four), "hands"), "");
  assert.equal(warningOf(here(...four, row(5)), "secret"), "");
  assert.equal(warningOf(here(...four, row(5, { category: "probationary" })), "secret"), "desk.ballot.warning.few_voters");
  assert.equal(warningOf(here(...four, row(5), row(6, { site: null })), "paper"), "desk.ballot.warning.single_online");
  assert.equal(warningOf(here(...four, row(5, { state: "left" })), "secret"), "desk.ballot.warning.few_voters");
});

test("a ballot that was cancelled is told to whoever was voting in it", () => {
  assert.equal(cancelledSince(view(motion()), view(motion({ phase: "cancelled" })))?.id, "b1");
  assert.equal(cancelledSince(view(motion()), view(motion({ phase: "closed" }))), undefined);
  assert.equal(cancelledSince(view(), view(motion({ phase: "cancelled" }))), undefined);
});
