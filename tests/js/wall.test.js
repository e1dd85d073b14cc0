import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { sayEndedAssignments } from "../../web/static/js/ui/wall/ended.js";
import { linkWord } from "../../web/static/js/ui/wall/figures.js";
import { HAND_MS, Hand, READING_MS } from "../../web/static/js/ui/wall/hand.js";
import { HEARD_WITHIN_MS, Loudness } from "../../web/static/js/ui/wall/loudness.js";
import { Order } from "../../web/static/js/ui/wall/order.js";
import { assignSlots, slotsFor } from "../../web/static/js/ui/wall/slots.js";
import { WallMedia } from "../../web/static/js/ui/wall/wall_media.js";

const STILL_MS = 10_000;
const order = (...steps) => {
  const wall = new Order();
  return steps.map(([badness, now_ms]) => wall.next(new Map(Object.entries(badness)), now_ms).join(""));
};

describe("the order of tiles", () => {
  test("puts the worst first and leaves equals where they were", () => {
    assert.deepEqual(order([{ a: 0, b: 100, c: 0, d: 1 }, 0]), ["bdac"]);
    assert.deepEqual(order([{ a: 0, b: 0 }, 0], [{ b: 0, a: 0 }, 1]), ["ab", "ab"]);
  });

  test("does not move a tile twice in ten seconds", () => {
    const calm = { a: 0, b: 0 };
    const bad = { a: 0, b: 1 };
    assert.deepEqual(
      order([calm, 0], [bad, 1], [{ a: 9, b: 1 }, STILL_MS], [{ a: 9, b: 1 }, STILL_MS + 1]),
      ["ab", "ba", "ba", "ab"],
    );
  });

  test("orders the tiles that may move in the places that are free", () => {
    assert.deepEqual(order([{ a: 0, b: 1, c: 0, d: 0 }, 0], [{ a: 0, b: 1, c: 0, d: 9 }, 1]), [
      "bacd", "badc",
    ]);
  });

  test("begins a new tile at the end and forgets one that is gone", () => {
    assert.deepEqual(order([{ a: 0 }, 0], [{ a: 0, b: 0 }, 1], [{ b: 0 }, 2]), ["a", "ab", "b"]);
  });

  test("waits while a hand is near, says so, and follows when the hand has gone", () => {
    const wall = new Order();
    const next = (b, now_ms, held) => wall.next(new Map(Object.entries({ a: 0, b })), now_ms, held).join("");
    assert.equal(next(0, 0, true), "ab");
    assert.equal(wall.waits, false);
    assert.equal(next(9, 1, true), "ab");
    assert.equal(wall.waits, true);
    assert.equal(next(9, 2, false), "ba");
    assert.equal(wall.waits, false);
    assert.equal(next(-1, STILL_MS, false), "ba"); // waiting made nobody move sooner
  });

  test("keeps the place of one that is gone, and so every number, while a hand is near", () => {
    const wall = new Order();
    const next = (ids, now_ms, held) => wall.next(new Map([...ids].map((id) => [id, 0])), now_ms, held).join("");
    assert.equal(next("abc", 0, true), "abc");
    assert.equal(next("ac", 1, true), "abc");
    assert.equal(wall.waits, true);
    assert.equal(next("acd", 2, true), "abcd");
    assert.equal(next("acd", 3, false), "acd");
    assert.equal(wall.waits, false);
  });
});

