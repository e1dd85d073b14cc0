import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { standingOf } from "../../web/static/js/ui/wall/own_turn.js";
import { Voice } from "../../web/static/js/ui/wall/voice.js";
import { reachedBy, commandOf } from "../../web/static/js/ui/wall/tell.js";

/** A connection that remembers what it was told. */
class FakeMedia extends EventTarget {
  state = "connecting";
  sent = {};
  runs = true;

  constructor(options) {
    super();
    this.options = options;
  }

  get meetings() {
    return [this.options.meeting, ...this.options.also];
  }

  send(part, track) {
    this.sent[part] = track;
  }

  connect() {
    this.state = "connected";
    this.dispatchEvent(new CustomEvent("state"));
  }

  stop() {
    this.runs = false;
    this.sent.microphone?.stop();
  }

  start() {}

  followFloor() {}
}

const track = (kept = []) => ({ kept, stop() { this.stopped = true; }, clone: () => (kept.push(track()), kept.at(-1)) });

function scene(of = {}) {
  const made = [];
  const wire = new EventTarget();
  const voice = new Voice({ wire, ice: [] }, (options) => (made.push(new FakeMedia(options)), made.at(-1)));
  wire.dispatchEvent(new CustomEvent("carriers", { detail: { of } }));
  return { voice, made, running: () => made.filter(({ runs }) => runs).map(({ meetings }) => meetings) };
}

describe("the voice in several meetings", () => {
  test("goes over one connection, offered for who was asked too, which goes on when they accept", () => {
    const { voice, made, running } = scene();
    voice.send("microphone", track());
    voice.reach(["b"], ["a", "c"]);
    assert.deepEqual(running(), [["b", "a", "c"]]);
    assert.equal(voice.reaches("b"), false);
    made[0].connect();
    voice.reach(["b", "c"], ["a"]);
    assert.equal(made.length, 1);
    assert.ok(voice.reaches("b") && voice.reaches("c"));
    voice.reach(["b", "x"], []);
    assert.deepEqual(running(), [["b", "x"]]);
  });

  test("has a connection and a track of its own for each process that carries some of them", () => {
    const { voice, made, running } = scene({ a: 0, b: 1, c: 1 });
    const mine = track();
    voice.send("microphone", mine);
    voice.reach(["a", "b"], ["c"]);
    assert.deepEqual(running(), [["a"], ["b", "c"]]);
    voice.reach(["b"], []);
    assert.deepEqual(running(), [["b", "c"]]);
    assert.equal(mine.kept.length, 2);
    assert.deepEqual([made[0].sent.microphone.stopped, made[1].sent.microphone.stopped, mine.stopped], [true, undefined, undefined]);
    voice.forget("b");
    assert.deepEqual(made[1].meetings, ["c"]);
    voice.stop();
    assert.deepEqual(running(), []);
  });
});

test("a meeting that was asked gives the floor, waits, declines, or is over", () => {
  const view = (turn, request) => ({ me: { turn, request } });
  assert.equal(standingOf(view("t", null), "waiting"), "given");
  assert.equal(standingOf(view(null, "r"), "declined"), "waiting");
  assert.equal(standingOf(view(null, null), "waiting"), "declined");
  assert.equal(standingOf(view(null, null), "given"), "over");
  assert.equal(standingOf(undefined, "declined"), "declined");
});

test("only meetings where the supervisor may ask, and has not, are asked for the floor together", () => {
  const one = (id, can, more = {}) => ({ meeting: { id, state: "open" }, me: { can, request: null, turn: null, ...more } });
  const views = [one("a", ["ask"]), one("b", []), one("c", ["ask"], { request: "r" }), one("d", ["ask"], { turn: "t" })];
  assert.deepEqual(reachedBy(views, "voice").map(({ meeting }) => meeting.id), ["a"]);
  assert.deepEqual(commandOf("voice", {}), ["ask", { kind: "normal" }]);
});
