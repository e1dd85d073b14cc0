import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { commandOf, reachedBy } from "../../web/static/js/ui/wall/tell.js";

describe("what is sent to several branches", () => {
  const views = ["draft", "announced", "open", "closed", "cancelled"].map((state) => ({ meeting: { id: state, state } }));
  const reached = (what) => reachedBy(views, what).map(({ meeting }) => meeting.id);

  test("as a message reaches those that meet or are about to", () => {
    assert.deepEqual(reached("message"), ["announced", "open"]);
    assert.deepEqual(commandOf("message", { text: " Hello ", minutes: "10" }), ["write_to_chair", { text: "Hello" }]);
  });

  test("as a required item reaches those that have not begun", () => {
    assert.deepEqual(reached("item"), ["draft", "announced"]);
    assert.deepEqual(commandOf("item", { text: "Directive", minutes: "10" }), ["require_item", { title: "Directive", planned_min: 10 }]);
  });
});
