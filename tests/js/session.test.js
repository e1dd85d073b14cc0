import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { Session } from "../../web/static/js/core/session.js";
import { Wire } from "../../web/static/js/core/wire.js";
import { Network } from "./fake_socket.js";
import { FakeTimers } from "./fake_timers.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server;
let session;
let asked;
let timers;

/** Let promises that are kept be heard of. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  timers = new FakeTimers().install();
  asked = [];
  server = { left: { status: 200, body: { left_ms: HOUR, ages: false, account: "a" } }, ticket: 200 };
  session = new Session(
    { account: "a", username: "an", left_ms: HOUR, ages: false, warned_ms: 15 * MINUTE },
    async (method, path, body) => {
      asked.push(`${method} ${path}`);
      if (path === "/api/session/left") return server.left;
      if (path === "/api/session/ticket") return { status: server.ticket, body: { token: "another" } };
      if (method === "POST" && body.password !== "right") return { status: 403, body: { message: "wrong" } };
      server.left = { status: 200, body: { left_ms: HOUR, ages: false, account: "a" } };
      return { status: 200, body: {} };
    },
  );
});

const left = (left_ms, ages = false) => {
  server.left = { status: 200, body: { left_ms, ages, account: "a" } };
};
const over = () => {
  server.left = { status: 401, body: {} };
};

describe("how long a session lasts", () => {
  test("is asked now and then, and said when its end is near", async () => {
    left(14 * MINUTE);
    timers.tick(9 * MINUTE);
    assert.deepEqual(asked, []);
    timers.tick(MINUTE);
    await settled();
    assert.deepEqual([session.state, session.minutes, session.ages], ["near", 14, false]);
  });

  test("is what the server says, also when another window used it meanwhile", async () => {
    left(MINUTE);
    await session.look();
    left(HOUR);
    await session.look();
    assert.equal(session.state, "good");
  });

  test("is over when nobody is signed in, or somebody else is", async () => {
    over();
    await session.look();
    assert.deepEqual([session.state, session.taken], ["over", false]);
    server.left = { status: 200, body: { left_ms: HOUR, ages: false, account: "b" } };
    await session.look();
    assert.deepEqual([session.state, session.taken], ["over", true]);
  });

  test("stays what was known while the server does not answer", async () => {
    server.left = { status: 502, body: {} };
    await session.look();
    assert.equal(session.state, "good");
  });

  test("is longer after a use, and after signing in with the right password alone", async () => {
    left(MINUTE);
    await session.look();
    await session.stay();
    assert.equal(session.state, "good");
    over();
    await session.look();
    assert.equal(await session.signIn("guess"), "wrong");
    assert.equal(session.state, "over");
    assert.equal(await session.signIn("right"), "");
    assert.equal(session.state, "good");
  });
});

describe("a wire whose sign-in is over", () => {
  test("waits for signing in and comes back with another token and what it still has", async () => {
    const network = new Network();
    const wire = new Wire({
      url: "ws://test/ws", token: "old", device: "laptop", have: () => ({ m: 7 }), makeId: () => "1",
      openSocket: network.open, random: () => 1, renewToken: () => session.ticket("m"),
    });
    wire.connect();
    network.last.open();
    network.last.deliver({ type: "welcome", meetings: [] });
    over();
    const first = network.last;
    first.deliver({ type: "bye", code: "signed_out" });
    first.fail(4005);
    await settled();
    assert.deepEqual([wire.status, session.state], ["waiting", "over"]);
    wire.hurry();
    wire.reconnect();
    timers.tick(10 * MINUTE);
    await settled();
    assert.equal(network.last, first);
    await session.signIn("right");
    await settled();
    network.last.open();
    assert.equal(network.last.sent[0].token, "another");
    assert.deepEqual(network.last.sent[0].have, { m: 7 });
  });

  test("ends when its account may not see the meeting any more", async () => {
    server.ticket = 403;
    await assert.rejects(session.ticket("m"));
  });
});
