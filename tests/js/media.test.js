import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import {
  wire, peers, media, states, shown, timers, network, makeFlatPeers, settle, SLOTS, connect, beginAnew, fill, track,
} from "./media_scene.js";

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

  test("offers the camera in three layers of three in time, or of one where a browser cannot", async () => {
    const layers = () =>
      peers.at(-1).sections[1].sender.parameters.encodings.map((each) => each.scalabilityMode);
    media.start();
    assert.deepEqual(layers(), ["L1T3", "L1T3", "L1T3"]);
    makeFlatPeers();
    wire.push("welcome", {});
    assert.deepEqual(layers(), [undefined, undefined, undefined]);
    await connect();
    assert.equal(media.state, "connected");
  });

  test("comes up once the path does", async () => {
    media.start();
    await connect();
    assert.deepEqual(states, ["connecting", "connected"]);
  });

  test("is rebuilt with the same tracks when no other path is found", async () => {
    const microphone = track("audio");
    await media.send("microphone", microphone);
    media.start();
    await connect();
    peers[0].become("failed");
    timers.tick(6000);
    assert.ok(peers[0].closed);
    assert.deepEqual(wire.sent.at(-1), { type: "disconnect", pc: wire.offers[0].pc });
    timers.tick(500);
    assert.equal(peers.length, 2);
    assert.equal(peers[1].sections[0].sender.track, microphone);
    await connect();
    assert.deepEqual(states, ["connecting", "connected", "broken", "connecting", "connected"]);
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

  test("blames no network while the server cannot be reached", async () => {
    media.start();
    await settle();
    timers.tick(12_000); // not answered at all
    assert.equal(states.at(-1), "broken");
    timers.tick(500);
    await settle();
    wire.offers[1].resolve({ sdp: "answer", slots: SLOTS });
    await settle();
    wire.status = "waiting"; // answered, and gone since
    wire.push("status", { status: "waiting" });
    peers[1].become("failed");
    assert.equal(states.at(-1), "broken");
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

  test("is rebuilt at once when the server lost it while a path was sought", async () => {
    media.start();
    await connect();
    peers[0].become("failed");
    wire.push("dropped", { pc: wire.offers[0].pc, reason: "silent" });
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

  test("goes on through a new session on the wire, where the server kept it", async () => {
    media.start();
    media.show({ layer: "h" });
    await connect();
    fill("6", "Ma Thị Duyên");
    for (const times of [1, 2]) {
      wire.push("welcome", {});
      await settle();
      assert.equal(wire.offers[times].pc, wire.offers[0].pc);
      wire.offers[times].resolve({ sdp: "again", slots: SLOTS, continues: true });
      await settle();
    }
    timers.tick(60_000);
    assert.deepEqual([peers.length, media.slots[1].name], [1, "Ma Thị Duyên"]);
    assert.deepEqual(states, ["connecting", "connected"], "nobody notices");
    assert.equal(wire.sent.filter(({ type }) => type === "show").length, 3, "what is wished is said anew");
  });

  test("goes on although the wire broke while another path was sought", async () => {
    media.start();
    await connect();
    peers[0].become("failed");
    await settle();
    wire.push("welcome", {});
    wire.offers[1].reject(Object.assign(new Error(), { code: "no_answer" }));
    await settle();
    wire.offers[2].resolve({ sdp: "again", slots: SLOTS, continues: true });
    await settle();
    peers[0].become("connected");
    assert.deepEqual([peers.length, media.state], [1, "connected"]);
  });

  test("is rebuilt at once on a new session that knows nothing of it", async () => {
    media.start();
    await connect();
    await beginAnew();
    assert.equal(peers.length, 2);
    assert.ok(peers[0].closed);
    assert.deepEqual(wire.sent.at(-1), { type: "disconnect", pc: wire.offers[0].pc });
    assert.notEqual(wire.offers.at(-1).pc, wire.offers[0].pc);
  });

  test("that was not through is rebuilt on a new session", async () => {
    media.start();
    await settle();
    wire.push("welcome", {});
    assert.equal(peers.length, 2);
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
    await beginAnew();
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
    timers.tick(6000);
    assert.deepEqual(shown.at(-1), ["6", ""]);
    assert.deepEqual(media.slots, []);
  });

  test("are wished for again after every rebuilding", async () => {
    media.start();
    media.show({ pictures: false });
    await connect();
    await beginAnew();
    await connect();
    const wishes = wire.sent.filter(({ type }) => type === "show");
    assert.deepEqual(wishes.map(({ pc, pictures }) => [pc, pictures]), [
      [wire.offers[0].pc, false],
      [wire.offers.at(-1).pc, false],
    ]);
  });
});
