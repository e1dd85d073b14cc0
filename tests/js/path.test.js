/** The path for sound and picture: tried before the meeting, its credentials kept good. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { keepFresh } from "../../web/static/js/core/ice.js";
import { tryPath } from "../../web/static/js/core/path.js";
import { FakePeer } from "./fake_peer.js";

const TWO_HOURS_MS = 2 * 3600 * 1000;

/** A trial whose peer connection the test holds in its hand. */
function trial(ask = async () => "answer", within_ms = 10_000, isThere = async () => true) {
  const peer = new FakePeer();
  const made = [];
  const makePeer = (configuration) => (made.push(configuration), peer);
  return { peer, made, path: tryPath({ token: "t", ice: [{ urls: "turn:x" }], makePeer, ask, isThere, within_ms }) };
}

/** The statistics of a connection whose chosen pair begins at a candidate of a type. */
function statsOf(candidateType) {
  return new Map([
    ["p0", { type: "candidate-pair", nominated: false, localCandidateId: "c0" }],
    ["p1", { type: "candidate-pair", nominated: true, localCandidateId: "c1" }],
    ["c0", { candidateType: "host" }],
    ["c1", { candidateType }],
  ]);
}

async function moved(peer, state) {
  while (!peer.remoteDescription) await new Promise((done) => setImmediate(done));
  peer.connectionState = state;
  peer.dispatchEvent(new Event("connectionstatechange"));
}

for (const [candidateType, path] of [["host", "direct"], ["srflx", "direct"], ["relay", "relay"]]) {
  test(`a path that begins at a candidate of type ${candidateType} is ${path}`, async () => {
    const it = trial();
    it.peer.getStats = async () => statsOf(candidateType);
    await moved(it.peer, "connected");
    assert.equal(await it.path, path);
    assert.ok(it.peer.closed);
    assert.deepEqual(it.made[0].iceServers, [{ urls: "turn:x" }]);
  });
}

test("a network that lets nothing through has no path, whether the browser says so or not", async () => {
  const failed = trial();
  await moved(failed.peer, "failed");
  assert.equal(await failed.path, "none");
  const silent = trial(undefined, 1);
  assert.equal(await silent.path, "none");
  assert.ok(silent.peer.closed);
});

test("a server that has gone meanwhile says nothing about the path either", async () => {
  const unwell = trial(undefined, 1, async () => false);
  assert.equal(await unwell.path, "unknown");
  const away = trial(undefined, 1, async () => Promise.reject(new Error("no route")));
  assert.equal(await away.path, "unknown");
});

test("a server that does not answer says nothing about the path", async () => {
  const it = trial(async () => Promise.reject(new Error("503")));
  assert.equal(await it.path, "unknown");
  assert.ok(it.peer.closed);
});

/** A page with TURN credentials, its clock, and what it fetches. */
function opened(context, ask = async () => [{ urls: "turn:x", username: "fresh" }]) {
  const page = { token: "t", ice: [{ urls: "turn:x", username: "old" }], now: 0, asked: 0, look: undefined };
  const { setInterval: original } = globalThis;
  globalThis.setInterval = (look) => (page.look = look);
  context.after(() => (globalThis.setInterval = original));
  const counted = (token) => ((page.asked += 1), ask(token));
  keepFresh(page, counted, () => page.now);
  return page;
}

test("credentials are fetched anew at half of their time, for whoever holds the list", async (context) => {
  const page = opened(context);
  const held = page.ice;
  page.now = TWO_HOURS_MS - 1;
  await page.look();
  assert.equal(held[0].username, "old");
  page.now = TWO_HOURS_MS;
  await page.look();
  assert.equal(held[0].username, "fresh");
  await page.look();
  assert.equal(page.asked, 1);
});

test("credentials that cannot be fetched stay, and are asked for again", async (context) => {
  const page = opened(context, async () => Promise.reject(new Error()));
  page.now = TWO_HOURS_MS;
  await page.look();
  await page.look();
  assert.deepEqual([page.ice[0].username, page.asked], ["old", 2]);
});

test("a page without TURN servers or without a token asks for nothing", () => {
  keepFresh({ token: "t", ice: [] });
  keepFresh({ token: null, ice: [{ urls: "turn:x" }] });
});
