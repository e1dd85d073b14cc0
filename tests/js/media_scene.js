/**
 * A `Media` on a fake wire with fake peer connections, made anew before each test, and what it told.
 */

import { beforeEach, mock } from "node:test";

import "./old_node.js";
import { Media } from "../../web/static/js/core/media.js";
import { FakePeer, FakeWire } from "./fake_peer.js";
import { FakeTimers } from "./fake_timers.js";

export let wire;
export let peers;
export let media;
export let states;
export let shown;
export let timers;
export let network;
let makeFlat;
export let ice;

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

/** Let the next peer connections be of a browser that cannot send layers in time. */
export const makeFlatPeers = () => {
  makeFlat = true;
};

/** Let promises run. */
export const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

export const SLOTS = [
  { mid: "3", kind: "audio", index: 0 },
  { mid: "6", kind: "video", index: 0 },
];

/** Answer the last offer and let the path come up. */
export async function connect() {
  await settle();
  wire.offers.at(-1).resolve({ sdp: "answer", slots: SLOTS });
  await settle();
  peers.at(-1).become("connected");
}

/** Let a new session on the wire know nothing of the connection. */
export async function beginAnew() {
  wire.push("welcome", {});
  await settle();
  wire.offers.at(-1).resolve({ sdp: "answer", slots: SLOTS, continues: false });
  await settle();
}

export const fill = (mid, name, pc = wire.offers.at(-1).pc) =>
  wire.push("slots", { pc, fill: [{ mid, meeting: "m1", source: "p:1", name, live: true }], on_air: true });

export const track = (kind) => ({ kind, stop: mock.fn() });
