import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { retryAfter } from "../../web/static/js/core/retry.js";
import { Refused, Wire } from "../../web/static/js/core/wire.js";
import { Network } from "./fake_socket.js";
import { FakeTimers } from "./fake_timers.js";

let network;
let wire;
let statuses;
let timers;

beforeEach(() => {
  timers = new FakeTimers().install();
  network = new Network();
  statuses = [];
  let ids = 0;
  wire = new Wire({
    url: "ws://test/ws",
    token: "secret",
    device: "tablet",
    have: () => ({ m1: 7 }),
    openSocket: network.open,
    random: () => 1,
    makeId: () => `id${(ids += 1)}`,
  });
  wire.addEventListener("status", ({ detail }) => statuses.push(detail.code ?? detail.status));
  wire.connect();
});

/** Advance until the next attempt has been made. */
function waitForRetry(ms = 10_000) {
  timers.tick(ms);
}

describe("coming and coming back", () => {
  test("says hello with what it still has, and is online when welcomed", () => {
    network.last.open();
    assert.deepEqual(network.last.sent, [
      { type: "hello", token: "secret", device: "tablet", have: { m1: 7 } },
    ]);
    assert.equal(wire.status, "connecting");
    network.last.deliver({ type: "welcome", meetings: [] });
    assert.deepEqual(statuses, ["connecting", "online"]);
  });

  test("tells the server whether it can be heard: in the hello, and when it changes", () => {
    wire.sayMicrophone("off");
    network.last.open();
    assert.equal(network.last.sent[0].microphone, "off");
    wire.sayMicrophone("on");
    assert.equal(network.last.sent.length, 1);
    network.last.deliver({ type: "welcome", meetings: [] });
    wire.sayMicrophone("on");
    wire.sayMicrophone("missing");
    assert.deepEqual(network.last.sent.slice(1), [
      { type: "microphone", state: "on" }, { type: "microphone", state: "missing" },
    ]);
    wire.reconnect();
    network.welcome();
    assert.deepEqual(network.last.sent.map(({ type, microphone }) => [type, microphone]), [["hello", "missing"]]);
  });

  test("says from where a member takes part, with each hello", () => {
    const door = new Network();
    const phone = new Wire({ url: "ws://test/ws", token: "t", device: "d", where: "room", openSocket: door.open, makeId: () => "i" });
    phone.connect();
    door.welcome();
    phone.reconnect();
    door.welcome();
    assert.deepEqual(door.last.sent.map(({ type, where }) => [type, where]), [["hello", "room"]]);
  });

  test("at the door says so, and enters once; after a break it is in at once", () => {
    const door = new Network();
    const waiting = new Wire({ url: "ws://test/ws", token: "t", device: "d", openSocket: door.open, makeId: () => "i" });
    waiting.waitAtDoor();
    waiting.connect();
    door.welcome();
    assert.equal(door.last.sent[0].at_door, true);
    waiting.enter();
    waiting.enter();
    assert.deepEqual(door.last.sent.slice(1), [{ type: "enter" }]);
    waiting.reconnect();
    door.welcome();
    assert.deepEqual(door.last.sent.map(({ type, at_door }) => [type, at_door]), [["hello", undefined]]);
  });

  test("enters when welcomed, where the button was pressed before", () => {
    const door = new Network();
    const waiting = new Wire({ url: "ws://test/ws", token: "t", device: "d", openSocket: door.open, makeId: () => "i" });
    waiting.waitAtDoor();
    waiting.connect();
    door.last.open();
    waiting.enter();
    assert.equal(door.last.sent.length, 1);
    door.last.deliver({ type: "welcome", meetings: [] });
    assert.deepEqual(door.last.sent.slice(1), [{ type: "enter" }]);
  });

  test("comes back by itself when the cable is cut, again and again", () => {
    for (let round = 1; round <= 5; round += 1) {
      network.welcome();
      network.last.fail();
      assert.equal(wire.status, "waiting");
      waitForRetry();
      assert.equal(network.sockets.length, round + 1);
    }
  });

  test("waits longer after each failed attempt, and briefly again after a success", () => {
    network.welcome();
    network.last.fail();
    timers.tick(299);
    assert.equal(network.sockets.length, 1);
    timers.tick(1);
    network.last.fail();
    timers.tick(499);
    assert.equal(network.sockets.length, 2);
    timers.tick(1);
    network.welcome();
    network.last.fail();
    timers.tick(300);
    assert.equal(network.sockets.length, 4);
  });

  test("tries at once, then ever more seldom, and never all in the same moment", () => {
    assert.deepEqual([0, 1].map((random) => retryAfter(0, random)), [0, 300]);
    const longest = [1, 2, 3, 4, 30].map((attempt) => retryAfter(attempt, 1));
    assert.deepEqual(longest, [500, 750, 1125, 1687.5, 5000]);
    assert.deepEqual([1, 2, 30].map((attempt) => retryAfter(attempt, 0)), [250, 375, 2500]);
  });

  test("knows a server that stops from a cut cable, until it is back", () => {
    network.welcome();
    network.last.fail(1012);
    assert.ok(wire.restarting);
    waitForRetry(300);
    network.last.fail();
    assert.ok(wire.restarting);
    waitForRetry(500);
    network.welcome();
    assert.ok(!wire.restarting);
    network.last.fail();
    assert.ok(!wire.restarting);
  });

  test("gives up an attempt that brings no welcome", () => {
    network.last.open();
    timers.tick(10_000);
    assert.equal(wire.status, "waiting");
    assert.ok(network.sockets[0].closed);
  });

  test("does not come back to a link that was revoked, and says so", () => {
    network.welcome();
    network.last.deliver({ type: "bye", code: "revoked_link" });
    network.last.fail(4002);
    waitForRetry(60_000);
    assert.equal(network.sockets.length, 1);
    assert.deepEqual(statuses, ["connecting", "online", "revoked_link"]);
  });

  test("comes back after the server said goodbye for a restart", () => {
    network.welcome();
    network.last.deliver({ type: "bye", code: "restart" });
    network.last.fail(1001);
    waitForRetry();
    assert.equal(network.sockets.length, 2);
  });

  test("asks a silent server whether it is there, and leaves when it is not", () => {
    network.welcome();
    timers.tick(15_000);
    assert.equal(network.last.said("ping").length, 1);
    network.last.deliver({ type: "pong", server_ms: 1 });
    timers.tick(15_000);
    timers.tick(6000);
    assert.equal(wire.status, "waiting");
  });

  test("hurries when the device has a network again", () => {
    network.welcome();
    network.last.fail();
    wire.hurry();
    assert.equal(network.sockets.length, 2);
  });

  test("leaves a line that does not answer soon after the network changed, and keeps one that does", () => {
    network.welcome();
    wire.hurry();
    timers.tick(2000);
    network.last.deliver({ type: "pong", server_ms: 1 });
    timers.tick(2500);
    assert.equal(wire.status, "online");
    wire.hurry();
    timers.tick(2500);
    assert.equal(wire.status, "waiting");
  });

  test("hears nothing any more from a socket it has left", () => {
    network.welcome();
    const [old] = network.sockets;
    wire.reconnect();
    const heard = [];
    wire.addEventListener("state", ({ detail }) => heard.push(detail));
    old.deliver({ type: "state", meeting: "m1", version: 1, view: {} });
    old.fail(4002);
    network.welcome();
    assert.deepEqual(heard, []);
    assert.equal(wire.status, "online");
  });

  test("passes a burst on in order", () => {
    network.welcome();
    const heard = [];
    for (const type of ["state", "patch", "gone"]) {
      wire.addEventListener(type, ({ detail }) => heard.push(detail.n));
    }
    network.last.deliver({ type: "state", n: 1 }, { type: "patch", n: 2 }, { type: "gone", n: 3 });
    assert.deepEqual(heard, [1, 2, 3]);
  });
});

