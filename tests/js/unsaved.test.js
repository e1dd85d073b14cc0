/** What counts as typed before a page's script runs: only what the form would send. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { differs } from "../../web/static/js/ui/unsaved.js";

const place = { name: "place", value: "Nhà văn hóa", defaultValue: "Nhà văn hóa" };

test("a form as the server sent it has nothing typed, whatever its page added to it", () => {
  const chosen = { name: "chair", value: "p1" }; // a choice has no text that it began with
  const search = { name: "", value: "Hoàng Văn Lịch", defaultValue: "" };
  assert.equal(differs({ elements: [place, chosen, search] }), false);
});

test("a field that holds something else than the server has put into it was typed", () => {
  assert.equal(differs({ elements: [place, { ...place, value: "Sân kho" }] }), true);
});
