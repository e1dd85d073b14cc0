import assert from "node:assert/strict";
import { before, describe, mock, test } from "node:test";

import "./old_node.js";
import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { MediaChoice } from "../../web/static/js/core/media_choice.js";
import { MediaMode } from "../../web/static/js/core/media_mode.js";
import { Kept } from "../../web/static/js/core/storage.js";
import { isPoor, linkWordOf, ownerOf, sortedLinks } from "../../web/static/js/ui/links.js";
import { AFTER_MS, WeakHint } from "../../web/static/js/ui/weak_hint.js";

before(() => useCatalogue({ "media.hint": "weak?", "media.hint.yes": "yes", "media.hint.no": "no" }));

function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

class Wire extends EventTarget {
  status = "connecting";
  sent = [];
  send(type, body) {
    this.sent.push({ type, ...body });
  }
  welcome(media) {
    this.status = "online";
    this.dispatchEvent(new CustomEvent("welcome", { detail: { media } }));
  }
}

describe("what a person wants of sound and picture", () => {
  test("is what the server remembers, once it has said so", async () => {
    const wire = new Wire();
    const choice = new MediaChoice(wire, storage());
    assert.equal(choice.value, "full");
    wire.welcome("sound");
    await choice.known;
    assert.equal(choice.value, "sound");
    assert.deepEqual(wire.sent, []);
  });

  test("is told to the server at once, and kept nowhere else", () => {
    const [wire, kept] = [new Wire(), storage()];
    const choice = new MediaChoice(wire, kept);
    wire.welcome("full");
    choice.choose("none");
    assert.deepEqual(wire.sent, [{ type: "prefer", media: "none" }]);
    wire.welcome("none");
    assert.equal(wire.sent.length, 1);
    assert.equal(new MediaChoice(new Wire(), kept).value, "full");
  });

  test("is told with the next welcome when it was chosen before anybody was known", async () => {
    const kept = storage();
    const before = new MediaChoice(null, kept);
    await before.known;
    before.choose("sound");
    const wire = new Wire();
    const choice = new MediaChoice(wire, kept);
    assert.equal(choice.value, "sound");
    wire.welcome("full");
    assert.equal(choice.value, "sound");
    assert.deepEqual(wire.sent, [{ type: "prefer", media: "sound" }]);
    wire.welcome("sound");
    assert.equal(wire.sent.length, 1);
  });

  test("is told with the next welcome when it was chosen while the line was down", () => {
    const wire = new Wire();
    const choice = new MediaChoice(wire, storage());
    wire.welcome("full");
    wire.status = "waiting";
    choice.choose("sound");
    assert.deepEqual(wire.sent, []);
    wire.welcome("full");
    assert.deepEqual([choice.value, wire.sent], ["sound", [{ type: "prefer", media: "sound" }]]);
  });

  test("holds for the page where storage is forbidden, or holds nonsense", () => {
    const choice = new MediaChoice(null, new Kept(() => null));
    choice.choose("none");
    assert.equal(choice.value, "none");
    assert.equal(new MediaChoice(null, { ...storage(), getItem: () => "everything" }).value, "full");
  });
});

/** Devices that remember what was asked of them. */
class Devices {
  cameraOn = true;
  microphone = {};
  asked = [];
  sparing = false;
  join() {
    this.asked.push("join");
  }
  close() {
    this.cameraOn = false;
    this.microphone = null;
  }
  switchCamera(on) {
    this.cameraOn = on;
  }
  sendSparingly(on) {
    this.sparing = on;
  }
  async open({ microphone = true, camera = true } = {}) {
    if (microphone) this.microphone = {};
    if (camera) this.cameraOn = true;
  }
  get state() {
    return [this.microphone !== null, this.cameraOn, this.sparing];
  }
}

