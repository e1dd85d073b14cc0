import assert from "node:assert/strict";
import { test } from "node:test";

import "./old_node.js";
import { reminderOf } from "../../web/static/js/ui/member/reminder.js";

const view = ({ me = {}, unheard = { code: "microphone_off", site: null }, reminded_ms = 7 } = {}) => ({
  me: { role: "member", turn: "t1", site: null, ...me },
  floor: { turn: { id: "t1", unheard, reminded_ms } },
});

test("whoever has the floor and cannot be heard is reminded, and nobody else", () => {
  assert.deepEqual(reminderOf(view()), { at_ms: 7, code: "microphone_off" });
  assert.equal(reminderOf(view({ me: { turn: null } })), null);
  assert.equal(reminderOf(view({ reminded_ms: null })), null);
  assert.equal(reminderOf(view({ unheard: null })), null, "sound comes by now");
  assert.equal(reminderOf({ me: {}, floor: { turn: null } }), null);
});

test("of a silent room its device is reminded, not the person in it", () => {
  const unheard = { code: "microphone_off", site: "s1" };
  const room = { role: "site", turn: null, site: "s1" };
  assert.deepEqual(reminderOf(view({ unheard, me: room })), { at_ms: 7, code: "microphone_off" });
  assert.equal(reminderOf(view({ unheard, me: { ...room, site: "s2" } })), null);
  assert.equal(reminderOf(view({ unheard })), null);
});
