/**
 * How long received sound is delayed before it is played (jitter buffer). Retransmitted packets
 * come later than others; on a path with constant losses all sound and pictures wait for them.
 */

import { Regularly } from "./regularly.js";

const LOOK_EVERY_MS = 2000;
/**
 * Share of packets that were requested again or came too late → least delay in ms from there on.
 * Measured over paths of 20 ms: one retransmission takes up to 200 ms, two take 320.
 */
const WAITS = [
  { share: 0.02, wait: 200 },
  { share: 0.1, wait: 320 },
];
/** Milliseconds after the last bad look from which the delay is left to the browser again. */
const HOLD_MS = 30_000;
/** Fewest packets since the last look for a share to be measured. */
const ENOUGH = 20;
/**
 * Fewest of them that are missing before the path is to blame. Chosen: each change of who is heard
 * may cost one, which comes too late for the jitter buffer, and three may fall into one look.
 */
const MISSED = 4;

/** @typedef {{packetsReceived?: number, packetsDiscarded?: number, nackCount?: number}} Figures */

/** Decides the delay of one received track from its figures. Pure. */
export class Wait {
  #received = 0;
  #missed = 0;
  #until = -Infinity;
  #wait = 0;

  /**
   * @param {Figures} figures counted since the beginning
   * @param {number} now milliseconds
   * @returns {number | null} delay in ms; null: left to the browser
   */
  told({ packetsReceived = 0, packetsDiscarded = 0, nackCount = 0 }, now) {
    const received = packetsReceived - this.#received;
    const missed = packetsDiscarded + nackCount - this.#missed;
    if (received >= ENOUGH) {
      const needed = WAITS.filter(({ share }) => missed >= MISSED && missed > share * received).pop()?.wait ?? 0;
      if (now >= this.#until) this.#wait = 0;
      if (needed > 0 && needed >= this.#wait) {
        this.#wait = needed;
        this.#until = now + HOLD_MS;
      }
      this.#received = packetsReceived;
      this.#missed = packetsDiscarded + nackCount;
    }
    return now < this.#until ? this.#wait : null;
  }
}

export class Patience {
  #peer;
  /** @type {Map<string, Wait>} by mid */
  #waits = new Map();
  #turns = new Regularly(() => this.look(), LOOK_EVERY_MS);

  /** @param {RTCPeerConnection} peer */
  constructor(peer) {
    this.#peer = peer;
  }

  /** Look from time to time, until `stop`. */
  start() {
    this.#turns.start();
  }

  stop() {
    this.#turns.stop();
  }

  /** Read the figures of every received track of sound, and set its delay. */
  async look() {
    for (const { mid, receiver } of this.#peer.getTransceivers()) {
      if (!mid || receiver.track.kind !== "audio") continue;
      const wait = this.#waits.get(mid) ?? new Wait();
      this.#waits.set(mid, wait);
      for (const entry of (await receiver.getStats()).values()) {
        if (entry.type !== "inbound-rtp") continue;
        const target = wait.told(entry, performance.now());
        if (receiver.jitterBufferTarget !== target) receiver.jitterBufferTarget = target;
      }
    }
  }
}
