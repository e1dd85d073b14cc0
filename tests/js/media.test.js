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
let network;
let makeFlat;
let ice;

beforeEach(() => {
  timers = new FakeTimers().install();
  wire = new FakeWire();
  peers = [];
  network = new EventTarget();
  makeFlat = false;
  ice = [];
  media = new Media({
    wire,
    ice,
    sends: ["microphone", "camera", "screen"],
    audioSlots: 3,
    videoSlots: 2,
    network,
    makePeer: () => {
      const made = new FakePeer();
      made.flat = makeFlat;
      peers.push(made);
      return made;
    },
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

/** Let a new session on the wire know nothing of the connection. */
async function beginAnew() {
  wire.push("welcome", {});
  await settle();
  wire.offers.at(-1).resolve({ sdp: "answer", slots: SLOTS, continues: false });
  await settle();
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

  test("offers the camera in three layers of three in time, or of one where a browser cannot", async () => {
    const layers = () =>
      peers.at(-1).sections[1].sender.parameters.encodings.map((each) => each.scalabilityMode);
    media.start();
    assert.deepEqual(layers(), ["L1T3", "L1T3", "L1T3"]);
    makeFlat = true;
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

describe("a broken path", () => {
  const answer = async (continues = true) => {
    await settle();
    wire.offers.at(-1).resolve({ sdp: "again", slots: SLOTS, continues });
    await settle();
  };

  test("is sought with the servers of now: credentials last some hours", async () => {
    media.start();
    await connect();
    ice.push({ urls: "turn:x", username: "fresh" });
    peers[0].become("failed");
    await answer();
    assert.equal(peers[0].configuration.iceServers[0].username, "fresh");
  });

  test("is given a moment to heal, then another is sought for the same connection", async () => {
    media.start();
    await connect();
    fill("6", "Ma Thị Duyên");
    peers[0].become("disconnected");
    timers.tick(1500);
    peers[0].become("connected");
    timers.tick(20_000);
    assert.equal(wire.offers.length, 1);
    peers[0].become("disconnected");
    timers.tick(2000);
    await answer();
    assert.deepEqual(peers[0].asked, [undefined, { iceRestart: true }]);
    assert.equal(wire.offers[1].pc, wire.offers[0].pc);
    assert.equal(media.slots[1].name, "Ma Thị Duyên", "what is shown stays");
    peers[0].become("connected");
    timers.tick(20_000);
    assert.equal(peers.length, 1);
    assert.deepEqual(states, ["connecting", "connected", "broken", "connected"]);
  });

  test("is left at once for another network, and nobody is told while the old one goes on", async () => {
    media.start();
    await connect();
    network.dispatchEvent(new Event("change"));
    await answer();
    timers.tick(20_000);
    assert.deepEqual(peers[0].asked, [undefined, { iceRestart: true }]);
    assert.deepEqual(states, ["connecting", "connected"]);
    network.dispatchEvent(new Event("change"));
    await settle();
    assert.equal(wire.offers.length, 3, "and the next time again");
  });

  test("is sought once at a time, whatever else happens", async () => {
    media.start();
    await connect();
    peers[0].become("disconnected");
    timers.tick(2000);
    peers[0].become("failed");
    network.dispatchEvent(new Event("change"));
    await settle();
    assert.equal(wire.offers.length, 2);
  });

  test("means a new connection where the server has begun anew", async () => {
    media.start();
    await connect();
    peers[0].become("failed");
    await answer(false);
    assert.ok(peers[0].closed);
    assert.deepEqual(peers[0].answers.length, 1, "its answer does not fit the old connection");
    assert.notEqual(wire.offers.at(-1).pc, wire.offers[0].pc);
  });

  test("means a new connection where the server refuses", async () => {
    media.start();
    await connect();
    peers[0].become("failed");
    await settle();
    wire.offers.at(-1).reject(Object.assign(new Error(), { code: "too_many_offers" }));
    await settle();
    timers.tick(500);
    assert.equal(peers.length, 2);
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
    await beginAnew();
    await connect();
    assert.deepEqual(active(peers[1].sections[1]), [true, true, true]);
    await want("camera", [], wire.offers[0].pc);
    assert.deepEqual(active(peers[1].sections[1]), [true, true, true]);
  });
});

describe("the microphone", () => {
  const ANSWER = "v=0\r\nm=audio 9 RTP/SAVPF 111\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n";
  const COPIED = ANSWER.replace("SAVPF 111\r\n", "SAVPF 111 63\r\n") + "a=rtpmap:63 red/48000/2\r\n";
  const dtx = (peer) => peer.answers.map((sdp) => /usedtx=(.)/.exec(sdp)?.[1]);
  const open = async () => {
    media.start();
    await settle();
    wire.offers.at(-1).resolve({ sdp: ANSWER, slots: SLOTS });
    await settle();
    peers.at(-1).become("connected");
  };

  test("sends silence in few packets while the floor has it closed, and then without gaps", async () => {
    media.followFloor(false);
    await open();
    await media.followFloor(true);
    await media.followFloor(true);
    await media.followFloor(false);
    assert.deepEqual(dtx(peers[0]), ["1", "0", "1"]);
    assert.equal(wire.offers.length, 1, "the server is not asked");
  });

  test("is sent with copies of itself while it needs them, and the server is not asked", async () => {
    const figures = [{ type: "outbound-rtp", packetsSent: 0 }, { type: "remote-inbound-rtp", packetsLost: 0 }];
    const look = async (lost) => {
      figures[0].packetsSent += 50;
      figures[1].packetsLost += lost;
      timers.tick(2000);
      await settle();
    };
    await media.send("microphone", track("audio"));
    media.start();
    await settle();
    wire.offers.at(-1).resolve({ sdp: COPIED, slots: SLOTS });
    await settle();
    peers[0].become("connected");
    figures[1].roundTripTime = 0.6;
    peers[0].sections[0].sender.figures = figures;
    for (let i = 0; i < 4; i += 1) await look(5);
    media.spare(true);
    await look(5);
    const first = peers[0].answers.map((sdp) => /SAVPF (\d+)/.exec(sdp)[1]);
    assert.deepEqual(first, ["111", "63", "111"]);
    assert.equal(wire.offers.length, 1);
  });

  test("sends without gaps where nobody says otherwise", async () => {
    await open();
    assert.deepEqual(dtx(peers[0]), ["0"]);
  });

  test("follows the last word when many come at once, also before the first answer", async () => {
    media.followFloor(false);
    media.start();
    await settle();
    media.followFloor(true);
    media.followFloor(false);
    media.followFloor(true);
    wire.offers.at(-1).resolve({ sdp: ANSWER, slots: SLOTS });
    await settle();
    await settle();
    assert.equal(dtx(peers[0]).at(-1), "0");
  });

  test("is sent by a browser that takes no changed offer, too", async () => {
    media.start();
    peers[0].strict = true;
    peers[0].offerText = ANSWER;
    await connect();
    assert.equal(peers[0].localDescription.sdp, ANSWER);
    assert.equal(media.state, "connected");
  });

  test("keeps its word on the next connection", async () => {
    await open();
    await media.followFloor(false);
    await beginAnew();
    await open();
    assert.deepEqual(dtx(peers[1]), ["1"]);
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
