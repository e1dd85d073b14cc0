import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import {
  checkedIn, itemTime, modes, opensSoon, ownVoice, personName, turnLeft, turnTime,
} from "../../web/static/js/core/view.js";

const MINUTE = 60_000;
const NOW = 100 * MINUTE;

const view = () => ({
  me: { role: "member", person: "p1", site: null },
  people: { p1: { name: "Ma Thị Duyên" } },
  sites: { s1: { name: "Nhà văn hóa" } },
});

describe("a name", () => {
  test("stands alone, or with what tells its owner apart from a namesake", () => {
    useCatalogue({ "ui.namesake.number": "{name} (no. {value})" });
    const people = { p1: { name: "Nguyễn Văn An", distinction: { by: "number", value: "3" } }, p2: { name: "Ma Thị Duyên", distinction: null } };
    assert.equal(personName({ people }, "p1"), "Nguyễn Văn An (no. 3)");
    assert.equal(personName({ people }, "p2"), "Ma Thị Duyên");
  });
});

describe("a microphone that may be opened any moment", () => {
  const people = { p1: { site: null }, p2: { site: "s1" }, p3: { site: "s1" } };
  const floor = { queue: [{ person: "p3" }], round: null };
  const meeting = { state: "open", chair: null };
  const room = { role: "site", person: null, site: "s1" };
  const soon = (me, changed = {}) => opensSoon({ meeting, me, people, floor, ...changed });

  test("is that of who waits, and of the room where somebody waits, and no other", () => {
    assert.ok(soon({ role: "member", person: "p3", site: null }));
    assert.ok(soon(room));
    assert.ok(!soon({ role: "member", person: "p1", site: null }));
    assert.ok(!soon({ ...room, site: "s2" }));
  });

  test("is that of who comes next in a round, but not of the others", () => {
    const round = { floor: { queue: [], round: { done: [], left: ["p1", "p2"] } } };
    assert.ok(soon({ role: "member", person: "p1", site: null }, round));
    assert.ok(!soon({ role: "member", person: "p2", site: null }, round));
  });

  test("is that of the room where the chair sits", () => {
    const chaired = { meeting: { state: "open", chair: "p2" }, floor: { queue: [], round: null } };
    assert.ok(soon(room, chaired));
    assert.ok(!soon(room, { ...chaired, meeting: { state: "closed", chair: "p2" } }));
  });
});

test("the main room says of how many, a side room to which nobody belongs only how many", () => {
  const site = (main, expected) => checkedIn({ main, expected, checked_in: 5 });
  assert.deepEqual([site(true, 5), site(true, 6), site(false, 5), site(false, 6)], ["5/5", "5/6", "5", "5/6"]);
});

test("room and online add up to those present; who is outside the rate is told apart", () => {
  const row = (state, where, category = "official") => ({ state, where, category });
  const rows = {
    p1: row("present", "room"), p2: row("present", "room", "exempt"), p3: row("reconnecting", "online"),
    p4: row("absent_excused", null), p5: row("exempt", null, "exempt"),
  };
  const how = [{ key: "listed", count: 5 }, { key: "exempt", count: -2 }];
  assert.deepEqual(modes({ attendance: { rows, how } }), { room: 1, online: 1, outside: 1 });
});

describe("clocks", () => {
  test("an item takes no time before it begins, and no more after it ended", () => {
    assert.equal(itemTime({ started_ms: null, finished_ms: null }, NOW), 0);
    assert.equal(itemTime({ started_ms: NOW - 5000, spent_ms: 0, finished_ms: null }, NOW), 5000);
    const left = { started_ms: NOW - 5000, spent_ms: 2000, finished_ms: NOW - 1000 };
    assert.equal(itemTime(left, NOW), 6000); // two seconds before it was taken up again
  });

  test("a turn runs, stands still while paused, and goes below zero in overtime", () => {
    const turn = { spoken_ms: 10_000, running_since_ms: NOW - 5000, limit_s: 12 };
    assert.equal(turnTime(turn, NOW), 15_000);
    assert.equal(turnLeft(turn, NOW), -3000);
    assert.equal(turnTime({ ...turn, running_since_ms: null }, NOW), 10_000);
    assert.equal(turnLeft({ ...turn, limit_s: null }, NOW), null);
  });

  test("a device whose clock is behind shows no negative time", () => {
    assert.equal(turnTime({ spoken_ms: 0, running_since_ms: NOW + 300, limit_s: 60 }, NOW), 0);
  });
});

describe("names", () => {
  test("of somebody unknown, or of nobody, are empty", () => {
    assert.equal(personName(view(), "p1"), "Ma Thị Duyên");
    assert.equal(personName(view(), "unknown"), "");
    assert.equal(personName(view(), null), "");
  });

  test("a device speaks as its person, a room's device as the room", () => {
    assert.equal(ownVoice(view()), "p:p1");
    assert.equal(ownVoice({ me: { role: "site", person: null, site: "s1" } }), "s:s1");
  });
});
