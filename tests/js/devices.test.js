import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";

import "./old_node.js";
import { capture, captureScreen } from "../../web/static/js/core/capture.js";
import { deviceId } from "../../web/static/js/core/device.js";
import { Losses, REPLACED_APART_MS, SILENT_FOR_MS } from "../../web/static/js/core/losses.js";
import { judge, measureLine } from "../../web/static/js/core/line.js";
import { OwnDevices } from "../../web/static/js/core/own_devices.js";
import { Kept } from "../../web/static/js/core/storage.js";
import { rememberLink, rememberedLink } from "../../web/static/js/core/remembered.js";

class Stream {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getAudioTracks() {
    return this.tracks.filter(({ kind }) => kind === "audio");
  }
  getVideoTracks() {
    return this.tracks.filter(({ kind }) => kind === "video");
  }
}

const track = (kind) => Object.assign(new EventTarget(), { kind, enabled: true, stop: mock.fn() });

/** Devices of which some are refused, by the name of the browser's error. */
const devices = ({ audio = null, video = null } = {}) => ({
  async getUserMedia(wanted) {
    const refusal = (wanted.audio && audio) || (wanted.video && video);
    if (refusal) throw Object.assign(new Error(), { name: refusal });
    const kinds = ["audio", "video"].filter((kind) => wanted[kind]);
    return new Stream(kinds.map(track));
  },
});

/** Give the page these devices for one test. */
function withDevices(context, found) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: found }, configurable: true });
  context.after(() => before && Object.defineProperty(globalThis, "navigator", before));
}

describe("capturing", () => {
  test("opens both", async () => {
    const { microphone, camera, problem } = await capture({}, devices());
    assert.deepEqual([microphone.kind, camera.kind, problem], ["audio", "video", null]);
  });

  test("opens the microphone alone where there is no camera, and says so", async () => {
    const { microphone, camera, problem } = await capture({}, devices({ video: "NotFoundError" }));
    assert.deepEqual([microphone.kind, camera, problem], ["audio", null, "missing"]);
  });

  for (const [error, problem] of [
    ["NotAllowedError", "denied"], ["NotReadableError", "busy"], ["SomethingNew", "failed"],
  ]) {
    test(`never fails: ${error} is ${problem}`, async () => {
      const found = await capture({}, devices({ audio: error, video: error }));
      assert.deepEqual(found, { microphone: null, camera: null, problem });
    });
  }

  test("says that the page is not secure where browsers hide the devices", async (context) => {
    withDevices(context, undefined);
    assert.equal((await capture()).problem, "insecure");
  });

  test("is unanswered where a secure page has no devices, as within a chat program", async (context) => {
    withDevices(context, {});
    context.after(() => delete globalThis.isSecureContext);
    globalThis.isSecureContext = true;
    assert.equal((await capture()).problem, "unanswered");
  });

  test("of a screen is nothing when the person changed their mind", async () => {
    const changedMind = { getDisplayMedia: async () => Promise.reject(new Error()) };
    assert.equal(await captureScreen(changedMind), null);
  });
});

describe("one's own microphone", () => {
  const media = () => ({ send: mock.fn(), followFloor: mock.fn() });

  test("sends sound only when floor and owner both say so", async (context) => {
    withDevices(context, devices());
    const own = new OwnDevices();
    await own.open();
    const { microphone } = own;
    assert.ok(microphone.enabled, "open to its owner in the device check");
    const joined = media();
    own.join(joined);
    assert.equal(microphone.enabled, false);
    own.followFloor(true);
    assert.equal(microphone.enabled, true);
    const told = joined.followFloor.mock.calls.map((call) => call.arguments[0]);
    assert.deepEqual(told, [false, true], "so that silence is sent accordingly");
    await own.switchMicrophone(false);
    assert.equal(microphone.enabled, false);
    own.followFloor(false);
    await own.switchMicrophone(true);
    assert.equal(microphone.enabled, false);
  });

  test("sends sound before it is opened when that may happen any moment, unless switched off", async (context) => {
    withDevices(context, devices());
    const own = new OwnDevices();
    await own.open();
    const { microphone } = own;
    own.join(media());
    own.followFloor(false, true);
    assert.equal(microphone.enabled, true);
    own.followFloor(true, false);
    assert.equal(microphone.enabled, true);
    await own.switchMicrophone(false);
    own.followFloor(false, true);
    assert.equal(microphone.enabled, false);
  });

  test("is asked for again when it was refused before", async (context) => {
    withDevices(context, devices({ audio: "NotAllowedError", video: "NotAllowedError" }));
    const own = new OwnDevices();
    await own.open();
    assert.deepEqual([own.microphoneOn, own.problem], [false, "denied"]);
    withDevices(context, devices());
    own.join(media());
    await own.switchMicrophone(true);
    assert.ok(own.microphoneOn);
  });
});

