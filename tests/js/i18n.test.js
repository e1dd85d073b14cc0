import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { hasText, refusalText, t, useCatalogue } from "../../web/static/js/core/i18n.js";
import { Refused } from "../../web/static/js/core/wire.js";

beforeEach(() =>
  useCatalogue({
    "floor.place": "Đồng chí thứ {place}",
    "refused.not_open": "Cuộc họp mở lúc {at}.",
    "ui.failed": "Chưa làm được.",
  }),
);

test("facts are filled in", () => {
  assert.equal(t("floor.place", { place: 3 }), "Đồng chí thứ 3");
});

test("a missing fact stays visible", () => {
  assert.equal(t("floor.place"), "Đồng chí thứ {place}");
});

test("a missing text shows its key, also when the key is a word of the language", () => {
  assert.equal(t("floor.unknown"), "floor.unknown");
  assert.equal(t("constructor"), "constructor");
  assert.equal(hasText("constructor"), false);
});

test("a refusal has its sentence", () => {
  assert.equal(refusalText(new Refused("not_open", { at: "19:30" })), "Cuộc họp mở lúc 19:30.");
});

test("a refusal without a sentence, or any other failure, says that it did not work", () => {
  assert.equal(refusalText(new Refused("brand_new")), "Chưa làm được.");
  assert.equal(refusalText(new Error("boom")), "Chưa làm được.");
  assert.equal(refusalText(null), "Chưa làm được.");
});
