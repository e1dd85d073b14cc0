import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { expectedLength } from "../../web/static/js/core/length.js";

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
