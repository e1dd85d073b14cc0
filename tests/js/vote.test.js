import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { FakeTimers } from "./fake_timers.js";
import { CHANGE_MIND_MS, Vote, untilOnline } from "../../web/static/js/core/vote.js";

const real = { setTimeout, clearTimeout };
const settled = () => new Promise((done) => real.setTimeout(done));
const refusal = (code) => Object.assign(new Error(code), { code });

/** A vote whose answers the test gives one by one. */
function scene() {
  const timers = new FakeTimers().install();
  const sent = [];
  const lines = [];
  const vote = new Vote({
    cast: (ballot, choice) => new Promise((resolve, reject) => sent.push({ ballot, choice, resolve, reject })),
    line: () => new Promise((resolve, reject) => lines.push({ resolve, reject })),
    now_ms: () => 0,
  });
  return { timers, sent, lines, vote };
}

/** The same with a vote that is on its way. */
function sending() {
  const made = scene();
  made.vote.follow("b1", false);
  made.vote.choose(["for"]);
  made.timers.tick(CHANGE_MIND_MS);
  return made;
}

beforeEach(() => Object.assign(globalThis, real));

describe("a choice", () => {
  test("waits a moment, and is sent once however often it is pressed", async () => {
    const { timers, sent, vote } = scene();
    vote.follow("b1", false);
    vote.choose(["for"]);
    vote.choose(["against"]);
    assert.deepEqual([vote.state, vote.choice, vote.seconds], ["waiting", ["for"], 5]);
    timers.tick(CHANGE_MIND_MS - 1);
    assert.equal(sent.length, 0);
    timers.tick(1);
    assert.deepEqual(sent.map(({ ballot, choice }) => [ballot, choice]), [["b1", ["for"]]]);
    vote.choose(["against"]);
    sent[0].resolve();
    await settled();
    assert.equal(vote.state, "recorded");
    assert.equal(sent.length, 1);
  });

  test("is not sent by whoever changes one's mind, and another one is", () => {
    const { timers, sent, vote } = scene();
    vote.follow("b1", false);
    vote.choose(["for"]);
    vote.changeMind();
    timers.tick(CHANGE_MIND_MS);
    assert.deepEqual([sent.length, vote.state, vote.choice], [0, "none", null]);
    vote.choose(["other"]);
    timers.tick(CHANGE_MIND_MS);
    assert.deepEqual(sent[0].choice, ["other"]);
  });

  test("is forgotten by the device once it is recorded", async () => {
    const { sent, vote } = sending();
    sent[0].resolve();
    await settled();
    assert.equal(vote.choice, null);
  });

  test("that waits is sent at once when the page goes out of sight, and nothing else is", async () => {
    const { timers, sent, vote } = scene();
    vote.follow("b1", false);
    vote.hurry();
    vote.choose(["for"]);
    vote.hurry();
    vote.hurry();
    timers.tick(CHANGE_MIND_MS);
    assert.deepEqual(sent.map(({ choice }) => choice), [["for"]]);
    sent[0].resolve();
    await settled();
    vote.hurry();
    assert.deepEqual([vote.state, sent.length], ["recorded", 1]);
  });

  test("made while no ballot is open goes nowhere", () => {
    const { vote } = scene();
    vote.choose(["for"]);
    assert.equal(vote.state, "none");
  });
});

describe("an answer that does not come", () => {
  test("is waited for over breaks, and who has voted already is recorded", async () => {
    const { sent, lines, vote } = sending();
    sent[0].reject(refusal("no_answer"));
    await settled();
    assert.equal(vote.state, "sending");
    lines[0].resolve();
    await settled();
    assert.equal(sent.length, 2);
    vote.follow(null, false); // the voting has ended meanwhile
    assert.equal(vote.recordedFor, null);
    sent[1].reject(refusal("already_voted"));
    await settled();
    assert.deepEqual([vote.state, vote.recordedFor], ["recorded", "b1"]);
    vote.follow("b2", false);
    assert.equal(vote.recordedFor, null);
  });

  test("is no longer asked for once the server has said that the vote is there", async () => {
    const { sent, lines, vote } = sending();
    sent[0].reject(refusal("no_answer"));
    await settled();
    vote.follow("b1", true);
    lines[0].resolve();
    await settled();
    assert.deepEqual([vote.state, sent.length], ["recorded", 1]);
  });

  test("is given up with the connection, and the choice is free again", async () => {
    const { sent, lines, vote } = sending();
    sent[0].reject(refusal("no_answer"));
    await settled();
    lines[0].reject(new Error("ended"));
    await settled();
    assert.deepEqual([vote.state, vote.refusal.code], ["none", "no_answer"]);
  });
});

test("a refusal is told, and goes when something else is chosen", async () => {
  const { sent, vote } = sending();
  sent[0].reject(refusal("storage_full"));
  await settled();
  assert.deepEqual([vote.state, vote.refusal.code], ["none", "storage_full"]);
  vote.choose(["for"]);
  assert.equal(vote.refusal, null);
});

test("a vote that comes after the closing is late", async () => {
  const { sent, vote } = sending();
  sent[0].reject(refusal("ballot_closed"));
  await settled();
  assert.deepEqual([vote.state, vote.lateFor], ["late", "b1"]);
});

test("a vote is late for its own ballot alone", async () => {
  const { sent, vote } = sending();
  sent[0].reject(refusal("ballot_closed"));
  await settled();
  vote.follow(null, false);
  assert.equal(vote.lateFor, "b1");
  vote.follow("b2", false);
  assert.deepEqual([vote.state, vote.lateFor], ["none", null]);
});

test("a choice that still waits at the closing is late, and never sent", () => {
  const { timers, sent, vote } = scene();
  vote.follow("b1", false);
  vote.choose(["for"]);
  vote.follow(null, false);
  timers.tick(CHANGE_MIND_MS);
  assert.deepEqual([vote.state, sent.length], ["late", 0]);
});

test("what another device of the person sent counts here too", () => {
  const { timers, sent, vote } = scene();
  vote.follow("b1", false);
  vote.choose(["for"]);
  vote.follow("b1", true);
  timers.tick(CHANGE_MIND_MS);
  assert.deepEqual([vote.state, sent.length], ["recorded", 0]);
});

test("the next ballot begins anew, and a late answer to the former one changes nothing", async () => {
  const { sent, vote } = sending();
  vote.follow("b2", false);
  sent[0].resolve();
  await settled();
  assert.equal(vote.state, "none");
});

test("the connection is waited for until it is there, or ended", async () => {
  const wire = Object.assign(new EventTarget(), { status: "waiting" });
  const become = (status) => {
    wire.status = status;
    wire.dispatchEvent(new Event("status"));
  };
  const online = untilOnline(wire);
  become("connecting");
  become("online");
  await online;
  become("waiting");
  const never = untilOnline(wire);
  become("ended");
  await assert.rejects(never);
});