describe("commands", () => {
  test("resolve when recorded, with the version", async () => {
    network.welcome();
    const asked = wire.do("m1", "ask", { kind: "normal" });
    const [sent] = network.last.said("do");
    assert.deepEqual(sent, {
      type: "do", id: "id1", meeting: "m1", command: "ask", args: { kind: "normal" },
    });
    network.last.deliver({ type: "done", id: "id1", meeting: "m1", version: 8 });
    assert.deepEqual(await asked, { version: 8 });
  });

  test("reject with code and facts when refused", async () => {
    network.welcome();
    const asked = wire.do("m1", "ask");
    network.last.deliver({ type: "refused", id: "id1", code: "already_asked", facts: { n: 2 } });
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof Refused);
      assert.equal(error.code, "already_asked");
      assert.deepEqual(error.facts, { n: 2 });
      return true;
    });
  });

  test("are repeated under the same id when the break came before the answer", async () => {
    network.welcome();
    const asked = wire.do("m1", "ask");
    network.last.fail();
    waitForRetry(300);
    network.welcome();
    assert.deepEqual(network.sockets[1].said("do"), network.sockets[0].said("do"));
    network.last.deliver({ type: "done", id: "id1", version: 9 });
    assert.deepEqual(await asked, { version: 9 });
  });

  test("given during the break go out when the server is back", () => {
    network.welcome();
    network.last.fail();
    wire.do("m1", "ask").catch(() => {});
    waitForRetry(300);
    network.welcome();
    assert.equal(network.last.said("do").length, 1);
  });

  test("are given up when the break lasts too long, so that nothing happens much later", async () => {
    network.welcome();
    network.last.fail();
    const asked = wire.do("m1", "ask");
    const refused = assert.rejects(asked, { code: "no_answer" });
    timers.tick(20_000);
    await refused;
    network.welcome();
    assert.equal(network.last.said("do").length, 0);
  });

  test("answered twice change nothing", async () => {
    network.welcome();
    const asked = wire.do("m1", "ask");
    network.last.deliver({ type: "done", id: "id1", version: 8 }, { type: "refused", id: "id1", code: "closed" });
    assert.deepEqual(await asked, { version: 8 });
  });

  test("are refused at once when the link is over", async () => {
    network.welcome();
    network.last.fail(4001);
    await assert.rejects(wire.do("m1", "ask"), { code: "no_answer" });
  });
});

describe("offers", () => {
  test("are answered with description and slots", async () => {
    network.welcome();
    const offered = wire.offer("pc1", "v=0", ["microphone"]);
    const slots = [{ mid: "1", kind: "audio", index: 0 }];
    network.last.deliver({ type: "connected", pc: "pc1", sdp: "v=0 answer", slots });
    assert.deepEqual((await offered).slots, slots);
  });

  test("are not repeated on a new session, which wants a new offer", async () => {
    network.welcome();
    const offered = assert.rejects(wire.offer("pc1", "v=0", []), { code: "no_answer" });
    network.last.fail();
    waitForRetry(300);
    network.welcome();
    await offered;
    assert.equal(network.last.said("connect").length, 0);
  });
});
