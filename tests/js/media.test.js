import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import "./old_node.js";
import { Media } from "../../web/static/js/core/media.js";
import { FakePeer, FakeWire } from "./fake_peer.js";
import { FakeTimers } from "./fake_timers.js";

let wire;
let peers;
let media;
let states;
let shown;
let timers;

beforeEach(() => {
  timers = new FakeTimers().install();
  wire = new FakeWire();
  peers = [];
  media = new Media({
    wire,
    ice: [],
    sends: ["microphone", "camera", "screen"],
    audioSlots: 3,
    videoSlots: 2,
    makePeer: () => peers[peers.push(new FakePeer()) - 1],
  });
  states = [];
  shown = [];
  media.addEventListener("state", ({ detail }) => states.push(detail.code ?? detail.state));
  media.addEventListener("slot", ({ detail }) => shown.push([detail.mid, detail.name]));
});

/** Let promises run. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

const SLOTS = [
  { mid: "3", kind: "audio", index: 0 },
  { mid: "6", kind: "video", index: 0 },
];

/** Answer the last offer and let the path come up. */
async function connect() {
  await settle();
  wire.offers.at(-1).resolve({ sdp: "answer", slots: SLOTS });
  await settle();
  peers.at(-1).become("connected");
}

const fill = (mid, name, pc = wire.offers.at(-1).pc) =>
  wire.push("slots", { pc, fill: [{ mid, meeting: "m1", source: "p:1", name, live: true }], on_air: true });

const track = (kind) => ({ kind, stop: mock.fn() });

describe("a connection", () => {
  test("offers everything once, in fixed order, without any track yet", async () => {
    media.start();
    await settle();
    assert.deepEqual(
      peers[0].sections.map(({ kind, direction }) => `${kind} ${direction}`),
      [
        "audio sendonly", "video sendonly", "video sendonly",
        "audio recvonly", "audio recvonly", "audio recvonly",
        "video recvonly", "video recvonly",
      ],
    );
    assert.deepEqual(wire.offers[0].sends, ["microphone", "camera", "screen"]);
    assert.deepEqual(
      peers[0].sections[1].sender.parameters.encodings.map(({ rid }) => rid),
      ["q", "h", "f"],
    );
  });

  test("comes up once the path does", async () => {
    media.start();
    await connect();
    assert.deepEqual(states, ["connecting", "connected"]);
  });

  test("is rebuilt with the same tracks when it fails", async () => {
    const microphone = track("audio");
    await media.send("microphone", microphone);
    media.start();
    await connect();
    peers[0].become("failed");
    assert.ok(peers[0].closed);
    assert.deepEqual(wire.sent.at(-1), { type: "disconnect", pc: wire.offers[0].pc });
    timers.tick(500);
    assert.equal(peers.length, 2);
    assert.equal(peers[1].sections[0].sender.track, microphone);
    await connect();
    assert.deepEqual(states, ["connecting", "connected", "broken", "connecting", "connected"]);
  });

  test("is given a moment to heal before it is rebuilt", async () => {
    media.start();
    await connect();
    peers[0].become("disconnected");
    timers.tick(3000);
    peers[0].become("connected");
    timers.tick(10_000);
    assert.equal(peers.length, 1);
    peers[0].become("disconnected");
    timers.tick(4000);
    assert.equal(states.at(-1), "broken");
  });

  test("says that nothing comes through when no path is found, and tries again", async () => {
    media.start();
    await settle();
    wire.offers[0].resolve({ sdp: "answer", slots: SLOTS });
    await settle();
    timers.tick(12_000);
    assert.equal(states.at(-1), "no_path");
    timers.tick(500);
    assert.equal(peers.length, 2);
  });

  test("says why when the server refuses, and tries again", async () => {
    media.start();
    await settle();
    wire.offers[0].reject(Object.assign(new Error(), { code: "no_media" }));
    await settle();
    assert.equal(states.at(-1), "no_media");
    timers.tick(500);
    assert.equal(peers.length, 2);
  });

  test("is rebuilt at once when the server says that it has lost it, and no other is", async () => {
    media.start();
    await connect();
    wire.push("dropped", { pc: "another one", reason: "silent" });
    assert.equal(media.state, "connected");
    wire.push("dropped", { pc: wire.offers.at(-1).pc, reason: "engine_lost" });
    assert.ok(peers[0].closed);
    await connect();
    assert.equal(media.state, "connected");
    assert.equal(peers.length, 2);
  });

  test("that the server loses before it is through is rebuilt after a pause", async () => {
    media.start();
    await settle();
    wire.push("dropped", { pc: wire.offers.at(-1).pc, reason: "handshake_failed" });
    assert.equal(media.state, "broken");
    assert.equal(peers.length, 1);
    timers.tick(1000);
    assert.equal(peers.length, 2);
  });

  test("is rebuilt on a new session, which knows nothing of the old one", async () => {
    media.start();
    await connect();
    wire.push("welcome", {});
    assert.equal(peers.length, 2);
    assert.ok(peers[0].closed);
  });

  test("waits for the wire rather than offering into the void", async () => {
    media.start();
    await connect();
    wire.status = "waiting";
    peers[0].become("failed");
    timers.tick(60_000);
    assert.equal(peers.length, 1);
    wire.status = "online";
    wire.push("welcome", {});
    assert.equal(peers.length, 2);
  });

  test("is not disturbed by what a closed one still says", async () => {
    media.start();
    await connect();
    wire.push("welcome", {});
    peers[0].become("failed");
    await connect();
    assert.equal(media.state, "connected");
  });

  test("stays closed, with its tracks let go of, after stop", async () => {
    const camera = track("video");
    await media.send("camera", camera);
    media.start();
    await connect();
    media.stop();
    wire.push("welcome", {});
    timers.tick(60_000);
    assert.equal(peers.length, 1);
    assert.equal(camera.stop.mock.callCount(), 1);
  });
});

