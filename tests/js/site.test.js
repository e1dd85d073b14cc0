import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { nextSpeakers } from "../../web/static/js/ui/site/band.js";
import { ASKED_MS, isCodeNeeded } from "../../web/static/js/ui/site/check_in_code.js";
import { groupNow } from "../../web/static/js/ui/site/far_away.js";
import { joinKeys } from "../../web/static/js/ui/site/keys.js";
import { itemsAround } from "../../web/static/js/ui/site/programme.js";

test("whoever comes next is named in full, also namesakes and the longest name", () => {
  const names = ["Nguyễn Văn An", "Nguyễn Văn An", "Công Tằng Tôn Nữ Thị Huyền Trân Nguyệt Minh", "Lý A Sềnh"];
  const people = Object.fromEntries(names.map((name, id) => [id, { name }]));
  const view = { people, floor: { queue: names.map((_, id) => ({ person: String(id) })) } };
  assert.deepEqual(nextSpeakers(view, 3), { names: names.slice(0, 3), more: 1 });
  assert.deepEqual(nextSpeakers({ people, floor: { queue: [] } }, 3), { names: [], more: 0 });
});

describe("the code is large", () => {
  const missing = (unchecked) => ({ attendance: { counts: { unchecked } } });

  test("while somebody has not been checked in, and not when everybody has", () => {
    assert.equal(isCodeNeeded(missing(1), Infinity), true);
    assert.equal(isCodeNeeded(missing(0), Infinity), false);
  });

  test("for a minute when it is asked for", () => {
    assert.equal(isCodeNeeded(missing(0), ASKED_MS - 1), true);
    assert.equal(isCodeNeeded(missing(0), ASKED_MS), false);
  });
});

describe("who is far away", () => {
  const all = Array.from({ length: 12 }, (_, n) => n);

  test("is named at once where there are few", () => {
    assert.deepEqual(groupNow(all.slice(0, 5), 123_456), all.slice(0, 5));
    assert.deepEqual(groupNow([], 123_456), []);
  });

  test("is named in turn where there are many, and nobody is left out", () => {
    const seen = [0, 8_000, 16_000, 24_000].map((now_ms) => groupNow(all, now_ms));
    assert.deepEqual(seen.map((group) => group.length), [5, 5, 2, 5]);
    assert.deepEqual(seen.slice(0, 3).flat(), all);
    assert.deepEqual(groupNow(all, 7_999), seen[0]);
  });
});

describe("the programme in the picture's place", () => {
  const items = Array.from({ length: 10 }, (_, n) => ({ id: `i${n}`, state: n < 4 ? "done" : "pending" }));
  const shown = (current, all = items) => itemsAround({ items: all, current }, 7).map(({ id }) => id[1]).join("");

  test("shows what was before, what is and what comes", () => {
    assert.equal(shown("i0"), "0123456");
    assert.equal(shown("i4"), "3456789");
    assert.equal(shown("i2"), "1234567");
  });

  test("is full at the end, and between two items", () => {
    assert.equal(shown("i9"), "3456789");
    assert.equal(shown(null), "3456789");
    assert.equal(shown("i0", items.slice(0, 3)), "012");
  });
});

test("a key is pressed by its own number, also when one before it is not there", () => {
  const pressed = [];
  const key = (number, hidden = false) => ({
    getAttribute: () => number, closest: () => (hidden ? {} : null), click: () => pressed.push(number),
  });
  let press = () => {};
  globalThis.document = { addEventListener: (_, on) => { press = on; } };
  const keys = ["1", "2", "3", "4"].map((number) => key(number));
  joinKeys({ querySelectorAll: () => [...keys, key("5", true), key("6")] }, () => false);
  for (const number of ["5", "6", "7", "1"]) press({ key: number });
  delete globalThis.document;
  assert.deepEqual(pressed, ["6", "1"]);
});
