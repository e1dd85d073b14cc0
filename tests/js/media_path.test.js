import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  wire, peers, media, states, shown, timers, network, ice, settle, SLOTS, connect, fill,
} from "./media_scene.js";

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