describe("a hand", () => {
  const near = (focused = false) => {
    const [tiles, page] = [new EventTarget(), new EventTarget()];
    const state = { now_ms: 0, focused };
    const hand = new Hand(tiles, page, () => state.focused, () => state.now_ms);
    const point = (type, x) => tiles.dispatchEvent(Object.assign(new Event(type), { screenX: x, screenY: 0 }));
    return { hand, page, point, state };
  };

  test("is near while a pointer moves over the tiles, and some seconds longer", () => {
    const { hand, point, state } = near();
    assert.equal(hand.isNear, false);
    point("pointermove", 1);
    state.now_ms = HAND_MS - 1;
    assert.equal(hand.isNear, true);
    state.now_ms = HAND_MS;
    assert.equal(hand.isNear, false);
  });

  test("is near when it presses, and not because a tile moved under a resting pointer", () => {
    const { hand, point, state } = near();
    point("pointermove", 1);
    state.now_ms = HAND_MS;
    point("pointermove", 1);
    assert.equal(hand.isNear, false);
    point("pointerdown", 1);
    assert.equal(hand.isNear, true);
  });

  test("is near when a key is pressed, and longer while a tile has the focus, but not for ever", () => {
    const { hand, page, state } = near(true);
    assert.equal(hand.isNear, false);
    page.dispatchEvent(new Event("keydown"));
    state.now_ms = HAND_MS;
    assert.equal(hand.isNear, true);
    state.focused = false;
    assert.equal(hand.isNear, false);
    Object.assign(state, { focused: true, now_ms: READING_MS });
    assert.equal(hand.isNear, false);
  });
});

describe("a tile's word about links", () => {
  const view = {
    meeting: { state: "open" },
    sites: { hall: { name: "Nhà văn hóa", connected: true } },
    people: { 1: { name: "Ma Thị Duyên" } },
    watching: [],
  };
  before(() =>
    useCatalogue({
      "desk.link.weak": "weak", "desk.link.bad": "bad", "wall.link.site_gone": "{site} gone",
      "wall.link.of": "{name}: {link}", "wall.link.and_others": "{line} + {n}",
    }),
  );

  for (const [what, links, media, word] of [
    ["nothing of good ones", { "p:1": "good" }, {}, ""],
    ["nothing of one that its owner spares", { "p:1": "weak" }, { "p:1": "sound" }, ""],
    ["whose does worst", { "p:1": "bad", "s:hall": "good" }, {}, "Ma Thị Duyên: bad"],
    ["how many others do badly", { "p:1": "weak", "s:hall": "weak" }, {}, "Nhà văn hóa: weak + 1"],
  ]) {
    test(`says ${what}`, () => assert.equal(linkWord(view, { links, media }), word));
  }

  test("says first that a room is not connected", () => {
    const gone = { ...view, sites: { hall: { name: "Nhà văn hóa", connected: false } } };
    assert.equal(linkWord(gone, { links: { "p:1": "bad" }, media: {} }), "Nhà văn hóa gone");
  });
});

describe("the slots", () => {
  test("keep a meeting where it is as long as it is wanted", () => {
    assert.deepEqual(assignSlots([], ["a", "b", "c"], 6), ["a", "b", "c"]);
    assert.deepEqual(assignSlots(["a", "b", "c"], ["c", "a", "b"], 6), ["a", "b", "c"]);
  });

  test("give the place of one that is not wanted any more to the next that is", () => {
    assert.deepEqual(assignSlots(["a", "b", "c"], ["c", "d", "a"], 3), ["a", "d", "c"]);
  });

  test("are given by priority when there are fewer of them than meetings", () => {
    assert.deepEqual(assignSlots(["a", "b"], ["c", "b", "a"], 2), ["c", "b"]);
  });

  test("leave a hole where nothing is wanted any more, so that no other picture breaks", () => {
    assert.deepEqual(assignSlots(["a", "b", "c"], ["c"], 3), [null, null, "c"]);
    assert.deepEqual(assignSlots([null, null, "c"], ["c", "d"], 3), ["d", null, "c"]);
    assert.deepEqual(assignSlots(["a", "b", "c"], ["a"], 3), ["a"]);
  });

  test("are as many as 48 tiles and a picture beside them need, in steps", () => {
    assert.deepEqual([1, 6, 7, 10, 18, 48, 49, 80].map(slotsFor), [6, 6, 10, 10, 26, 49, 49, 49]);
  });
});

