import assert from "node:assert/strict";
import { test } from "node:test";

import "./old_node.js";
import { Sound } from "../../web/static/js/ui/sound.js";

/** An audio element that the browser may pause, and may forbid to go on. */
class Player extends EventTarget {
  static forbidden = false;
  paused = true;
  isConnected = true;

  remove() {
    this.isConnected = false;
  }

  async play() {
    if (Player.forbidden) throw new DOMException("", "NotAllowedError");
    this.paused = false;
  }

  pausedFromOutside() {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** One sound that plays; what is told of it, and the hand on its clock. */
async function playing(context) {
  const player = new Player();
  const before = globalThis.document;
  globalThis.document = Object.assign(new EventTarget(), { hidden: false, createElement: () => player });
  globalThis.MediaStream = class {};
  context.after(() => (globalThis.document = before));
  const media = new EventTarget();
  const clock = { now: 0 };
  const sound = new Sound(media, { append: () => {} }, () => clock.now);
  const told = [];
  for (const type of ["playing", "paused", "blocked"]) sound.addEventListener(type, () => told.push(type));
  media.dispatchEvent(new CustomEvent("slot", { detail: { kind: "audio", index: 0, track: {} } }));
  await settled();
  return { player, sound, told, clock };
}

test("what is paused from outside plays on; paused again at once, it was meant, and one is asked", async (context) => {
  const { player, sound, told, clock } = await playing(context);
  player.pausedFromOutside();
  await settled();
  assert.deepEqual([player.paused, told], [false, ["playing", "playing"]]);
  clock.now = 1000;
  player.pausedFromOutside();
  assert.deepEqual([player.paused, told.at(-1)], [true, "paused"]);
  await sound.unlock();
  assert.deepEqual([player.paused, told.at(-1)], [false, "playing"]);
  clock.now = 60_000;
  player.pausedFromOutside();
  await settled();
  assert.equal(player.paused, false);
});

test("where the browser forbids to go on, one is asked, and it goes on when the page is back in sight", async (context) => {
  const { player, told } = await playing(context);
  Player.forbidden = true;
  context.after(() => (Player.forbidden = false));
  player.pausedFromOutside();
  await settled();
  assert.equal(told.at(-1), "paused");
  Player.forbidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.deepEqual([player.paused, told.at(-1)], [false, "playing"]);
});

test("an element that the page took away stays silent", async (context) => {
  const { player, told } = await playing(context);
  player.isConnected = false;
  player.pausedFromOutside();
  await settled();
  assert.deepEqual([player.paused, told], [true, ["playing"]]);
});

test("a sound that is closed takes its elements away and does not go on", async (context) => {
  const { player, sound } = await playing(context);
  sound.close();
  assert.equal(player.isConnected, false);
  player.paused = player.isConnected = true; // whatever else may hold the element
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.equal(player.paused, true);
});
