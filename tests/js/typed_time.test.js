import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, timeOf } from "../../web/static/js/core/typed_time.js";

test("a time of day is read as people write it, by 24 hours", () => {
  for (const text of ["19:30", "19.30", "19h30", "19 giờ 30", "1930", " 19:30 "]) assert.equal(timeOf(text), "19:30");
  assert.deepEqual(["7:05", "19h", "930", "0:00"].map(timeOf), ["07:05", "19:00", "09:30", "00:00"]);
  for (const text of ["", "7", "24:00", "19:60", "7:30 PM", "19:5", "mai"]) assert.equal(timeOf(text), null);
});

test("a day is read with the day first", () => {
  for (const text of ["03/12/2026", "3/12/2026", "3-12-26", "03122026", "3.12.2026"]) assert.equal(dayOf(text), "03/12/2026");
  for (const text of ["", "31/02/2026", "12/13/2026", "2026", "hôm nay"]) assert.equal(dayOf(text), null);
});