describe("a microphone or camera that its owner did not switch off", () => {
  /** Devices that are open and joined, and what was told since. */
  async function opened(context, found = Object.assign(new EventTarget(), devices())) {
    withDevices(context, found);
    const own = new OwnDevices();
    const [sent, told] = [new Map(), []];
    await own.open();
    own.join({ send: (what, sentTrack) => sent.set(what, sentTrack), followFloor: () => {} });
    own.followFloor(true);
    own.addEventListener("change", ({ detail }) => told.push([own.microphoneOn, own.cameraOn, detail.replaced ?? null]));
    return { own, sent, told, found };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test("has gone at once when it ends, and another one takes over", async (context) => {
    const { own, sent, told } = await opened(context);
    const { microphone, camera } = own;
    microphone.dispatchEvent(new Event("ended"));
    assert.deepEqual([told[0], own.problem, sent.get("microphone")], [[false, true, null], "missing", null]);
    await settled();
    assert.deepEqual([told.at(-1), own.problem, own.camera], [[true, true, "microphone"], null, camera]);
    assert.notEqual(sent.get("microphone"), microphone);
    assert.ok(own.microphone.enabled, "the floor is open");
    camera.dispatchEvent(new Event("ended"));
    assert.deepEqual([own.cameraOn, sent.get("camera")], [false, null]);
    await settled();
    assert.deepEqual(told.at(-1), [true, true, "camera"]);
  });

  test("is missing while there is no other, and is back as soon as one is plugged in", async (context) => {
    const { own, found } = await opened(context);
    const { getUserMedia } = found;
    found.getUserMedia = devices({ audio: "NotFoundError" }).getUserMedia;
    own.microphone.dispatchEvent(new Event("ended"));
    await settled();
    assert.deepEqual([own.microphoneOn, own.problem], [false, "missing"]);
    found.getUserMedia = getUserMedia;
    found.dispatchEvent(new Event("devicechange"));
    await settled();
    assert.deepEqual([own.microphoneOn, own.problem], [true, null]);
  });

  test("is not opened again when its owner had let go of it", async (context) => {
    const { own, found } = await opened(context);
    const { microphone } = own;
    own.close();
    microphone.dispatchEvent(new Event("ended"));
    found.dispatchEvent(new Event("devicechange"));
    await settled();
    assert.deepEqual([own.microphone, own.camera], [null, null]);
  });

  test("is not on while the system keeps it silent, and a press opens another one", async (context) => {
    const { own, told } = await opened(context);
    const { microphone } = own;
    microphone.muted = true;
    microphone.dispatchEvent(new Event("mute"));
    assert.deepEqual(told.at(-1), [false, true, null]);
    microphone.muted = false;
    microphone.dispatchEvent(new Event("unmute"));
    assert.deepEqual(told.at(-1), [true, true, null]);
    microphone.muted = true;
    await own.switchMicrophone(true);
    assert.ok(own.microphoneOn);
    assert.notEqual(own.microphone, microphone);
  });

  test("is replaced when it stays silent, but not again and again", (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    let now = 0;
    const hands = { lost: mock.fn(), silenced: mock.fn(), replace: mock.fn(() => ({ then: (done) => done() })) };
    const losses = new Losses(hands, undefined, () => now);
    const goesSilent = () => {
      const silent = Object.assign(track("audio"), { muted: true });
      losses.watch("microphone", silent);
      silent.dispatchEvent(new Event("mute"));
      context.mock.timers.tick(SILENT_FOR_MS);
      return hands.replace.mock.callCount();
    };
    assert.equal(goesSilent(), 1);
    now = REPLACED_APART_MS - 1;
    assert.equal(goesSilent(), 1);
  });
});

test("another camera is taken at once where one is open, and a chosen microphone is asked for when one is opened", async (context) => {
  const asked = [];
  const found = devices();
  withDevices(context, { getUserMedia: (wanted) => (asked.push(wanted), found.getUserMedia(wanted)) });
  const own = new OwnDevices();
  await own.choose("microphone", "m2");
  assert.deepEqual(asked, [], "nothing is opened that was closed");
  await own.open();
  assert.deepEqual(asked[0].audio.deviceId, { ideal: "m2" });
  assert.equal(asked[0].video.deviceId, undefined);
  const { camera } = own;
  await own.choose("camera", "c2");
  assert.equal(camera.stop.mock.callCount() > 0, true);
  assert.deepEqual([asked[1].audio, asked[1].video.deviceId], [false, { ideal: "c2" }]);
  assert.notEqual(own.camera, camera);
});

test("a camera switched off is let go of, so that its light goes out", async (context) => {
  withDevices(context, devices());
  const own = new OwnDevices();
  const sent = [];
  await own.open();
  own.join({
    send: (what, sentTrack) => sent.push([what, sentTrack?.kind ?? null]),
    followFloor: () => {},
  });
  const { camera } = own;
  await own.switchCamera(false);
  assert.equal(camera.stop.mock.callCount(), 1);
  assert.deepEqual(sent.at(-1), ["camera", null]);
  await own.switchCamera(true);
  assert.deepEqual(sent.at(-1), ["camera", "video"]);
});

test("a closed microphone sends nothing at all on a weak link, and sound as soon as it may be heard", async (context) => {
  withDevices(context, devices());
  const own = new OwnDevices();
  const sent = new Map();
  await own.open();
  own.sendSparingly(true);
  own.join({ send: (what, sentTrack) => sent.set(what, sentTrack), followFloor: () => {} });
  assert.equal(sent.get("microphone"), null);
  own.followFloor(false, true);
  assert.equal(sent.get("microphone"), own.microphone);
  own.followFloor(false);
  assert.equal(sent.get("microphone"), null);
  own.sendSparingly(false);
  assert.equal(sent.get("microphone"), own.microphone);
});

test("in a room microphone and camera are let go of, and can be asked for again", async (context) => {
  withDevices(context, devices());
  const own = new OwnDevices();
  const sent = new Map();
  await own.open();
  own.join({ send: (what, sentTrack) => sent.set(what, sentTrack), followFloor: () => {} });
  const { microphone, camera } = own;
  own.letGo();
  assert.deepEqual([microphone.stop.mock.callCount(), camera.stop.mock.callCount()], [1, 1]);
  assert.deepEqual([sent.get("microphone"), sent.get("camera")], [null, null]);
  assert.deepEqual([own.microphoneOn, own.cameraOn], [false, false]);
  await own.switchMicrophone(true);
  assert.ok(own.microphoneOn);
  assert.equal(sent.get("microphone"), own.microphone);
});

describe("a device", () => {
  const storage = () => {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  };
  const forbidden = () => new Kept(() => null);

  test("keeps its name per link, and does not write the link down as the key", () => {
    const kept = storage();
    const keys = [];
    const spying = { ...kept, setItem: (key, value) => (keys.push(key), kept.setItem(key, value)) };
    let made = 0;
    const makeId = () => `device${(made += 1)}`;
    assert.equal(deviceId("/j/secret", spying, makeId), "device1");
    assert.equal(deviceId("/j/secret", spying, makeId), "device1");
    assert.equal(deviceId("/j/other", spying, makeId), "device2");
    assert.ok(keys.every((key) => !key.includes("secret")));
  });

  test("has a name for this visit where storage is forbidden", () => {
    const kept = forbidden();
    assert.deepEqual(["first", "second"].map((id) => deviceId("/j/x", kept, () => id)), ["first", "first"]);
  });

  test("remembers the link to a meeting", () => {
    const kept = storage();
    rememberLink("m1", "/j/secret", kept);
    assert.equal(rememberedLink("m1", kept), "/j/secret");
    assert.equal(rememberedLink("m2", kept), null);
  });
});

describe("the line", () => {
  for (const [times, quality] of [
    [[20, 30, 25], "good"], [[20, 900, 25], "weak"], [[500, 600, 700], "weak"], [[900, 4000, 4000], "bad"],
  ]) {
    test(`with ${times.join(", ")} ms is ${quality}`, () => assert.equal(judge(times), quality));
  }

  test("with lost requests is bad, whatever the first one cost", async () => {
    const failing = async () => Promise.reject(new Error("lost"));
    assert.equal(await measureLine(failing, () => 0), "bad");
  });
});
