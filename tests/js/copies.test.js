import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Copies, Need } from "../../web/static/js/core/copies.js";

const FAR = 0.6;
const NEAR = 0.1;

/** Return a function that tells a `Need` of two seconds more, some times. */
function telling(need, packets = 50) {
  const figures = { packetsSent: 0, packetsLost: 0 };
  let now = 0;
  return (lost, roundTripTime, times = 1) => {
    let copies;
    for (let i = 0; i < times; i += 1) {
      now += 2000;
      figures.packetsSent += packets;
      figures.packetsLost += lost * packets;
      copies = need.told({ ...figures, roundTripTime }, now);
    }
    return copies;
  };
}

describe("a microphone", () => {
  test("sends copies on a way that is long and loses, and none on one that is only one of both", () => {
    assert.equal(telling(new Need())(0.1, FAR, 3), true);
    assert.equal(telling(new Need())(0.1, NEAR, 30), false);
    assert.equal(telling(new Need())(0.005, FAR, 30), false);
  });

  test("needs copies where all that was lost was sent again, too late to be heard", () => {
    const figures = { packetsSent: 0, retransmittedPacketsSent: 0, packetsLost: 0 };
    const need = new Need();
    const told = [1, 2, 3].map((look) => {
      figures.packetsSent += 55;
      figures.retransmittedPacketsSent += 5;
      return need.told({ ...figures, roundTripTime: FAR }, look * 2000);
    });
    assert.deepEqual(told, [false, false, true]);
  });

  test("goes on with copies for half a minute after they were needed last", () => {
    const tell = telling(new Need());
    tell(0.1, FAR, 10);
    assert.equal(tell(0.02, FAR, 60), true, "a little loss still needs them");
    assert.equal(tell(0, NEAR, 15), true);
    assert.equal(tell(0, NEAR), false);
  });

  test("gives copies up where they make it worse, and tries again two minutes later", () => {
    const tell = telling(new Need());
    assert.equal(tell(0.1, FAR, 3), true);
    assert.equal(tell(0.4, FAR, 2), false);
    assert.equal(tell(0.1, FAR, 58), false);
    assert.equal(tell(0.1, FAR, 2), true);
  });

  test("keeps them where it became worse long after", () => {
    const tell = telling(new Need());
    tell(0.1, FAR, 12);
    assert.equal(tell(0.4, FAR, 10), true);
  });

  test("judges nothing by hardly any packets, as in silence", () => {
    assert.equal(telling(new Need(), 1)(0.5, FAR, 15), false);
  });
});

describe("copies of one connection", () => {
  test("are settled by what the server tells of the microphone, and not sent over a weak link", async () => {
    const entry = { type: "outbound-rtp", packetsSent: 0 };
    const told = { type: "remote-inbound-rtp", packetsLost: 0, roundTripTime: FAR };
    const sender = { track: { kind: "audio" }, getStats: async () => new Map([["a", entry], ["b", told]]) };
    const picture = { track: { kind: "video" } };
    const said = [];
    const copies = new Copies({ getSenders: () => [picture, sender] }, async (each) => said.push(each));
    for (let look = 0; look < 4; look += 1) {
      entry.packetsSent += 50;
      told.packetsLost += 5;
      copies.spare(look === 3);
      await copies.look();
    }
    assert.deepEqual(said, [false, false, true, false]);
  });

  test("are nobody's business where no microphone is sent", async () => {
    const said = [];
    await new Copies({ getSenders: () => [{ track: null }] }, async (each) => said.push(each)).look();
    assert.deepEqual(said, []);
  });
});