test("stopping from within what a slot's emptying sets off ends once", async () => {
  media.addEventListener("slot", () => media.stop());
  media.start();
  await connect();
  media.stop();
  assert.equal(states.filter((state) => state === "off").length, 1);
});

describe("what is sent", () => {
  test("changes without a new offer", async () => {
    media.start();
    await connect();
    const camera = track("video");
    await media.send("camera", camera);
    assert.equal(peers[0].sections[1].sender.track, camera);
    await media.send("camera", null);
    assert.equal(peers[0].sections[1].sender.track, null);
    assert.equal(wire.offers.length, 1);
  });

  const active = (section) =>
    section.sender.parameters.encodings.map((layer) => layer.active ?? true);
  const want = async (part, layers, pc = wire.offers.at(-1).pc) => {
    wire.push("wanted", { pc, part, layers });
    await settle();
  };

  test("is what somebody watches and no more, at once", async () => {
    media.start();
    await connect();
    await media.setEffort("idle");
    const [microphone, camera, screen] = peers[0].sections;
    assert.deepEqual([active(camera), active(screen)], [[true, true, true], [true]]);
    await want("camera", ["q", "h"]);
    await want("screen", []);
    assert.deepEqual([active(camera), active(screen)], [[true, true, false], [false]]);
    await want("camera", []);
    assert.deepEqual([active(camera), active(microphone)], [[false, false, false], [true]]);
    await want("camera", ["q", "h", "f"]);
    await want("screen", ["f"]);
    assert.deepEqual([active(camera), active(screen)], [[true, true, true], [true]]);
  });

  test("is the smallest layer of a camera that may be shown any moment", async () => {
    media.start();
    await connect();
    const [, camera] = peers[0].sections;
    await want("camera", []);
    assert.deepEqual(active(camera), [true, false, false]);
    await media.setEffort("idle");
    assert.deepEqual(active(camera), [false, false, false]);
    await media.setEffort("ready");
    assert.deepEqual(active(camera), [true, false, false]);
  });

  test("follows what is wanted of this connection, not of the one before", async () => {
    media.start();
    await connect();
    await want("camera", []);
    wire.push("welcome", {});
    await connect();
    assert.deepEqual(active(peers[1].sections[1]), [true, true, true]);
    await want("camera", [], wire.offers[0].pc);
    assert.deepEqual(active(peers[1].sections[1]), [true, true, true]);
  });
});

describe("slots", () => {
  test("show what the server fills them with, also before the answer is applied", async () => {
    media.start();
    await settle();
    fill("6", "Ma Thị Duyên");
    await connect();
    const [audio, video] = media.slots;
    assert.equal(media.onAir, true);
    assert.deepEqual([audio.source, video.source, video.name], [null, "p:1", "Ma Thị Duyên"]);
    assert.equal(video.track.id, "received-6");
  });

  test("ignore what is said of another connection", async () => {
    media.start();
    await connect();
    fill("6", "somebody", "another");
    assert.equal(media.slots[1].source, null);
  });

  test("are empty at once when the connection is gone", async () => {
    media.start();
    await connect();
    fill("6", "Ma Thị Duyên");
    peers[0].become("failed");
    assert.deepEqual(shown.at(-1), ["6", ""]);
    assert.deepEqual(media.slots, []);
  });

  test("are wished for again after every rebuilding", async () => {
    media.start();
    media.show({ pictures: false });
    await connect();
    wire.push("welcome", {});
    await connect();
    const wishes = wire.sent.filter(({ type }) => type === "show");
    assert.deepEqual(wishes.map(({ pc, pictures }) => [pc, pictures]), [
      [wire.offers[0].pc, false],
      [wire.offers[1].pc, false],
    ]);
  });
});
