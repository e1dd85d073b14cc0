import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { closingFigures, tasksAfter } from "../../web/static/js/ui/desk/closing.js";
import { ClockSet } from "../../web/static/js/ui/desk/clock_set.js";
import { momentOf } from "../../web/static/js/ui/desk/correction.js";
import { groupsOf, stateKey } from "../../web/static/js/ui/groups.js";
import { Reading, messageLines, unreadMessages } from "../../web/static/js/ui/private_line.js";
import { byNumber, fold, matches, nameOf, signed } from "../../web/static/js/ui/names.js";
import { newsForTheDesk } from "../../web/static/js/ui/desk/news.js";
import { nextItem } from "../../web/static/js/ui/desk/next_item.js";
import { shortfall } from "../../web/static/js/ui/desk/roll_call.js";
import { sumLine } from "../../web/static/js/ui/sum_line.js";
import { reasonsOf } from "../../web/static/js/ui/desk/queue.js";

const row = (state, more = {}) => ({ state, where: null, site: null, ...more });
const view = (rows = {}) => ({
  people: {
    p2: { name: "Ma Thị Duyên", number: 2 },
    p1: { name: "Đặng Văn Tòng", number: 1 },
    g: { name: "Phan Thị Minh Châu", number: null },
  },
  watching: [{ person: "w", name: "Lê Hạnh" }],
  sites: { b: { name: "Nhóm B", main: false }, a: { name: "Nhà văn hóa", main: true } },
  attendance: { rows },
});

describe("the search for people", () => {
  test("ignores diacritics in either Unicode form, and case", () => {
    assert.equal(fold("Đặng Thị Tuất"), "dang thi tuat");
    assert.equal(fold("Đặng Thị Tuất".normalize("NFD")), "dang thi tuat");
    assert.ok(matches({ name: "Đặng Văn Tòng", number: 1 }, "TONG dang"));
  });

  test("finds beginnings of words, not what lies within one", () => {
    assert.ok(matches({ name: "Ma Thị Duyên", number: 2 }, "du"));
    assert.ok(!matches({ name: "Ma Thị Duyên", number: 2 }, "uyen"));
  });

  test("takes a number for the number on the list alone", () => {
    assert.ok(matches({ name: "Ma Thị Duyên", number: 12 }, "12"));
    assert.ok(!matches({ name: "Ma Thị Duyên", number: 112 }, "12"));
  });

  test("finds everybody when nothing is typed", () => {
    assert.ok(matches({ name: "Ma Thị Duyên", number: 2 }, "  "));
  });
});

test("people stand in the order of the list, guests last", () => {
  assert.deepEqual(byNumber(view()).map(([id]) => id), ["p1", "p2", "g"]);
});

test("a superior who is on no list has a name all the same", () => {
  assert.equal(nameOf(view(), "w"), "Lê Hạnh");
  assert.equal(nameOf(view(), "unknown"), "…");
});

test("minutes carry their sign, with a true minus", () => {
  assert.deepEqual([6, 0, -4].map(signed), ["+6", "0", "−4"]);
});

describe("the attendance list", () => {
  const rows = {
    p1: row("present", { where: "room", site: "b" }),
    p2: row("unchecked"),
  };

  test("by state begins with what the secretary has to act on", () => {
    assert.deepEqual(groupsOf(view(rows), "state", "").map(({ key }) => key), ["unchecked", "in_room"]);
  });

  test("by site begins with the main one, shows empty ones, ends with who sits nowhere", () => {
    const groups = groupsOf(view(rows), "site", "");
    assert.deepEqual(groups.map(({ key, people }) => [key, people]), [
      ["site:a", []], ["site:b", ["p1"]], ["unchecked", ["p2"]],
    ]);
  });

  test("calls absent who was never checked in, once the meeting is over", () => {
    const words = ["open", "closed"].map((state) => stateKey({ meeting: { state } }, "unchecked"));
    assert.deepEqual(words, ["unchecked", "unmarked"]);
    assert.equal(stateKey({ meeting: { state: "closed" } }, "left"), "left");
  });

  test("leaves out, in a search, groups in which nobody is found", () => {
    assert.deepEqual(groupsOf(view(rows), "site", "duyen").map(({ key }) => key), ["unchecked"]);
  });

  test("does not list guests, who have no row", () => {
    assert.ok(groupsOf(view(rows), "state", "").every(({ people }) => !people.includes("g")));
  });
});

describe("a time of day in a correction", () => {
  const evening = new Date(2026, 10, 5, 19, 30).getTime();

  test("lies on the meeting's day", () => {
    assert.equal(momentOf("19:42", evening), new Date(2026, 10, 5, 19, 42).getTime());
    assert.equal(momentOf("18:05", evening), new Date(2026, 10, 5, 18, 5).getTime());
  });

  test("lies on the next day when the meeting goes past midnight", () => {
    assert.equal(momentOf("00:10", evening), new Date(2026, 10, 6, 0, 10).getTime());
  });

  test("is nothing when nothing is given", () => {
    assert.equal(momentOf("", evening), null);
  });
});

