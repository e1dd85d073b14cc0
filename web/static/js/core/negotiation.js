/**
 * Offer/answer exchanges of one peer connection, one after the other.
 *
 * Offers are sent to the server at the first connection and at ICE restarts. Changes of how the
 * microphone is encoded are local: the server's last answer is changed and applied again.
 */

import { answered, offered } from "./description.js";

/** @typedef {import("./description.js").Sound} Sound */
/**
 * Sends an offer, returns the answer.
 * @template {{sdp: string}} Answer
 * @typedef {(sdp: string) => Promise<Answer>} Ask
 */

export class Negotiation {
  #peer;
  /** The server's last answer. */
  #answer = "";
  /** Whether the browser accepts offers that we changed. */
  #changeable = true;
  #sound;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @param {RTCPeerConnection} peer
   * @param {Sound} sound
   */
  constructor(peer, sound) {
    this.#peer = peer;
    this.#sound = sound;
  }

  /**
   * Send an offer, and apply the answer.
   * @template {{sdp: string}} Answer
   * @param {Ask<Answer>} ask
   * @param {RTCOfferOptions} [options]
   * @returns {Promise<Answer>}
   */
  open(ask, options) {
    return this.#inTurn(async () => {
      await this.#offer(options);
      const answer = await ask(this.#peer.localDescription?.sdp ?? "");
      this.#answer = answer.sdp;
      await this.#take();
      return answer;
    });
  }

  /**
   * Send an offer with an ICE restart, so that another path is found; tracks and keys stay.
   * @template {{sdp: string}} Answer
   * @param {Ask<Answer>} ask
   * @returns {Promise<Answer>}
   */
  restart(ask) {
    return this.open(ask, { iceRestart: true });
  }

  /**
   * Set how the microphone is encoded from now on; properties that are left out stay.
   * @param {Partial<Sound>} changes
   */
  async setSound(changes) {
    const sound = { ...this.#sound, ...changes };
    if (sound.dtx === this.#sound.dtx && sound.copies === this.#sound.copies) return;
    this.#sound = sound;
    await this.#inTurn(async () => {
      if (sound !== this.#sound || !this.#answer) return; // a later call replaces this one
      await this.#offer();
      await this.#take();
    });
  }

  /** @param {RTCOfferOptions} [options] */
  async #offer(options) {
    const plain = await this.#peer.createOffer(options);
    const changed = { ...plain, type: plain.type, sdp: offered(plain.sdp ?? "") };
    if (this.#changeable) {
      try {
        return await this.#peer.setLocalDescription(changed);
      } catch {
        this.#changeable = false;
      }
    }
    await this.#peer.setLocalDescription(plain);
  }

  async #take() {
    const offer = this.#peer.localDescription?.sdp ?? "";
    const sdp = answered(this.#answer, offer, this.#sound);
    await this.#peer.setRemoteDescription({ type: "answer", sdp });
  }

  /**
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  #inTurn(step) {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => {}); // the caller of the step gets the error
    return turn;
  }
}
