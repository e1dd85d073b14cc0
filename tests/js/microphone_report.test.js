import assert from "node:assert/strict";
import { describe, test } from "node:test";

import "./old_node.js";
import { MicrophoneReport, microphoneState } from "../../web/static/js/core/microphone_report.js";

const parts = (facts) => {
  const { microphone = { muted: false }, on = true, problem = null, state = "connected", value = "full" } = facts;
  return {
    devices: Object.assign(new EventTarget(), { microphone, microphoneOn: on && microphone !== null, problem }),
    media: Object.assign(new EventTarget(), { state }),
    choice: Object.assign(new EventTarget(), { value }),
  };
};

describe("a device is", () => {
  for (const [facts, state] of [
    [{}, "on"],
    [{ state: "connecting" }, "on"],
    [{ value: "sound" }, "on"],
    [{ on: false }, "off"],
    [{ microphone: null }, "off"],
    [{ microphone: null, problem: "denied" }, "missing"],
    [{ microphone: null, problem: "missing", on: false }, "missing"],
    [{ problem: "missing" }, "on"],
    [{ microphone: { muted: true } }, "missing"],
    [{ microphone: { muted: true }, on: false }, "missing"],
    [{ value: "none" }, "none"],
    [{ value: "none", microphone: null }, "none"],
    [{ state: "no_path" }, "no_path"],
    [{ state: "broken" }, "no_path"],
    [{ state: "refused" }, "no_path"],
    [{ state: "no_path", on: false }, "off"],
  ]) {
    test(`${state} with ${JSON.stringify(facts)}`, () => assert.equal(microphoneState(parts(facts)), state));
  }
});

test("the server is told at the beginning and whenever a switch, the path or the wish changes", () => {
  const sources = parts({ on: false });
  const said = [];
  new MicrophoneReport({ sayMicrophone: (state) => said.push(state) }, sources);
  sources.devices.microphoneOn = true;
  sources.devices.dispatchEvent(new Event("change"));
  sources.media.state = "no_path";
  sources.media.dispatchEvent(new Event("state"));
  sources.choice.value = "none";
  sources.choice.dispatchEvent(new Event("change"));
  assert.deepEqual(said, ["off", "on", "no_path", "none"]);
});

test("a room's page has no choice and says so all the same", () => {
  const { devices, media } = parts({});
  assert.equal(microphoneState({ devices, media }), "on");
});
