import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { driftMinutes, expectedEnd, expectedLength } from "../../web/static/js/core/length.js";

const CASES = JSON.parse(readFileSync(new URL("../unit/meeting/lengths.json", import.meta.url), "utf8"));
const MINUTE = 60_000;
const OPENED = 1000 * MINUTE;
const at = (minute) => (minute === null ? null : OPENED + minute * MINUTE);

for (const { why, now, current, items, rest, minutes } of CASES) {
  test(`the length is the server's: ${why}`, () => {
    const agenda = {
      items: items.map(({ planned, counted, started, spent, finished }, n) => ({
        id: `i${n}`, planned_min: planned, counted, started_ms: at(started), spent_ms: spent * MINUTE, finished_ms: at(finished),
      })),
      current: current === null ? null : `i${current}`,
      rest_ms: rest * MINUTE,
    };
    assert.equal(expectedLength({ agenda }, OPENED, at(now)), minutes * MINUTE);
  });
}

describe("the expected end", () => {
  const NOW = at(100);
  const item = (facts) => ({ id: "i", planned_min: 10, counted: true, spent_ms: 0, finished_ms: null, ...facts });
  /** The last item is the current one. */
  const view = (items = [], rest_ms = 0) => ({
    agenda: { items, current: items.at(-1)?.id ?? null, planned_end_ms: NOW + 30 * MINUTE, rest_ms },
  });

  test("is the planned one while the current item keeps its time", () => {
    const seen = view([item({ started_ms: NOW - 4 * MINUTE })], 24 * MINUTE);
    assert.equal(expectedEnd(seen, NOW), NOW + 30 * MINUTE);
    assert.equal(driftMinutes(seen, NOW), 0);
  });

  test("moves with the clock when the current item takes longer", () => {
    const seen = (rest) => view([item({ started_ms: NOW - 15 * MINUTE })], rest * MINUTE);
    assert.equal(expectedEnd(seen(24), NOW), NOW + 24 * MINUTE);
    assert.equal(driftMinutes(seen(36), NOW), 6);
    assert.equal(expectedEnd(seen(0), NOW), NOW);
  });

  test("takes off what an item had used before it was taken up again", () => {
    assert.equal(expectedEnd(view([item({ started_ms: NOW - MINUTE, spent_ms: 3 * MINUTE })]), NOW), NOW + 6 * MINUTE);
  });

  test("counts from now between two items", () => {
    assert.equal(expectedEnd(view([], 5 * MINUTE), NOW), NOW + 5 * MINUTE);
  });

  test("leaves out what is not counted: the line check, and talk outside the meeting", () => {
    const check = item({ counted: false, started_ms: NOW - MINUTE });
    assert.equal(expectedEnd(view([check], 30 * MINUTE), NOW), NOW + 30 * MINUTE);
    const done = item({ id: "d", started_ms: NOW - 40 * MINUTE, finished_ms: NOW - 20 * MINUTE });
    const talk = item({ counted: false, started_ms: NOW - 20 * MINUTE });
    assert.equal(expectedEnd(view([done, talk]), NOW), NOW - 20 * MINUTE);
    assert.equal(expectedEnd(view([done, talk], 5 * MINUTE), NOW), NOW + 5 * MINUTE);
  });
});
