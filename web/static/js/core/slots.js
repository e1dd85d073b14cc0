/**
 * The slots of the present connection, and the feeds in them. The server's message about a slot may
 * arrive before the answer that opens it; messages for other connections are not passed here.
 */

/**
 * @typedef {object} Slot
 * @property {string} mid
 * @property {"audio" | "video"} kind
 * @property {number} index among the slots of its kind
 * @property {MediaStreamTrack} track
 * @property {string | null} meeting
 * @property {string | null} source the feed shown, "p:…" or "s:…"; null: empty
 * @property {string} name of that feed
 * @property {boolean} live whether its packets arrive at the server now
 */

/** The content of an empty slot. */
const EMPTY = { meeting: null, source: null, name: "", live: false };

export class Slots {
  #announce;
  /** @type {Map<string, Slot>} */
  #open = new Map();
  /** @type {Map<string, any>} */
  #fills = new Map();
  #onAir = false;

  /** @param {(slot: Slot) => void} announce told of every slot whose content changed */
  constructor(announce) {
    this.#announce = announce;
  }

  /** @returns {Slot[]} */
  get all() {
    return [...this.#open.values()];
  }

  get onAir() {
    return this.#onAir;
  }

  /**
   * Open the slots in the server's answer.
   * @param {RTCPeerConnection} peer
   * @param {{mid: string, kind: "audio" | "video", index: number}[]} promised
   */
  open(peer, promised) {
    for (const { mid, kind, index } of promised) {
      const receiver = peer.getTransceivers().find((section) => section.mid === mid)?.receiver;
      if (!receiver) continue;
      this.#open.set(mid, { mid, kind, index, track: receiver.track, ...EMPTY });
    }
    for (const { mid } of this.all) this.#show(mid);
  }

  /** @param {any} message `slots` in PROTOCOL.md */
  fill({ fill, on_air }) {
    this.#onAir = on_air;
    for (const entry of fill) {
      this.#fills.set(entry.mid, entry);
      this.#show(entry.mid);
    }
  }

  /** The connection is closed: empty every slot and announce it. */
  close() {
    this.#fills.clear();
    this.#onAir = false;
    const emptied = this.all;
    this.#open.clear();
    for (const slot of emptied) this.#announce({ ...slot, ...EMPTY });
  }

  /** @param {string} mid */
  #show(mid) {
    const slot = this.#open.get(mid);
    if (!slot) return; // the answer is still being applied; `open` calls this again
    const { meeting, source, name, live } = this.#fills.get(mid) ?? EMPTY;
    const filled = { ...slot, meeting, source, name, live };
    this.#open.set(mid, filled);
    this.#announce(filled);
  }
}
