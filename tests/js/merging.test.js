import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { merge } from "../../web/static/js/core/merging.js";

const CASES = JSON.parse(readFileSync(new URL("../unit/meeting/merges.json", import.meta.url), "utf8"));

for (const { why, was, mine, theirs, merged } of CASES) {
  test(`merges as the server does: ${why}`, () => assert.equal(merge(was, mine, theirs), merged));
}
