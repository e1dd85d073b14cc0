/** What the desk is offered and told about the list of members. */

import assert from "node:assert/strict";
import test from "node:test";

import { addable, listNews } from "../../web/static/js/ui/desk/member_list.js";

/** @param {object} attendance */
const viewWith = (attendance) => /** @type {any} */ ({
  people: { p1: { name: "Ma Văn Quảng" }, p2: { name: "Lý Thị Say", off: true } },
  attendance,
});

test("who joined the branch comes first, then who was taken off", () => {
  const view = viewWith({ beside: { p9: { number: 9, name: "Bàn Thị Liều", category: "official" } }, off: { p2: { listing: [] } } });
  assert.deepEqual(addable(view).map(([id]) => id), ["p9", "p2"]);
  assert.deepEqual(addable(viewWith({})), []);
});

test("a list that agrees with the branch's is no news; one that does not is, with names", () => {
  const same = { rows: { p1: { category: "official", registered: "official" } }, beside: {} };
  assert.equal(listNews(viewWith(same)), "");
  const unregistered = (/** @type {string[]} */ ...acts) => ({ rows: { p1: { category: "official", registered: null, listing: acts.map((act) => ({ act })) } }, beside: {} });
  assert.match(listNews(viewWith(unregistered())), /desk\.list\.news\.gone/);
  assert.equal(listNews(viewWith(unregistered("added"))), ""); // on no register from the beginning
  const other = { rows: { p1: { category: "official", registered: "exempt" } }, beside: {} };
  assert.match(listNews(viewWith(other)), /desk\.list\.news\.category/);
  const more = { rows: {}, beside: { p9: { number: 9, name: "Bàn Thị Liều", category: "official" } } };
  assert.match(listNews(viewWith(more)), /desk\.list\.news\.added/);
});
