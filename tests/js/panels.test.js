import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { endSentence, itemMinutes } from "../../web/static/js/ui/agenda.js";
import { Announcer, MOST_WAITING, changes } from "../../web/static/js/ui/announcer.js";
import { floorState, invitationOf } from "../../web/static/js/ui/member/floor_button.js";
import { slotName } from "../../web/static/js/ui/stage.js";
import { whenAndWhere } from "../../web/static/js/ui/member/room.js";
import { hasFloor, takesCheckIns } from "../../web/static/js/core/view.js";
import { useOffsets } from "../../web/static/js/core/clock.js";
import { turnClock, turnPhase } from "../../web/static/js/ui/speaker_clock.js";
import { FakeTimers } from "./fake_timers.js";

const MINUTE = 60_000;
const NOW = 1000 * MINUTE;

before(() =>
  useCatalogue({
    "ui.said.open": "opened",
    "ui.said.your_turn": "your turn",
    "ui.said.you_are_next": "you are next",
    "ui.said.position": "place {position}",
    "ui.said.microphone_open": "microphone open",
    "ui.said.speaks": "{name} speaks",
    "ui.said.item": "item {number} {title}",
    "ui.comrade": "đ/c {name}",
    "member.waiting.when": "{time} {date}",
    "ui.speaker.paused": "paused",
    "ui.speaker.unheard": "not heard",
    "ui.agenda.end_late": "late {minutes}",
    "ui.agenda.end_early": "early {minutes}",
    "ui.agenda.end": "on time",
  }),
);

/** A view of which each test changes a few facts. */
function view({ meeting = {}, me = {}, agenda = {}, floor = {} } = {}) {
  return {
    meeting: { state: "open", ...meeting },
    me: { person: "p1", turn: null, request: null, position: null, microphone: "closed", can: ["ask"], ...me },
    people: { p1: { name: "Ma Thị Duyên" }, p2: { name: "Nông Văn Quảng" }, p3: { name: "Lý A Sềnh" } },
    agenda: {
      items: [{ id: "i1", number: "9", title: "Thảo luận", planned_min: 10, started_ms: NOW, spent_ms: 0, state: "current" }],
      current: null, planned_end_ms: NOW, rest_ms: 0, ...agenda,
    },
    floor: { turn: null, queue: [], ...floor },
  };
}

const turn = (facts = {}) => ({
  id: "t1", person: "p2", spoken_ms: 0, running_since_ms: NOW - 130_000, limit_s: 300, interposed: null, ...facts,
});

describe("a screen reader hears", () => {
  const cases = [
    ["that the meeting has begun", { meeting: { state: "announced" } }, {}, ["opened"]],
    ["who begins to speak", {}, { floor: { turn: turn() } }, ["Nông Văn Quảng speaks"]],
    ["its owner's turn, not the owner's own name", {}, { me: { turn: "t1", microphone: "open" }, floor: { turn: turn({ person: "p1" }) } }, ["your turn"]],
    ["its owner's place as it moves up", { me: { position: 3 } }, { me: { position: 2 } }, ["place 2"]],
    ["that its owner is next", { me: { position: 2 } }, { me: { position: 1 } }, ["you are next"]],
    ["that the microphone opens without a turn", {}, { me: { microphone: "open" } }, ["microphone open"]],
    ["the new item", {}, { agenda: { current: "i1" } }, ["item 9 Thảo luận"]],
    ["nothing when nothing changed for it", { floor: { turn: turn() } }, { floor: { turn: turn({ note: "…" }) } }, []],
  ];
  for (const [name, earlier, later, sentences] of cases) {
    test(name, () => assert.deepEqual(changes(view(earlier), view(later)), sentences));
  }

  test("one sentence after the other, and of too many the latest", (context) => {
    const real = globalThis.setTimeout;
    context.after(() => (globalThis.setTimeout = real));
    const timers = new FakeTimers().install();
    const read = [];
    const announcer = new Announcer({ replaceChildren: (sentence) => read.push(sentence) });
    const said = Array.from({ length: 3 * MOST_WAITING }, (_, index) => `sentence ${index}`);
    said.forEach((sentence) => announcer.say(sentence));
    assert.deepEqual(read, said.slice(0, 1));
    timers.tick(3_600_000);
    assert.deepEqual(read, [said[0], ...said.slice(-MOST_WAITING)]);
  });
});