test("an entry of the queue says why it stands where it stands", () => {
  const entry = { kind: "normal", moved: false, first_time: false, away: false, by: null };
  const { sites = {} } = view();
  assert.deepEqual(reasonsOf({ sites }, entry), []);
  assert.deepEqual(reasonsOf({ sites }, { ...entry, unheard: { code: "microphone_off", site: null } }), ["ui.unheard.microphone_off"]);
  assert.deepEqual(reasonsOf({ sites }, { ...entry, unheard: { code: "microphone_off", site: "s" } }), ["ui.unheard.room_microphone_off"]);
  assert.deepEqual(reasonsOf({ sites }, { ...entry, unheard: { code: "room_disconnected", site: "s" } }), ["ui.unheard.room_disconnected"]);
  assert.deepEqual(reasonsOf({ sites }, { ...entry, kind: "point_of_order", first_time: true }), [
    "desk.kind.point_of_order", "desk.queue.first_time",
  ]);
});

test("the desk is told of new requests and messages, not of those it knew", () => {
  const asked = (id) => ({ id, person: "p1" });
  const before = { ...view(), floor: { queue: [asked("r1")] }, messages: [] };
  const after = { ...view(), floor: { queue: [asked("r1"), asked("r2")] }, messages: [{}] };
  assert.deepEqual(newsForTheDesk(before, after), ["desk.say.asked", "desk.say.message"]);
  assert.deepEqual(newsForTheDesk(after, after), []);
});

test("a sum of one part is that part, and of several says what it comes to", () => {
  const listed = { key: "listed", count: 5 };
  assert.equal(sumLine([listed, { key: "exempt", count: 0 }], 5), "5 desk.how.listed");
  assert.equal(sumLine([listed, { key: "exempt", count: -2 }], 3), "5 desk.how.listed − 2 desk.how.exempt = 3");
});

describe("the next step between two items", () => {
  const agenda = (states, current = null) => ({
    current,
    items: states.map((state, index) => ({ id: `i${index}`, state, number: String(index) })),
  });
  const next = (state, ...of) => nextItem({ meeting: { state }, agenda: agenda(...of) })?.id ?? null;

  test("is the first that is still to come, not the line check nor what was skipped", () => {
    assert.equal(next("open", ["pending", "pending", "pending"]), "i1");
    assert.equal(next("open", ["done", "done", "skipped", "pending"]), "i3");
    assert.equal(next("open", ["pending", "skipped", "pending"]), "i2");
  });

  test("is none while an item is under way, before the meeting, after it, or when all is done", () => {
    assert.equal(next("open", ["done", "current", "pending"], "i1"), null);
    assert.equal(next("announced", ["pending", "pending"]), null);
    assert.equal(next("closed", ["done", "pending"]), null);
    assert.equal(next("open", ["pending", "done", "skipped"]), null);
  });
});

describe("a server's clock that was set", () => {
  const bands = () => ({ kinds: {}, set(kind, band) { this.kinds[kind] = band; } });
  const step = { at_ms: 1_000_000, by_ms: -3_900_000 };
  const shown = (clock) => ({ meeting: { clock } });

  test("is told until somebody has seen it, or for a while, and the next one anew", () => {
    const told = bands();
    const panel = new ClockSet(told);
    panel.render(shown([]), 1_000_000);
    assert.equal(told.kinds.clock, null);
    panel.render(shown([step]), 1_000_000);
    assert.ok(told.kinds.clock.text);
    told.kinds.clock.action.run();
    panel.render(shown([step]), 1_001_000);
    assert.equal(told.kinds.clock, null);
    panel.render(shown([step, { ...step, at_ms: 1_002_000 }]), 1_002_000);
    assert.ok(told.kinds.clock);
    panel.render(shown([step, { ...step, at_ms: 1_002_000 }]), 1_002_000 + 600_000);
    assert.equal(told.kinds.clock, null);
  });
});