describe("pictures of meetings that several processes carry", () => {
  class FakePart extends EventTarget {
    state = { state: "connecting", code: null };
    slot = {};
    stopped = false;
    fit = (meetings) => (this.meetings = meetings);
    show = (wish) => (this.wish = wish);
    slotOf = (meeting) => (this.meetings.includes(meeting) ? this.slot : undefined);
    unlock = () => {};
    stop = () => (this.stopped = true);
    become(state) {
      this.state = { state, code: null };
      this.dispatchEvent(new CustomEvent("state"));
    }
  }
  const wallOf = (of, expected = []) => {
    const parts = [];
    const states = [];
    const wire = new EventTarget();
    const media = new WallMedia({ wire }, null, () => parts[parts.push(new FakePart()) - 1]);
    media.addEventListener("state", ({ detail }) => states.push(detail.state));
    const carriers = (of) => wire.dispatchEvent(new CustomEvent("carriers", { detail: { of } }));
    wire.dispatchEvent(new CustomEvent("welcome", { detail: { meetings: expected } }));
    if (of) carriers(of);
    return { media, parts, states, carriers };
  };
  const wish = { wanted: ["c", "a", "b"], large: "b", large_layer: "f", screen: false, listen: "a", layer: "q" };

  test("go over one connection when one process carries all", () => {
    const { media, parts } = wallOf({ a: 0, b: 0, c: 0 });
    media.show(wish);
    assert.deepEqual(parts.map(({ meetings }) => meetings), [["a", "b", "c"]]);
    assert.deepEqual(parts[0].wish, wish);
  });

  test("go over a connection for each, and each shows and plays its own", () => {
    const { media, parts } = wallOf({ a: 0, b: 1, c: 0 });
    media.show(wish);
    assert.deepEqual(parts.map(({ meetings }) => meetings), [["a", "c"], ["b"]]);
    assert.deepEqual(parts[0].wish, { ...wish, wanted: ["c", "a"], large: null });
    assert.deepEqual(parts[1].wish, { ...wish, wanted: ["b"], listen: null });
    assert.equal(media.slotOf("b"), parts[1].slot);
    assert.equal(media.slotOf("unknown"), undefined);
  });

  test("begin to connect for all before it is told what carries them", () => {
    const { media, parts, carriers } = wallOf(null, ["a", "b", "c"]);
    assert.deepEqual(parts.map(({ meetings }) => meetings), [["a", "b", "c"]]);
    media.show(wish);
    assert.deepEqual(parts[0].wish, wish);
    carriers({ a: 1, b: 0, c: 1 });
    assert.deepEqual(parts.map(({ meetings, stopped }) => [meetings, stopped]), [[["a", "c"], false], [["b"], false]]);
  });

  test("connect anew when the meeting that was named first is not there any more", () => {
    const { parts, carriers } = wallOf(null, ["gone", "b"]);
    carriers({ b: 0 });
    assert.deepEqual(parts.map(({ meetings, stopped }) => [meetings, stopped]), [[["gone", "b"], true], [["b"], false]]);
  });

  test("let one meeting fall silent before another one is heard", () => {
    const { media, parts } = wallOf({ a: 0, b: 1 });
    const said = [];
    for (const part of parts) part.show = ({ listen }) => said.push(listen);
    media.show({ ...wish, listen: "b" });
    media.show({ ...wish, listen: "a" });
    assert.deepEqual(said, [null, "b", null, "a"]);
  });

  test("are forty-nine at most, over all connections", () => {
    const ids = Array.from({ length: 60 }, (_, n) => `m${n}`);
    const { media, parts } = wallOf(Object.fromEntries(ids.map((id, n) => [id, n % 2])));
    media.show({ ...wish, wanted: ids });
    assert.equal(parts[0].wish.wanted.length + parts[1].wish.wanted.length, 49);
  });

  test("follow when others carry them, and let go of what carries none", () => {
    const { parts, carriers } = wallOf({ a: 0, b: 1 });
    carriers({ a: 0, b: 0, c: 0 });
    assert.deepEqual(parts.map(({ stopped }) => stopped), [false, true]);
    assert.deepEqual(parts[0].meetings, ["a", "b", "c"]);
    carriers({ a: 0, b: 2 });
    assert.deepEqual(parts[2].meetings, ["b"]);
  });

  test("end when their owner wants neither picture nor sound, and come back to where they are then", () => {
    const { media, parts, states, carriers } = wallOf({ a: 0 });
    media.stop();
    carriers({ a: 1 });
    assert.deepEqual([parts.length, parts[0].stopped, media.slotOf("a")], [1, true, undefined]);
    assert.deepEqual(states, ["off"]);
    media.start();
    media.start();
    assert.deepEqual(parts.slice(1).map(({ meetings }) => meetings), [["a"]]);
  });

  test("are as well connected as the worst of the connections", () => {
    const { parts, states } = wallOf({ a: 0, b: 1 });
    for (const state of ["connected", "broken", "connecting", "connected"]) parts[0].become(state);
    parts[1].become("connected");
    assert.deepEqual(states, ["connecting", "broken", "connecting", "connecting", "connected"]);
  });
});

