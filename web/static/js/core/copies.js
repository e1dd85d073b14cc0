/**
 * Decides whether each packet of our microphone carries a copy of the one before it (RFC 2198).
 * That doubles the bit rate, and helps on a network path with losses whose round trip is so long
 * that retransmissions come too late.
 */

import { Regularly } from "./regularly.js";

const LOOK_EVERY_MS = 2000;
/** Round trip in s above which at best one retransmission is in time (server: SOUND_WORTH_S). */
const LONG_S = 0.25;
/** Shares of lost packets above which copies begin, and above which they go on. Chosen. */
const BAD = 0.03;
const STILL_BAD = 0.01;
/** Looks over which the share of lost packets is measured: 150 packets of 40 ms. */
const LOOKS = 3;
/** Milliseconds for which copies go on after they were last needed. */
const HOLD_MS = 30_000;
/** Copies end again if within TRIAL_MS the share of lost packets grows by more than WORSE: then the
 * link has no room for them. Chosen. */
const TRIAL_MS = 15_000;
const WORSE = 0.1;
/** Milliseconds after such a trial in which copies do not begin again. */
const REST_MS = 120_000;
/** Fewest packets since the last look for a share to be measured. */
const ENOUGH = 20;

/**
 * Of W3C WebRTC Statistics; Firefox sends no sound again and counts none.
 * @typedef {{packetsSent?: number, retransmittedPacketsSent?: number, packetsLost?: number, roundTripTime?: number}} Figures
 */

/** Decides from one microphone's figures whether copies are to be sent. Pure. */
export class Need {
  /**
   * Packets sent for the first time, and those of them that were lost then, as counted at the last
   * looks. What is sent again over a long way comes too late to be played, and the receiver counts
   * it as received all the same.
   */
  #looks = [{ sent: 0, lost: 0 }];
  #copies = false;
  #begun = { at: 0, loss: 0 };
  #neededAt = 0;
  #restsUntil = -Infinity;

  /**
   * @param {Figures} figures counted since the beginning, the round trip in seconds
   * @param {number} now milliseconds
   * @returns {boolean} whether copies are to be sent
   */
  told({ packetsSent = 0, retransmittedPacketsSent: again = 0, packetsLost = 0, roundTripTime = 0 }, now) {
    const [sent, lost] = [packetsSent - again, packetsLost + again];
    const looks = this.#looks;
    if (sent - looks[looks.length - 1].sent < ENOUGH) return this.#copies;
    looks.push({ sent, lost });
    if (looks.length <= LOOKS) return this.#copies;
    const since = /** @type {typeof looks[0]} */ (looks.shift());
    const loss = (lost - since.lost) / (sent - since.sent);
    const bad = roundTripTime > LONG_S && loss > (this.#copies ? STILL_BAD : BAD);
    if (bad) this.#neededAt = now;
    if (this.#copies) this.#goOn(loss, now);
    else if (bad && now >= this.#restsUntil) this.#begin(loss, now);
    return this.#copies;
  }

  /**
   * @param {number} loss
   * @param {number} now
   */
  #begin(loss, now) {
    this.#copies = true;
    this.#begun = { at: now, loss };
  }

  /**
   * @param {number} loss
   * @param {number} now
   */
  #goOn(loss, now) {
    const begun = this.#begun;
    if (now - this.#neededAt > HOLD_MS) this.#copies = false;
    else if (now - begun.at < TRIAL_MS && loss > begun.loss + WORSE) {
      this.#copies = false;
      this.#restsUntil = now + REST_MS;
    }
  }
}

export class Copies {
  #peer;
  #settle;
  #need = new Need();
  #sparing = false;
  #turns = new Regularly(() => this.look(), LOOK_EVERY_MS);

  /**
   * @param {RTCPeerConnection} peer
   * @param {(copies: boolean) => Promise<void>} settle
   */
  constructor(peer, settle) {
    this.#peer = peer;
    this.#settle = settle;
  }

  start() {
    this.#turns.start();
  }

  stop() {
    this.#turns.stop();
  }

  /**
   * Set whether the link has no room for copies, because it is weak.
   * @param {boolean} sparing
   */
  spare(sparing) {
    this.#sparing = sparing;
  }

  /** Read the figures of the microphone's path, and begin or end copies accordingly. */
  async look() {
    const sender = this.#peer.getSenders().find(({ track }) => track?.kind === "audio");
    if (!sender) return;
    /** @type {Figures} */
    const figures = {};
    for (const entry of (await sender.getStats()).values()) {
      if (entry.type === "outbound-rtp") {
        figures.packetsSent = entry.packetsSent;
        figures.retransmittedPacketsSent = entry.retransmittedPacketsSent;
      }
      if (entry.type !== "remote-inbound-rtp") continue;
      figures.packetsLost = entry.packetsLost;
      figures.roundTripTime = entry.roundTripTime;
    }
    await this.#settle(this.#need.told(figures, performance.now()) && !this.#sparing);
  }
}
