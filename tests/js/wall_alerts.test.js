import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { AlertBoard, entriesOf } from "../../web/static/js/ui/wall/alert_board.js";
import { untilEnd } from "../../web/static/js/ui/wall/alert_dialog.js";
import { Alerts, alertAction, alertReasons, nameOf, timeLeft } from "../../web/static/js/ui/wall/alerts.js";
import { Bell } from "../../web/static/js/ui/wall/bell.js";

const STILL_MS = 10_000;
const alert = (key, changes = {}) => ({
  key, subject: "", kind: "alert", level: "amber", since_ms: 1, act_by_ms: null, facts: {}, again: 0,
  acknowledged: null, shelved: null, group: null, ...changes,
});
const ACKNOWLEDGED = { acknowledged: { by: "Hà", word: "called", at_ms: 5 } };
const SHELVED = { shelved: { by: "Hà", reason: "known", until_ms: 9 } };
const NOTICE = { kind: "notice" };

describe("alerts", () => {
  test("come red before amber, older before newer, notices last", () => {
    const alerts = new Alerts();
    alerts.take("m", [
      alert("note", { ...NOTICE, level: "red" }), alert("new", { since_ms: 2 }), alert("old"), alert("worst", { level: "red", since_ms: 3 }),
    ]);
    assert.deepEqual(alerts.of("m").map(({ key }) => key), ["worst", "old", "new", "note"]);
    assert.equal(alerts.level("m"), "red");
    assert.equal(alerts.badness("m"), 102);
  });

  test("are new once, and again when they grow worse or are brought up again", () => {
    const alerts = new Alerts();
    const news = (changes) => alerts.take("m", [alert("late", changes)]).length;
    assert.deepEqual([news(), news(), news({ level: "red" }), news({ level: "red" }), news({ level: "red", again: 1 })], [1, 0, 1, 0, 1]);
  });

  test("of notices, and what somebody acknowledged or shelved, call nobody and colour nothing", () => {
    for (const changes of [NOTICE, ACKNOWLEDGED, SHELVED]) {
      const alerts = new Alerts();
      assert.deepEqual(alerts.take("m", [alert("late", changes)]), []);
      assert.deepEqual([alerts.level("m"), alerts.badness("m")], [null, 0]);
      assert.equal(alerts.of("m").length, changes === SHELVED ? 0 : 1);
    }
  });

  test("call again when their shelving is over", () => {
    const alerts = new Alerts();
    alerts.take("m", [alert("late", SHELVED)]);
    assert.equal(alerts.take("m", [alert("late", { again: 1 })]).length, 1);
  });

  test("of a meeting are the same list until others are told, so that a tile sees that it has nothing to draw", () => {
    const alerts = new Alerts();
    assert.equal(alerts.of("m"), alerts.of("m"));
    alerts.take("m", [alert("late")]);
    const before = alerts.of("m");
    assert.equal(alerts.of("m"), before);
    alerts.take("m", [alert("late")]);
    assert.notEqual(alerts.of("m"), before);
    alerts.forget("m");
    assert.deepEqual(alerts.of("m"), []);
  });

  test("of two meetings, or of two rooms of one, have nothing to do with each other", () => {
    assert.notEqual(nameOf("m1", alert("late")), nameOf("m2", alert("late")));
    assert.notEqual(nameOf("m", alert("off", { subject: "a" })), nameOf("m", alert("off", { subject: "b" })));
  });
});