describe("the loudness of meetings", () => {
  test("is a share of the bar, silence none of it", () => {
    const loudness = new Loudness();
    assert.deepEqual(loudness.take({ a: 0, b: -30, c: -60 }, 0), [["a", 1], ["b", 0.5], ["c", 0]]);
    assert.deepEqual(loudness.take({ b: -60 }, 0), [["b", 0]]);
    assert.equal(loudness.share("a"), 1);
    assert.equal(loudness.share("unknown"), 0);
  });

  test("counts as heard for a while after the last sound", () => {
    const loudness = new Loudness();
    assert.equal(loudness.wasHeard("a", 0), false);
    loudness.take({ a: -30 }, 0);
    assert.equal(loudness.wasHeard("a", 10 * HEARD_WITHIN_MS), true);
    loudness.take({ a: -60 }, 1000);
    assert.equal(loudness.wasHeard("a", 999 + HEARD_WITHIN_MS), true);
    assert.equal(loudness.wasHeard("a", 1000 + HEARD_WITHIN_MS), false);
  });

  test("is none after a new session, until it is told", () => {
    const loudness = new Loudness();
    loudness.take({ a: -30 }, 0);
    assert.deepEqual(loudness.again(), [["a", 0]]);
    assert.equal(loudness.share("a"), 0);
  });

  test("is forgotten with the meeting", () => {
    const loudness = new Loudness();
    loudness.take({ a: -30 }, 0);
    loudness.forget("a");
    assert.equal(loudness.wasHeard("a", 0), false);
  });
});

describe("a branch that leaves the wall", () => {
  before(() => useCatalogue({ "wall.not_followed": "no longer: {branches}", "wall.not_followed.seen": "seen" }));
  const view = (name) => ({ meeting: { branch: { name } } });
  const scene = () => {
    const meetings = new EventTarget();
    const shown = new Map();
    sayEndedAssignments(meetings, { set: (kind, band) => shown.set(kind, band) });
    const go = (detail) => meetings.dispatchEvent(new CustomEvent("gone", { detail }));
    return { shown, go };
  };

  test("is named until that is read, with those that left before", () => {
    const { shown, go } = scene();
    go({ meeting: "a", reason: "not_followed", before: view("Khe Bạc") });
    go({ meeting: "b", reason: "not_followed", before: view("Nà Khoang") });
    assert.equal(shown.get("not_followed").text, "no longer: Khe Bạc, Nà Khoang");
    shown.get("not_followed").action.run();
    assert.equal(shown.get("not_followed"), null);
    go({ meeting: "c", reason: "not_followed", before: view("Tổ 2") });
    assert.equal(shown.get("not_followed").text, "no longer: Tổ 2");
  });

  test("is not named when its meeting is over or was never shown", () => {
    const { shown, go } = scene();
    go({ meeting: "a", reason: "over", before: view("Khe Bạc") });
    go({ meeting: "b", reason: null, before: view("Khe Bạc") });
    go({ meeting: "c", reason: "not_followed", before: null });
    assert.equal(shown.size, 0);
  });
});