describe("a device", () => {
  const stage = async (value = "full") => {
    const [choice, devices] = [new MediaChoice(null, storage()), new Devices()];
    const media = { start: mock.fn(), stop: mock.fn(), spare: mock.fn() };
    choice.choose(value);
    const mode = new MediaMode(choice, media, devices);
    await mode.start();
    return { choice, devices, media, mode };
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test("has neither connection nor open devices without media, and both again with them", async () => {
    const { choice, devices, media } = await stage();
    choice.choose("none");
    await settled();
    assert.deepEqual([devices.state, media.stop.mock.callCount()], [[false, false, false], 1]);
    choice.choose("full");
    await settled();
    assert.deepEqual([devices.state, media.start.mock.callCount()], [[true, true, false], 2]);
  });

  test("on a weak link has no camera and spares a closed microphone, until there is more", async () => {
    const { choice, devices, media } = await stage();
    choice.choose("sound");
    await settled();
    assert.deepEqual([devices.state, media.stop.mock.callCount()], [[true, false, true], 0]);
    choice.choose("full");
    await settled();
    assert.deepEqual(devices.state, [true, true, false]);
    const spared = media.spare.mock.calls.map((call) => call.arguments[0]);
    assert.deepEqual(spared, [false, true, false], "nothing goes beside the sound of a weak link");
  });

  test("opens no device that was not on before", async () => {
    const { choice, devices } = await stage();
    devices.close();
    for (const value of ["none", "sound", "full"]) {
      choice.choose(value);
      await settled();
      assert.deepEqual(devices.state.slice(0, 2), [false, false]);
    }
  });

  test("opens what it would have opened when more is wanted after a reload", async () => {
    const { choice, devices, mode } = await stage("none");
    await mode.openDevices();
    assert.deepEqual(devices.state.slice(0, 2), [false, false]);
    choice.choose("sound");
    await settled();
    assert.deepEqual(devices.state.slice(0, 2), [true, false]);
    choice.choose("full");
    await settled();
    assert.deepEqual(devices.state.slice(0, 2), [true, true]);
  });

  test("does nothing after the meeting", async () => {
    const { choice, media, mode } = await stage();
    mode.stop();
    choice.choose("sound");
    await settled();
    assert.deepEqual([media.start.mock.callCount(), media.stop.mock.callCount()], [1, 1]);
  });
});

describe("the weak link's switch is offered", () => {
  const scene = () => {
    const bands = { now: null, set: (_, band) => void (bands.now = band) };
    const choice = new MediaChoice(null, storage());
    return { bands, choice, hint: new WeakHint(choice, bands) };
  };

  test("when the link was bad for a while, and not before", () => {
    const { bands, hint } = scene();
    hint.follow("bad", 0);
    hint.follow("bad", AFTER_MS.bad - 1);
    assert.equal(bands.now, null);
    hint.follow("bad", AFTER_MS.bad);
    assert.equal(bands.now.text, "weak?");
  });

  test("not for a link that is bad for a moment only, and later for one that is just weak", () => {
    const { bands, hint } = scene();
    hint.follow("bad", 0);
    hint.follow("good", AFTER_MS.bad / 2);
    hint.follow("bad", AFTER_MS.bad);
    assert.equal(bands.now, null);
    hint.follow("weak", 20_000);
    hint.follow("weak", 20_000 + AFTER_MS.weak - 1);
    assert.equal(bands.now, null);
    hint.follow("weak", 20_000 + AFTER_MS.weak);
    assert.notEqual(bands.now, null);
  });

  test("once: whoever says no is not asked again", () => {
    const { bands, hint, choice } = scene();
    hint.follow("bad", 0);
    hint.follow("bad", 20_000);
    bands.now.decline.run();
    assert.equal(bands.now, null);
    hint.follow("bad", 90_000);
    assert.deepEqual([bands.now, choice.value], [null, "full"]);
  });

  test("and taken, goes away", () => {
    const { bands, hint, choice } = scene();
    hint.follow("bad", 0);
    hint.follow("bad", 20_000);
    bands.now.action.run();
    assert.deepEqual([bands.now, choice.value], [null, "sound"]);
  });

  test("to nobody who has it already", () => {
    const { bands, hint, choice } = scene();
    choice.choose("sound");
    hint.follow("bad", 0);
    hint.follow("bad", 90_000);
    assert.equal(bands.now, null);
  });
});

describe("a link", () => {
  const quality = {
    links: { "p:1": "good", "p:2": "bad", "p:3": "bad", "s:hall": "weak", "p:4": "weak" },
    media: { "p:3": "sound", "p:4": "sound", "p:5": "none" },
  };

  for (const [feed, word] of [
    ["p:1", "good"], ["p:2", "bad"], ["p:3", "bad"], ["p:4", "sound"], ["p:5", "none"], ["p:6", null],
  ]) {
    test(`of ${feed} is ${word}`, () => assert.equal(linkWordOf(quality, feed), word));
  }

  test("that its owner chose is not a poor one", () => {
    assert.deepEqual(["bad", "weak", "sound", "none", "good", null].filter(isPoor), ["bad", "weak"]);
  });

  test("is named after the room, the person, or who watches from above", () => {
    const view = {
      sites: { hall: { name: "Nhà văn hóa" } },
      people: { 1: { name: "Ma Thị Duyên" } },
      watching: [{ person: "2", name: "Nông Thị Hà" }],
    };
    const owners = ["s:hall", "p:1", "p:2", "p:gone"].map((feed) => ownerOf(view, feed));
    assert.deepEqual(owners, ["Nhà văn hóa", "Ma Thị Duyên", "Nông Thị Hà", ""]);
  });

  test("that does worst stands first, rooms before people", () => {
    const order = sortedLinks({ ...quality, links: { ...quality.links, "s:hall": "bad" } });
    assert.deepEqual(order.map(({ feed }) => feed), ["s:hall", "p:2", "p:3", "p:4", "p:5", "p:1"]);
  });
});
