import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import { scalesOf, within } from "../../web/static/js/core/page_size.js";
import { onPinch } from "../../web/static/js/ui/pinch.js";

const PAGE = { width: 1920, height: 1080 };

describe("a shared page on the whole screen", () => {
  test("begins with letters to read on a phone held upright, and moves to the sides only", () => {
    const box = { width: 360, height: 500 };
    const { whole, larger, first } = scalesOf(box, PAGE);
    assert.equal(first, larger);
    assert.ok(larger * PAGE.width > 2 * box.width);
    assert.equal(Math.round(larger * PAGE.height), box.height);
    assert.equal(Math.round(whole * PAGE.width), box.width);
  });

  test("begins whole on a phone held wide and on a laptop, and twice as large when asked", () => {
    for (const box of [{ width: 550, height: 360 }, { width: 1366, height: 670 }]) {
      const { whole, larger, first } = scalesOf(box, PAGE);
      assert.equal(first, whole);
      assert.equal(larger, 2 * whole);
    }
  });

  test("is made no smaller than whole, and no larger than twice its own size", () => {
    const scales = scalesOf({ width: 960, height: 540 }, PAGE);
    assert.deepEqual([0.1, 0.7, 9].map((scale) => within(scale, scales)), [0.5, 0.7, 2]);
    const small = scalesOf({ width: 960, height: 540 }, { width: 320, height: 180 });
    assert.equal(within(9, small), small.larger);
  });
});

describe("two fingers", () => {
  const finger = (clientX, clientY) => ({ clientX, clientY });
  const event = (type, facts) => Object.assign(new Event(type, { cancelable: true }), facts);
  const pinched = () => {
    const [node, zoom] = [new EventTarget(), mock.fn()];
    onPinch(node, zoom);
    const send = (type, facts) => {
      const sent = event(type, facts);
      node.dispatchEvent(sent);
      return sent.defaultPrevented;
    };
    return { send, asked: () => zoom.mock.calls.map((call) => call.arguments) };
  };

  test("zoom by how far they part, about their middle, and the window stays as it is", () => {
    const { send, asked } = pinched();
    send("touchstart", { touches: [finger(100, 100), finger(200, 100)] });
    assert.ok(send("touchmove", { touches: [finger(50, 100), finger(250, 100)] }));
    assert.ok(send("touchmove", { touches: [finger(100, 120), finger(200, 120)] }));
    assert.deepEqual(asked(), [[2, 150, 100], [0.5, 150, 120]]);
  });

  test("on a laptop's pad zoom too; one finger and a plain wheel move the page", () => {
    const { send, asked } = pinched();
    assert.ok(!send("touchmove", { touches: [finger(50, 100)] }));
    assert.ok(!send("wheel", { ctrlKey: false, deltaY: -150, clientX: 1, clientY: 2 }));
    assert.ok(send("wheel", { ctrlKey: true, deltaY: -150, clientX: 1, clientY: 2 }));
    assert.deepEqual(asked(), [[Math.E, 1, 2]]);
  });
});