describe("the private line", () => {
  const reader = (person) => ({ person, name: `Đồng chí ${person}`, at_ms: 0 });
  const line = (...of) => ({
    meeting: { id: "m1", chair: "p1", secretary: "p2" }, me: { person: "p1", name: "Hoàng Văn Lịch", can: ["read_messages"] },
    people: { p2: { name: "Lê Hạnh" } }, watching: [],
    messages: of.map(([id, person, ...readers]) => ({ id, from: "", person, text: id, at_ms: 0, read: readers.map(reader) })),
  });
  const others = ["n1", "n2", "n3"].map((id) => [id, "g"]);

  test("is unread as far as this person has not read it on any device, and never of one's own", () => {
    const unread = (view) => unreadMessages(view).map(({ id }) => id);
    assert.deepEqual(unread(line(["n1", "g", "p1"], ["n2", "g", "p2"], ["n3", "p1"])), ["n2"]);
    assert.deepEqual(unread({ ...line(), messages: undefined }), []);
  });

  test("says of one's own messages alone who has read them, and who of the desk has not", () => {
    useCatalogue({ "ui.line.read": "read: {who}", "ui.line.unread": "unread: {who}", "ui.line.nobody": "nobody" });
    const [theirs, unread, half, whole] = messageLines(line(["n1", "g", "p1"], ["n2", "p1"], ["n3", "p1", "g"], ["n4", "p1", "p2", "g"]));
    assert.equal(theirs.foot, "");
    assert.match(unread.foot, /nobody/);
    assert.match(half.foot, /Đồng chí g .*unread.*Lê Hạnh/);
    assert.match(whole.foot, /Đồng chí p2 .*Đồng chí g/);
    assert.doesNotMatch(whole.foot, /unread/);
    useCatalogue({});
  });

  test("is said to be read once in view, once for each last message, and again when that failed", async () => {
    const said = [];
    let works = false;
    const reading = new Reading(async (command, { upto }) => {
      said.push([command, upto]);
      if (!works) throw new Error("no answer");
    });
    assert.equal(reading.follow(line(...others), false), 3);
    assert.deepEqual(said, []);
    assert.equal(reading.follow(line(...others), true), 0);
    reading.follow(line(...others), true);
    assert.deepEqual(said, [["read_messages", "n3"]]);
    await new Promise((done) => setImmediate(done));
    works = true;
    reading.follow(line(...others), true);
    reading.follow(line(...others), true);
    assert.equal(said.length, 2);
    reading.follow({ ...line(...others, ["n4", "g"]), me: { person: "p1", can: [] } }, true);
    assert.equal(said.length, 2);
  });
});

test("what a meeting came to is said in five figures, the line check before it left out", () => {
  const figures = closingFigures({
    meeting: { closed_ms: Date.UTC(2026, 8, 1, 14, 2) },
    attendance: { present: 18, base: 20 },
    floor: { spoken: { distinct: 7, turns: 11, base: 18 } },
    agenda: {
      items: ["pending", "done", "skipped", "done"].map((state, index) => ({ state, number: String(index) })),
    },
  });
  assert.deepEqual(figures.slice(1), [
    ["present", "18/20"], ["speakers", "7/18"], ["turns", "11"], ["items", "2/3"],
  ]);
  assert.match(figures[0][1], /^\d\d:02$/);
});

describe("before opening the desk warns", () => {
  before(() => (globalThis.document ??= { documentElement: { lang: "vi" } }));

  const attendance = (present, base, rate_pct, here, needed) => ({ present, base, rate_pct, target_pct: 85, quorum: { here, needed } });
  for (const [name, figures, keys] of [
    ["of 3 of 13", [3, 13, 23.1, 3, 9], ["desk.roll_call.rate_low", "desk.roll_call.quorum_low"]],
    ["of 76.9 % where 85 are wanted", [10, 13, 76.9, 10, 9], ["desk.roll_call.rate_low"]],
    ["of exactly 85 %, which is to be passed", [17, 20, 85, 17, 14], ["desk.roll_call.rate_low"]],
    ["of nothing when all is well", [12, 13, 92.3, 12, 9], []],
    ["of nothing where nobody is expected", [0, 0, 0, 0, 0], []],
  ]) {
    test(name, () => assert.equal(shortfall(attendance(...figures)), keys.join(" ")));
  }
});

describe("after the close the desk counts what is left to write", () => {
  const item = (id, conclusion, counted = true) => ({ id, conclusion, counted });
  const rows = (...states) => Object.fromEntries(states.map((state, index) => [`p${index}`, { state }]));
  const left = (agenda, turns, adopted, ...states) =>
    tasksAfter({ agenda: { items: agenda }, floor: { turns }, attendance: { rows: rows(...states) }, score: { adopted } }).map((task) => task.left);

  test("discussed items without a conclusion, turns without a note, absent people without a reason, the score", () => {
    const items = [item("line_check", null, false), item("i1", null), item("i2", "Nhất trí"), item("silent", null)];
    const turns = ["line_check", "i1", "i1", "i2"].map((on) => ({ item: on, note: "x" }));
    assert.deepEqual(left(items, [{ item: null, note: "" }, ...turns], null, "unchecked", "present"), [1, 1, 1, 1, 0, 0, 0]);
  });

  test("nothing where all is written", () => {
    assert.deepEqual(left([item("i1", "Nhất trí")], [{ item: "i1", note: "x" }], { total: 92 }, "present", "absent_excused"), [0, 0, 0, 0, 0, 0, 0]);
  });
});
