import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Patience, Wait } from "../../web/static/js/core/patience.js";

/** Return a function that tells a `Wait` of more packets, two seconds later each time. */
function telling(wait) {
  const figures = { packetsReceived: 0, packetsDiscarded: 0, nackCount: 0 };
  let now = 0;
  return (received, asked, late = 0) => {
    now += 2000;
    figures.packetsReceived += received;
    figures.nackCount += asked;
    figures.packetsDiscarded += late;
    return wait.told({ ...figures }, now);
  };
}

describe("received sound", () => {
  test("is played as soon as the browser likes where hardly anything is missing", () => {
    const tell = telling(new Wait());
    assert.equal(tell(100, 0), null);
    assert.equal(tell(100, 2), null);
  });

  test("waits for what is repeated, and half a minute longer than anything was", () => {
    const tell = telling(new Wait());
    assert.equal(tell(100, 5), 200);
    for (let i = 0; i < 14; i += 1) assert.equal(tell(100, 0), 200);
    assert.equal(tell(100, 0), null);
    assert.equal(tell(100, 0, 5), 200, "what came too late counts too");
  });

  test("waits longer where what is repeated is lost too, and less again half a minute later", () => {
    const tell = telling(new Wait());
    assert.equal(tell(100, 5), 200);
    assert.equal(tell(100, 15), 320);
    for (let i = 0; i < 14; i += 1) assert.equal(tell(100, 5), 320);
    assert.equal(tell(100, 5), 200);
  });

  test("does not wait for the packet or two that changes of who is heard cost", () => {
    const tell = telling(new Wait());
    for (let i = 0; i < 10; i += 1) assert.equal(tell(50, 0, 3), null);
    assert.equal(tell(50, 1, 3), 200);
  });

  test("is not judged by a few packets", () => {
    const tell = telling(new Wait());
    assert.equal(tell(10, 4), null);
    assert.equal(tell(90, 0), 200, "together they are enough");
  });

  test("is looked at in every slot of sound, and in no other", async () => {
    const receiver = (kind, nackCount) => ({
      track: { kind },
      getStats: async () => new Map([["a", { type: "inbound-rtp", packetsReceived: 50, nackCount }]]),
    });
    const [lossy, good, picture] = [receiver("audio", 5), receiver("audio", 0), receiver("video", 5)];
    const sections = [lossy, good, picture].map((each, i) => ({ mid: String(i), receiver: each }));
    const patience = new Patience({ getTransceivers: () => [...sections, { mid: null, receiver: lossy }] });
    await patience.look();
    assert.deepEqual([lossy, good, picture].map((each) => each.jitterBufferTarget), [200, null, undefined]);
  });
});