describe("the list of alerts", () => {
  const all = (...pairs) => pairs.map(([meeting, ...alerts]) => [meeting, alerts]);
  const keys = (entries) => entries.map(({ alert: { key } }) => key);

  test("has one entry for one cause in many branches, due when the first of them is", () => {
    const off = (act_by_ms, changes) => alert("site_disconnected", { group: "g", act_by_ms, ...changes });
    const [entry, ...others] = entriesOf(all(["a", off(9, ACKNOWLEDGED)], ["b", off(7)], ["c", off(8)]));
    assert.deepEqual(others, []);
    assert.deepEqual(entry.places.map(({ meeting }) => meeting), ["b", "c", "a"]);
    assert.equal(entry.act_by_ms, 7);
    assert.equal(entry.alert.acknowledged, null);
  });

  test("has no notices, and what is taken note of under what is not", () => {
    const board = new AlertBoard();
    const entries = board.next(all(
      ["a", alert("note", NOTICE), alert("known", ACKNOWLEDGED), alert("away", SHELVED)], ["b", alert("amber"), alert("red", { level: "red", since_ms: 5 })],
    ), 0, false);
    assert.deepEqual(keys(entries), ["red", "amber", "known", "away"]);
  });

  test("does not move an entry twice in ten seconds, nor under a hand", () => {
    const board = new AlertBoard();
    const next = (first, now_ms, held = false) => keys(board.next(all(["m", alert("one", first), alert("two")]), now_ms, held)).join(" ");
    assert.equal(next({}, 0), "one two");
    assert.equal(next(ACKNOWLEDGED, 1), "two one");
    assert.equal(next({ level: "red" }, STILL_MS), "two one");
    assert.equal(next({ level: "red" }, STILL_MS + 1, true), "two one");
    assert.equal(next({ level: "red" }, STILL_MS + 2), "one two");
  });

  test("drops what has ended at once, also under a hand", () => {
    const board = new AlertBoard();
    board.next(all(["m", alert("one"), alert("two")]), 0, true);
    assert.deepEqual(keys(board.next(all(["m", alert("two")]), 1, true)), ["two"]);
  });
});

describe("what an alert says", () => {
  before(() => useCatalogue({
    "wall.alert.left": "{n} left", "wall.alert.overdue": "{n} over",
    "wall.alert.late.cause": "not opened", "wall.alert.late.action": "call {name}",
  }));

  test("is how much time is left, begun minutes counting whole", () => {
    assert.equal(timeLeft(null, 0), "");
    assert.equal(timeLeft(60_001, 0), "2 left");
    assert.equal(timeLeft(1, 0), "1 left");
    assert.equal(timeLeft(0, 0), "0 over");
    assert.equal(timeLeft(0, 125_000), "2 over");
  });

  test("is as many reasons as there are words for", () => {
    const late = alert("late", { facts: { name: "Hà" } });
    assert.deepEqual(alertReasons(late).map(({ part }) => part), ["cause", "action"]);
    assert.equal(alertAction(late), "call Hà");
    assert.equal(alertAction(alert("other")), "");
  });
});

test("an alert is put off until the meeting is expected to end, within what can be asked for", () => {
  const view = (planned_min) => ({
    agenda: { current: "i", rest_ms: 0, planned_end_ms: 0, items: [{ id: "i", counted: true, state: "current", planned_min, started_ms: 0, spent_ms: 0, finished_ms: null }] },
    meeting: { state: "open", scheduled_ms: 0 },
  });
  assert.equal(untilEnd(view(30), 600_000), 20);
  assert.equal(untilEnd(view(600), 0), 240);
  assert.equal(untilEnd(view(5), 900_000), 1);
  assert.equal(untilEnd(undefined, 0), 1);
});

describe("the bell", () => {
  const bell = () => {
    const button = Object.assign(new EventTarget(), { attributes: {}, getAttribute: () => null, setAttribute: () => {}, textContent: "" });
    const heard = [];
    const clock = { now_ms: 0 };
    const one = new Bell(button, () => heard.push(clock.now_ms), () => clock.now_ms);
    return { button, clock, heard, one };
  };

  test("is silent until it is pressed, which lets it be heard, and once for many alerts", () => {
    const { button, clock, heard, one } = bell();
    one.ring();
    assert.deepEqual(heard, []);
    button.dispatchEvent(new Event("click"));
    assert.deepEqual(heard, [0]);
    for (const now_ms of [1, 2, 10_001]) {
      clock.now_ms = now_ms;
      one.ring();
    }
    assert.deepEqual(heard, [0, 1, 10_001]);
    button.dispatchEvent(new Event("click"));
    clock.now_ms = 99_999;
    one.ring();
    assert.equal(heard.length, 3);
  });
});
