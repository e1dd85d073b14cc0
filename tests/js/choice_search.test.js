import assert from "node:assert/strict";
import { test } from "node:test";

import { fitting } from "../../web/static/js/ui/choice_search.js";

const PEOPLE = ["Hoàng Văn Lịch · Bí thư", "Lương Văn Đạo", "Đặng Thị Tuất", "Lý Thị Đào"].map((text) => ({ text }));
const found = (/** @type {string} */ query) => fitting(PEOPLE, query).map(({ text }) => text);

test("a few letters without diacritics find a person", () => {
  assert.deepEqual(found("dao"), ["Lương Văn Đạo", "Lý Thị Đào"]);
  assert.deepEqual(found("ly dao"), ["Lý Thị Đào"]);
  assert.deepEqual(found("ĐẶNG"), ["Đặng Thị Tuất"]);
});

test("an office finds who holds it, and what nobody is called finds nobody", () => {
  assert.deepEqual(found("bi thu"), ["Hoàng Văn Lịch · Bí thư"]);
  assert.deepEqual(found("xyz"), []);
});

test("no more are offered than can be looked over", () => {
  const many = Array.from({ length: 100 }, (_, n) => ({ text: `Lý ${n}` }));
  assert.equal(fitting(many, "ly").length, 8);
});
