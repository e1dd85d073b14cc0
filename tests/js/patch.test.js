import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { PatchError, applyPatch, parsePointer } from "../../web/static/js/core/patch.js";

/** Freeze deeply, so that any change of the given document throws. */
function frozen(value) {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const view = () =>
  frozen({ floor: { queue: [{ id: "a" }, { id: "b" }], turn: null }, people: { "p/1": 1, "~": 2 } });

describe("a patch", () => {
  const cases = [
    ["replaces a value", { op: "replace", path: "/floor/turn", value: { id: "t" } }, (v) => (v.floor.turn = { id: "t" })],
    ["adds a key", { op: "add", path: "/floor/round", value: [] }, (v) => (v.floor.round = [])],
    ["adds over a key that is there", { op: "add", path: "/floor/turn", value: 1 }, (v) => (v.floor.turn = 1)],
    ["removes a key", { op: "remove", path: "/floor/turn" }, (v) => delete v.floor.turn],
    ["adds into an array", { op: "add", path: "/floor/queue/1", value: { id: "c" } }, (v) => v.floor.queue.splice(1, 0, { id: "c" })],
    ["adds after the last", { op: "add", path: "/floor/queue/2", value: 3 }, (v) => v.floor.queue.push(3)],
    ["adds at the dash", { op: "add", path: "/floor/queue/-", value: 3 }, (v) => v.floor.queue.push(3)],
    ["removes from an array", { op: "remove", path: "/floor/queue/0" }, (v) => v.floor.queue.shift()],
    ["replaces inside an array", { op: "replace", path: "/floor/queue/1/id", value: "z" }, (v) => (v.floor.queue[1].id = "z")],
    ["reads an escaped slash", { op: "replace", path: "/people/p~11", value: 9 }, (v) => (v.people["p/1"] = 9)],
    ["reads an escaped tilde", { op: "replace", path: "/people/~0", value: 9 }, (v) => (v.people["~"] = 9)],
  ];
  for (const [name, operation, change] of cases) {
    test(name, () => {
      const expected = structuredClone(view());
      change(expected);
      assert.deepEqual(applyPatch(view(), [operation]), expected);
    });
  }

  test("replaces the whole document", () => {
    assert.deepEqual(applyPatch(view(), [{ op: "replace", path: "", value: 1 }]), 1);
  });

  test("applies its operations in order", () => {
    const operations = [
      { op: "remove", path: "/floor/queue/0" },
      { op: "add", path: "/floor/queue/1", value: { id: "c" } },
    ];
    assert.deepEqual(applyPatch(view(), operations).floor.queue, [{ id: "b" }, { id: "c" }]);
  });

  test("shares what it does not touch", () => {
    const before = view();
    const after = applyPatch(before, [{ op: "replace", path: "/floor/turn", value: 1 }]);
    assert.equal(after.people, before.people);
    assert.equal(after.floor.queue, before.floor.queue);
    assert.notEqual(after.floor, before.floor);
  });
});

describe("a patch that does not fit", () => {
  const cases = [
    { op: "replace", path: "/floor/nothing", value: 1 },
    { op: "remove", path: "/floor/nothing" },
    { op: "add", path: "/nothing/below", value: 1 },
    { op: "replace", path: "/floor/queue/2", value: 1 },
    { op: "add", path: "/floor/queue/3", value: 1 },
    { op: "remove", path: "/floor/queue/-" },
    { op: "remove", path: "/floor/queue/-1" },
    { op: "remove", path: "/floor/queue/01" },
    { op: "add", path: "/floor/turn/x", value: 1 },
    { op: "replace", path: "floor", value: 1 },
    { op: "replace", path: "/constructor", value: 1 },
    { op: "remove", path: "" },
  ];
  for (const operation of cases) {
    test(`is refused: ${operation.op} ${operation.path || "(all)"}`, () => {
      assert.throws(() => applyPatch(view(), [operation]), PatchError);
    });
  }
});

test("a pointer is split into its tokens", () => {
  assert.deepEqual(parsePointer(""), []);
  assert.deepEqual(parsePointer("/a/~01/"), ["a", "~1", ""]);
});
