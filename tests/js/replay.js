/**
 * Applies recorded runs with the browser's own patch code: reads a JSON list of
 * `{view, patches, end}` from standard input, exits with 1 where view + patches is not the end.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { applyPatch } from "../../web/static/js/core/patch.js";

const runs = JSON.parse(readFileSync(0, "utf8"));
for (const { view, patches, end } of runs) {
  assert.deepEqual(patches.reduce((shown, ops) => applyPatch(shown, ops), view), end);
}
process.stdout.write(String(runs.length));
