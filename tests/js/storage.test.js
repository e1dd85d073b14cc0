import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Kept } from "../../web/static/js/core/storage.js";

const refuse = () => {
  throw new Error("refused");
};

/** A storage as browsers have it, which starts with something in it. */
function storage(entries = []) {
  const held = new Map(entries);
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  };
}

const poor = {
  "throws when it is named": refuse,
  "is null": () => null,
  "is not there": () => undefined,
  "throws at everything": () => ({ getItem: refuse, setItem: refuse, removeItem: refuse }),
  "is full": () => ({ ...storage(), setItem: refuse }),
};

describe("what a page keeps", () => {
  test("stays in the browser, and nowhere else", () => {
    const real = storage([["old", "1"]]);
    const kept = new Kept(() => real);
    assert.equal(kept.getItem("old"), "1");
    kept.setItem("new", "2");
    assert.equal(real.held.get("new"), "2");
    real.held.set("new", "3"); // by another tab
    assert.equal(kept.getItem("new"), "3");
    kept.removeItem("new");
    assert.equal(new Kept(() => real).getItem("new"), null);
  });

  for (const [name, find] of Object.entries(poor)) {
    test(`is known as long as the page lives where storage ${name}`, () => {
      const kept = new Kept(find);
      assert.equal(kept.getItem("a"), null);
      kept.setItem("a", "1");
      kept.setItem("b", "2");
      kept.setItem("a", "3");
      assert.deepEqual([kept.getItem("a"), kept.getItem("b")], ["3", "2"]);
      kept.removeItem("a");
      assert.deepEqual([kept.getItem("a"), kept.getItem("b")], [null, "2"]);
      assert.equal(new Kept(find).getItem("b"), null);
    });
  }

  test("is what was kept last, also where a full storage holds what stood there before", () => {
    const full = { ...storage([["a", "before"]]), setItem: refuse };
    const kept = new Kept(() => full);
    kept.setItem("a", "after");
    assert.equal(kept.getItem("a"), "after");
  });
});
