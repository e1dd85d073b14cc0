import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  wire, peers, media, shown, timers, settle, SLOTS, connect, beginAnew, track,
} from "./media_scene.js";

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
