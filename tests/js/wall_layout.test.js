import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { SIZES, layoutOf } from "../../web/static/js/ui/wall/layout.js";
import { wishOf } from "../../web/static/js/ui/wall/pictures.js";
import { Sight } from "../../web/static/js/ui/wall/sight.js";

/** What is left beside the close-up and under the bar. */
const LAPTOP = { width: 978, height: 692, em: 16 };
const LARGE_SCREEN = { width: 1376, height: 976, em: 20 };

describe("the layout of tiles", () => {
  for (const [where, room] of [["a laptop", LAPTOP], ["a large screen", LARGE_SCREEN]]) {
    test(`shows each number of tiles on ${where}, the fewer the more each says`, () => {
      const layouts = SIZES.map((size) => layoutOf({ ...room, count: 48, size }));
      assert.deepEqual(layouts.map(({ shown }) => shown), SIZES);
      assert.deepEqual(layouts.map(({ step }) => step), ["full", "full", "brief", "least", "least"]);
      assert.deepEqual(layouts.map(({ columns, rows }) => [columns, rows]), [[2, 2], [3, 3], [4, 4], [5, 5], [7, 7]]);
    });
  }

  test("asks for pictures in the layer that fits a tile", () => {
    const layers = SIZES.map((size) => layoutOf({ ...LAPTOP, count: 48, size }).layer);
    assert.deepEqual(layers, ["h", "q", "t", "t", "t"]);
  });

  test("gives the room to as many meetings as there are", () => {
    assert.deepEqual(layoutOf({ ...LAPTOP, count: 6, size: 48 }), { columns: 3, rows: 2, shown: 6, step: "full", layer: "q" });
    assert.deepEqual(layoutOf({ ...LAPTOP, count: 1, size: 4 }), { columns: 1, rows: 1, shown: 1, step: "full", layer: "h" });
  });

  test("puts fewer on a page where letters are so large that more could not be read", () => {
    const { shown, columns, rows, step } = layoutOf({ ...LAPTOP, em: 32, count: 48, size: 48 });
    assert.ok(shown < 48 && shown === columns * rows);
    assert.equal(step, "least");
    assert.ok((978 / 32 + 0.5) / columns - 0.5 >= 7.5);
  });

  test("shows one where there is hardly any room", () => {
    assert.equal(layoutOf({ width: 40, height: 20, em: 16, count: 9, size: 9 }).shown, 1);
  });
});

describe("what the wall asks for", () => {
  const sight = { tiles: ["a", "b", "c"], large: null, width: 0, screen: false, listen: "b", layer: "t", hidden: false };

  test("is the pictures of the tiles in sight and nothing else", () => {
    assert.deepEqual(wishOf(sight), { wanted: ["a", "b", "c"], large: null, large_layer: "h", screen: false, listen: "b", layer: "t" });
  });

  test("begins with the large one, which has one picture for both places", () => {
    assert.deepEqual(wishOf({ ...sight, large: "c" }).wanted, ["c", "a", "b"]);
    assert.deepEqual(wishOf({ ...sight, large: "d", width: 900 }), { ...wishOf(sight), wanted: ["d", "a", "b", "c"], large: "d", large_layer: "f" });
  });

  test("is no picture at all while nobody sees the page, but the sound goes on", () => {
    assert.deepEqual(wishOf({ ...sight, large: "a", hidden: true }), { ...wishOf(sight), wanted: [] });
  });
});

describe("what is in sight", () => {
  class Observer {
    static last;
    followed = new Set();
    constructor(told) {
      this.told = told;
      Observer.last = this;
    }
    observe = (node) => this.followed.add(node);
    unobserve = (node) => this.followed.delete(node);
  }
  const open = () => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    const sight = new Sight(Observer, page);
    let changes = 0;
    sight.addEventListener("change", () => (changes += 1));
    return { page, sight, changes: () => changes, observer: Observer.last };
  };

  test("is every tile until it is scrolled away, and again when it is back", () => {
    const { sight, observer, changes } = open();
    const [near, far] = [{}, {}];
    [near, far].forEach((node) => sight.follow(node));
    assert.deepEqual([sight.sees(near), sight.sees(far)], [true, true]);
    observer.told([{ target: near, isIntersecting: true }, { target: far, isIntersecting: false }]);
    assert.deepEqual([sight.sees(near), sight.sees(far), changes()], [true, false, 1]);
    observer.told([{ target: far, isIntersecting: true }]);
    assert.equal(sight.sees(far), true);
    sight.forget(far);
    assert.deepEqual([...observer.followed], [near]);
  });

  test("is nothing while another tab covers the page", () => {
    const { page, sight, changes } = open();
    page.hidden = true;
    page.dispatchEvent(new Event("visibilitychange"));
    assert.deepEqual([sight.sees({}), changes()], [false, 1]);
  });
});
