import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { Meetings } from "../../web/static/js/core/meetings.js";
import { Wire } from "../../web/static/js/core/wire.js";
import { Network } from "./fake_socket.js";
import { FakeTimers } from "./fake_timers.js";

const SERVER_MS = 1_000_000;

let network;
let meetings;
let changes;
let timers;
let stamps;

beforeEach(() => {
  timers = new FakeTimers().install();
  network = new Network();
  const wire = new Wire({
    url: "ws://test/ws",
    token: "secret",
    device: "tablet",
    have: () => meetings.have(),
    openSocket: network.open,
    random: () => 1,
    makeId: () => "id",
  });
  stamps = [];
  meetings = new Meetings(wire, (server_ms, anew) => stamps.push([server_ms, anew ?? false]));
  changes = [];
  meetings.addEventListener("change", ({ detail }) => changes.push(detail));
  wire.connect();
  network.welcome();
});

const state = (version, view, meeting = "m1") => ({
  type: "state", meeting, version, view, server_ms: SERVER_MS,
});
const patch = (from, version, ...ops) => ({
  type: "patch", meeting: "m1", from, version, ops, server_ms: SERVER_MS,
});
const set = (value) => ({ op: "replace", path: "/x", value });

describe("a view", () => {
  test("is held as it came, and followed patch by patch", () => {
    network.last.deliver(state(3, { x: 0 }), patch(3, 4, set(1)), patch(4, 6, set(2)));
    assert.deepEqual(meetings.view("m1"), { x: 2 });
    assert.equal(meetings.version("m1"), 6);
    assert.deepEqual(changes.map(({ before, view }) => [before?.x, view.x]), [
      [undefined, 0],
      [0, 1],
      [1, 2],
    ]);
  });

  test("begins the server's clock anew when the record says that it was set", () => {
    const step = { at_ms: 7, by_ms: -3_600_000 };
    network.last.deliver(state(3, { meeting: { title: "", clock: [] } }));
    network.last.deliver(patch(3, 4, { op: "add", path: "/meeting/clock/0", value: step }));
    network.last.deliver(patch(4, 5, { op: "replace", path: "/meeting/title", value: "x" }));
    assert.deepEqual(stamps.slice(-3).map(([, anew]) => anew), [false, true, false]);
  });

  test("stays on the screen during a break and is resumed with one patch", () => {
    network.last.deliver(state(3, { x: 0 }));
    network.last.fail();
    assert.deepEqual(meetings.view("m1"), { x: 0 });
    timers.tick(300);
    network.welcome();
    assert.deepEqual(network.last.said("hello")[0].have, { m1: 3 });
    network.last.deliver(patch(3, 9, set(5)));
    assert.deepEqual(meetings.view("m1"), { x: 5 });
  });

  test("ends the same wherever the connection is cut", () => {
    const history = [state(1, { x: 0 }), ...[1, 2, 3, 4].map((n) => patch(n, n + 1, set(n)))];
    for (let cut = 0; cut <= history.length; cut += 1) {
      network.last.deliver(state(0, { x: null }), ...history.slice(0, cut));
      const have = meetings.version("m1");
      network.last.fail();
      timers.tick(300);
      network.welcome();
      if (have === 0) network.last.deliver(...history);
      else network.last.deliver(patch(have, 5, set(4)));
      assert.deepEqual(meetings.view("m1"), { x: 4 }, `cut after ${cut} messages`);
      assert.equal(meetings.version("m1"), 5);
      network.last.deliver({ type: "gone", meeting: "m1" });
    }
  });

  test("is not changed by a patch that comes twice or late", () => {
    network.last.deliver(state(3, { x: 0 }), patch(3, 4, set(1)), patch(3, 4, set(7)));
    assert.deepEqual(meetings.view("m1"), { x: 1 });
    assert.equal(network.sockets.length, 1);
  });

  for (const [name, broken] of [
    ["skips a version", patch(4, 5, set(1))],
    ["does not fit", patch(3, 4, { op: "replace", path: "/y", value: 1 })],
  ]) {
    test(`is asked for anew, and kept on the screen, when a patch ${name}`, () => {
      network.last.deliver(state(3, { x: 0 }), broken);
      assert.deepEqual(meetings.view("m1"), { x: 0 });
      assert.equal(network.sockets.length, 2);
      network.welcome();
      assert.deepEqual(network.last.said("hello")[0].have, {});
      network.last.deliver(state(5, { x: 1 }));
      assert.deepEqual(meetings.view("m1"), { x: 1 });
    });
  }

  test("is handed to whoever says why the meeting is gone", () => {
    const gone = [];
    meetings.addEventListener("gone", ({ detail }) => gone.push(detail));
    network.last.deliver(state(1, { x: 3 }), { type: "gone", meeting: "m1", reason: "not_followed" });
    assert.deepEqual(gone, [{ meeting: "m1", reason: "not_followed", before: { x: 3 } }]);
  });

  test("is given up when the meeting is gone, or missing in the next welcome", () => {
    network.last.deliver(state(1, {}), state(1, {}, "m2"), { type: "gone", meeting: "m1" });
    assert.deepEqual(meetings.ids, ["m2"]);
    network.last.fail();
    timers.tick(300);
    network.welcome(["m1"]);
    assert.deepEqual(meetings.ids, []);
  });
});