describe("the one big button", () => {
  const cases = [
    ["asks when one may", {}, "may_ask"],
    ["takes back what was asked", { me: { request: "q1" } }, "asked"],
    ["is the invitation on one's turn, whatever else was asked", { me: { turn: "t1", request: "q1" } }, "speaking"],
    ["invites who puts a question into a turn", { floor: { turn: turn({ interposed: { person: "p1" } }) } }, "interposing"],
    ["rests before the meeting", { meeting: { state: "announced" } }, "closed"],
    ["rests where one may not ask", { me: { can: [] } }, "closed"],
    ["leads to the check-in on a phone in the room", { me: { role: "companion", presence: "unchecked" } }, "unchecked"],
    ["leads there whoever was marked absent", { me: { role: "companion", presence: "absent_excused" } }, "unchecked"],
    ["asks on a phone in the room once its owner is there", { me: { role: "companion", presence: "present" } }, "may_ask"],
    ["asks on a device that makes its owner present", { me: { role: "member", presence: "reconnecting" } }, "may_ask"],
  ];
  for (const [name, facts, state] of cases) {
    test(name, () => assert.equal(floorState(view(facts)), state));
  }

  const called = (unheard) => view({ me: { turn: "t1" }, floor: { turn: turn({ id: "t1", running_since_ms: null, unheard }) } });
  for (const [code, site, state] of [
    ["microphone_off", null, "unheard"],
    ["microphone_missing", null, "unheard"],
    ["without_media", null, "unheard"],
    ["no_path", null, "speaking"],
    ["microphone_off", "hall", "speaking"],
    ["room_disconnected", "hall", "speaking"],
  ]) {
    test(`of who has the floor and is not heard (${code}, ${site ?? "own device"}) is for ${state}`, () => {
      assert.equal(floorState(called({ code, site }), true), state);
      assert.equal(floorState(called({ code, site })), "speaking", "a page without a microphone has none to switch on");
    });
  }
});

test("who has the floor is invited to speak while the clock runs, and told while it is paused", () => {
  const own = (facts) => view({ me: { turn: "t1" }, floor: { turn: turn(facts) } });
  assert.equal(invitationOf(own({}), "speaking"), "speaking");
  assert.equal(invitationOf(own({ running_since_ms: null }), "speaking"), "paused");
  assert.equal(invitationOf(own({ running_since_ms: null }), "unheard"), "unheard");
});

describe("a turn's clock", () => {
  test("shows time spoken out of the limit", () => {
    assert.equal(turnClock(turn(), NOW), "2:10 / 5:00");
    assert.equal(turnClock(turn({ limit_s: null }), NOW), "2:10");
    assert.equal(turnClock(turn({ spoken_ms: 65_000, running_since_ms: null }), NOW), "1:05 / 5:00 · paused");
  });

  test("says of who cannot be heard that nobody hears, not that it is a pause", () => {
    const unheard = { code: "microphone_off", site: null };
    assert.equal(turnClock(turn({ spoken_ms: 0, running_since_ms: null, unheard }), NOW), "0:00 / 5:00 · not heard");
  });

  for (const [limit_s, phase] of [[300, "running"], [180, "ending"], [120, "over"], [null, "running"]]) {
    test(`is ${phase} after 2:10 with a limit of ${limit_s} s`, () =>
      assert.equal(turnPhase(turn({ limit_s }), NOW), phase));
  }
});

describe("the agenda", () => {
  test("shows minutes taken of minutes planned, once an item has begun", () => {
    const item = { planned_min: 35, started_ms: NOW - 12 * MINUTE, spent_ms: 0, finished_ms: null, state: "current" };
    assert.equal(itemMinutes(item, NOW), "12 / 35′");
    assert.equal(itemMinutes({ ...item, started_ms: null }, NOW), "35′");
    assert.equal(itemMinutes({ ...item, state: "skipped" }, NOW), "35′");
  });

  test("says how far the end has moved", () => {
    const end = (planned_end_ms) => endSentence(view({ agenda: { planned_end_ms } }), NOW);
    assert.equal(end(NOW - 6 * MINUTE), "late 6");
    assert.equal(end(NOW + 4 * MINUTE), "early 4");
    assert.equal(end(NOW), "on time");
  });
});

test("a picture's person is called comrade, a room by its name", () => {
  assert.equal(slotName({ source: "p:p1", name: "Ma Thị Duyên" }), "đ/c Ma Thị Duyên");
  assert.equal(slotName({ source: "s:main", name: "Nhà văn hóa" }), "Nhà văn hóa");
});

describe("the waiting page says when and where", () => {
  const scheduled_ms = Date.UTC(2026, 10, 5, 12, 30);
  before(() => useOffsets([[0, 420]]));
  const cases = [["Nhà văn hóa", "19:30 05/11/2026 · Nhà văn hóa"], ["", "19:30 05/11/2026"]];
  for (const [place, sentence] of cases) {
    test(place ? "with the place" : "without a place nobody gave", () =>
      assert.equal(whenAndWhere({ meeting: { scheduled_ms, place } }), sentence));
  }
});

test("codes are shown and taken from the announcement until the close", () => {
  const states = ["draft", "announced", "open", "closed"];
  assert.deepEqual(states.map((state) => takesCheckIns({ meeting: { state } })), [false, true, true, false]);
});

describe("a screen turns gold", () => {
  const gold = (facts) => hasFloor(view(facts));
  test("for whoever was called, and whoever may put a question", () => {
    assert.equal(gold({ me: { turn: "t1" }, floor: { turn: turn(), preset: "free" } }), true);
    assert.equal(gold({ me: { microphone: "open" }, floor: { preset: "queue" } }), true);
    assert.equal(gold({ me: { role: "site", site: "s" }, floor: { turn: turn({ site: "s" }) } }), true);
  });
  test("not for everybody in a free discussion, nor before the opening", () => {
    assert.equal(gold({ me: { microphone: "open" }, floor: { preset: "free" } }), false);
    assert.equal(gold({ me: { role: "site", site: "s", microphone: "open" } }), false, "the chair's room");
    assert.equal(gold({ meeting: { state: "announced" }, me: { microphone: "open" } }), false);
  });
});
