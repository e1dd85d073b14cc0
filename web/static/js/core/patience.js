/**
 * How long received sound waits before it is played. A repeated packet comes later than the others;
 * where some are missing all the time, everything waits for them, and pictures wait with it.
 */

import { Regularly } from "./regularly.js";

const LOOK_EVERY_MS = 2000;
/**
 * How long to wait from which share of packets on that were asked for again, or came too late.
 * Measured over ways of 20 ms: once lost, asked for and sent again takes up to 200 ms, twice 320.
 */
const WAITS = [
  { share: 0.02, wait: 200 },
  { share: 0.1, wait: 320 },
];
/** So long after the last bad look, sound waits no longer than the browser wants. */
const HOLD_MS = 30_000;
/** Packets without which a share says nothing. */
const ENOUGH = 20;

/** @typedef {{packetsReceived?: number, packetsDiscarded?: number, nackCount?: number}} Figures */

/** What one sound needs. Pure. */
export class Wait {
  #received = 0;
  #missed = 0;
  #until = -Infinity;
  #wait = 0;

  /**
   * @param {Figures} figures counted since the beginning
   * @param {number} now milliseconds
   * @returns {number | null} milliseconds to wait; null: as the browser likes
   */
  told({ packetsReceived = 0, packetsDiscarded = 0, nackCount = 0 }, now) {
    const received = packetsReceived - this.#received;
    const missed = packetsDiscarded + nackCount - this.#missed;
    if (received >= ENOUGH) {
      const needed = WAITS.filter(({ share }) => missed > share * received).pop()?.wait ?? 0;
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

  /** Look at every sound, and let it wait as it needs. */
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
