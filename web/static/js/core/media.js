/**
 * The page's only peer connection, which is rebuilt when it fails.
 *
 * The offer is made once, with all tracks this device may send (in fixed order) and all its slots.
 * Joining, leaving, switching a microphone on, a new speaker: none of these negotiates again. When
 * the network path fails, an ICE restart (RFC 8445 §9) looks for another one, keeping the
 * connection's keys and tracks; a new session on the wire does so too, because a change of network
 * breaks both. If no path is found, or the server does not know the connection any more, it is
 * replaced by a new one with the same tracks.
 *
 * Events (`CustomEvent`): `state` with `{state, code}`, and `slot` with a `Slot` whenever the
 * content of a slot has changed.
 *
 *     off → connecting → connected → broken → connected (a path was found), or connecting → …
 *                      ↘ no_path (the server answers, and nothing comes through: a network without UDP) → …
 *                      ↘ refused (the server has no media for us; `code` says why)
 */

import { Copies } from "./copies.js";
import { randomId } from "./device.js";
import { listen } from "./listen.js";
import { Negotiation } from "./negotiation.js";
import { Network } from "./network.js";
import { Patience } from "./patience.js";
import { offerForwarded } from "./picture_codecs.js";
import { Sending } from "./sending.js";
import { Slots } from "./slots.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {"off" | "connecting" | "connected" | "broken" | "no_path" | "refused"} MediaState */
/** @typedef {import("./sending.js").Part} Part */
/** @typedef {import("./sending.js").Effort} Effort */
/** @typedef {import("./slots.js").Slot} Slot */
/**
 * @typedef {object} MediaOptions
 * @property {Wire} wire
 * @property {RTCIceServer[]} ice
 * @property {Part[]} sends
 * @property {string} [meeting] the meeting to send to, where the link is for several
 * @property {string[]} [also] further meetings to send to
 * @property {number} audioSlots
 * @property {number} videoSlots
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [makePeer]
 * @property {EventTarget} [network] emits `change` when the device is on another network
 */

/** Milliseconds in which a new connection must find a path. Chosen: ICE over TURN needs 1–3 s. */
const PATH_WITHIN_MS = 12_000;
/** Milliseconds of "disconnected", which often ends by itself, before an ICE restart. Chosen. */
const HEAL_WITHIN_MS = 2000;
/** Milliseconds for an ICE restart, the server's answer included; then a new connection. Chosen. */
const RESTART_WITHIN_MS = 6000;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 15_000;

/** The server does not know the connection any more, so its answer is for a new one. */
class BegunAnew extends Error {}

export class Media extends EventTarget {
  #wire;
  #options;
  #makePeer;
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  #pc = "";
  /** @type {Negotiation | null} */
  #negotiation = null;
  /** Identifies the ICE restart in progress. @type {symbol | null} */
  #seeking = null;
  #floorOpen = true;
  /** @type {Patience | null} */
  #patience = null;
  /** @type {Copies | null} */
  #copies = null;
  #sparing = false;
  #sending = new Sending();
  #slots = new Slots((slot) => this.#announce(slot));
  /** @type {Record<string, unknown> | null} */
  #wish = null;
  /** @type {MediaState} */
  #state = "off";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;
  /** Whether the server has answered the offer, and the wire has been online since. */
  #answered = false;

  /** @param {MediaOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#wire = options.wire;
    this.#makePeer = options.makePeer ?? ((configuration) => new RTCPeerConnection(configuration));
    listen(this.#wire, "slots", (message) => message.pc === this.#pc && this.#slots.fill(message));
    listen(this.#wire, "dropped", ({ pc }) => pc === this.#pc && this.#dropped());
    listen(this.#wire, "wanted", ({ pc, part, layers }) => {
      if (pc === this.#pc) this.#sending.want(part, layers);
    });
    const network = options.network ?? new Network();
    network.addEventListener("change", () => this.#state === "connected" && this.#seek());
    listen(this.#wire, "welcome", () => this.#state !== "off" && this.#resume());
    listen(this.#wire, "status", ({ status }) => (this.#answered &&= status === "online"));
  }

  /** @returns {MediaState} */
  get state() {
    return this.#state;
  }

  /** @returns {Slot[]} */
  get slots() {
    return this.#slots.all;
  }

  /** Whether our own picture is what everybody sees (set just before the slots change). */
  get onAir() {
    return this.#slots.onAir;
  }

  /** Connect, and stay connected until `stop`. */
  start() {
    if (this.#state === "off") this.#rebuild();
  }

  /** Close the connection and stop the tracks that were sent. */
  stop() {
    if (this.#peer) this.#wire.send("disconnect", { pc: this.#pc }); // it may be replaced at once
    this.#setState("off");
    this.#drop();
    this.#sending.release();
  }

  /**
   * Send a track, now and after every rebuilding; null sends nothing.
   * @param {Part} what
   * @param {MediaStreamTrack | null} track
   */
  async send(what, track) {
    await this.#sending.send(what, track);
  }

  /**
   * Set whether the camera may be shown at any moment (`ready`): then its smallest layer is sent
   * even if nobody watches it, so that the picture is there at once. `idle`: only watched layers.
   * @param {Effort} effort
   */
  async setEffort(effort) {
    await this.#sending.setEffort(effort);
  }

  /**
   * Set whether the floor has opened this microphone. While it is closed, silence is sent in few
   * packets (DTX); while it is open, without gaps, so that no first syllable is cut.
   * @param {boolean} open
   */
  async followFloor(open) {
    this.#floorOpen = open;
    // If the browser refuses, the sound is sent as before.
    await this.#negotiation?.setSound({ dtx: !open }).catch(() => {});
  }

  /**
   * Set whether the link is so weak that the microphone is sent without copies (`copies.js`).
   * @param {boolean} sparing
   */
  spare(sparing) {
    this.#sparing = sparing;
    this.#copies?.spare(sparing);
  }

  /**
   * Set what the slots shall show (`show` in PROTOCOL.md); sent again after every rebuilding.
   * @param {Record<string, unknown>} wish
   */
  show(wish) {
    this.#wish = wish;
    if (this.#state === "connected") this.#wire.send("show", { pc: this.#pc, ...wish });
  }

  #rebuild() {
    this.#drop();
    this.#setState("connecting");
    const peer = this.#makePeer(this.#configuration());
    this.#peer = peer;
    this.#pc = randomId();
    this.#answered = false;
    this.#addSections(peer);
    const negotiation = new Negotiation(peer, { dtx: !this.#floorOpen, copies: false });
    this.#negotiation = negotiation;
    this.#patience = new Patience(peer);
    this.#copies = new Copies(peer, (copies) => negotiation.setSound({ copies }));
    this.#copies.spare(this.#sparing);
    peer.addEventListener("connectionstatechange", () => this.#moved(peer));
    this.#timer = setTimeout(() => this.#pathless(peer), PATH_WITHIN_MS);
    this.#open(peer, negotiation).catch((error) => this.#declined(peer, error));
  }

  /** @param {RTCPeerConnection} peer */
  #addSections(peer) {
    this.#sending.addSections(peer, this.#options.sends);
    for (let i = 0; i < this.#options.audioSlots; i += 1) {
      peer.addTransceiver("audio", { direction: "recvonly" });
    }
    for (let i = 0; i < this.#options.videoSlots; i += 1) {
      offerForwarded(peer.addTransceiver("video", { direction: "recvonly" }));
    }
  }

  /**
   * @param {RTCPeerConnection} peer
   * @param {Negotiation} negotiation
   */
  async #open(peer, negotiation) {
    const answer = await negotiation.open((sdp) => this.#ask(sdp));
    if (peer !== this.#peer) return;
    this.#answered = this.#wire.status === "online";
    this.#slots.open(peer, answer.slots);
  }

  /** @param {string} sdp */
  #ask(sdp) {
    const { sends, meeting, also } = this.#options;
    return this.#wire.offer(this.#pc, sdp, sends, meeting, also);
  }

  /** @param {RTCPeerConnection} peer */
  #moved(peer) {
    if (peer !== this.#peer) return;
    const state = peer.connectionState;
    if (this.#state === "connecting" || state === "connected") clearTimeout(this.#timer);
    if (state === "connected") return this.#connected();
    if (this.#state === "connecting") {
      if (state === "failed") return this.#pathless(peer);
      this.#timer = setTimeout(() => this.#pathless(peer), PATH_WITHIN_MS);
    } else if (this.#seeking) {
      if (state === "disconnected" || state === "failed") this.#setState("broken");
    } else if (state === "failed") {
      this.#seek();
    } else if (state === "disconnected") {
      this.#timer = setTimeout(() => this.#seek(), HEAL_WITHIN_MS);
    }
  }

  /** After a new session on the wire, try to keep the connection of the session before. */
  #resume() {
    if (!this.#peer || this.#state === "connecting") return this.#rebuild();
    this.#seeking = null; // requests of the session before are not answered any more
    this.#seek();
  }

  /** @returns {RTCConfiguration} */
  #configuration() {
    return { iceServers: this.#options.ice, bundlePolicy: "max-bundle" };
  }

  /** Look for another path by an ICE restart; the state stays until that fails. */
  #seek() {
    const [peer, negotiation] = [this.#peer, this.#negotiation];
    if (!peer || !negotiation || this.#seeking) return;
    const seeking = Symbol("search");
    this.#seeking = seeking;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#failed(peer, "broken"), RESTART_WITHIN_MS);
    if (peer.connectionState !== "connected") this.#setState("broken");
    this.#restart(peer, negotiation).catch((error) => {
      if (seeking !== this.#seeking) return;
      if (!(error instanceof BegunAnew)) return this.#failed(peer, "broken");
      this.#wire.send("disconnect", { pc: this.#pc });
      this.#rebuild();
    });
  }

  /**
   * @param {RTCPeerConnection} peer
   * @param {Negotiation} negotiation
   */
  async #restart(peer, negotiation) {
    peer.setConfiguration(this.#configuration()); // TURN credentials may have been renewed
    await negotiation.restart(async (sdp) => {
      const answer = await this.#ask(sdp);
      if (!answer.continues) throw new BegunAnew();
      return answer;
    });
    if (peer !== this.#peer) return;
    this.#seeking = null;
    if (peer.connectionState === "connected") this.#connected();
  }

  /** The server lost the connection: rebuild it at once, but later if that happens repeatedly. */
  #dropped() {
    if (!this.#peer) return;
    if (this.#state === "connecting") this.#failed(this.#peer, "broken");
    else this.#rebuild();
  }

  #connected() {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#setState("connected");
    if (this.#wish) this.show(this.#wish);
    this.#sending.connected();
    this.#patience?.start();
    this.#copies?.start();
  }

  /**
   * No path was found: blame the network (`no_path`) only if the server could be reached.
   * @param {RTCPeerConnection} peer
   */
  #pathless(peer) {
    this.#failed(peer, this.#answered ? "no_path" : "broken");
  }

  /**
   * @param {RTCPeerConnection} peer
   * @param {"broken" | "no_path"} verdict
   */
  #failed(peer, verdict) {
    if (peer !== this.#peer) return;
    this.#wire.send("disconnect", { pc: this.#pc });
    this.#drop();
    this.#setState(verdict);
    this.#retry();
  }

  /**
   * The server refused, or did not answer; without a wire, the next welcome rebuilds.
   * @param {RTCPeerConnection} peer
   * @param {any} error
   */
  #declined(peer, error) {
    if (peer !== this.#peer) return;
    this.#drop();
    this.#setState("refused", error?.code ?? "failed");
    this.#retry();
  }

  #retry() {
    const wait = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#wire.status === "online" && this.#rebuild(), wait);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#patience?.stop();
    this.#copies?.stop();
    this.#peer?.close();
    this.#peer = this.#negotiation = null;
    this.#seeking = null;
    this.#sending.disconnected();
    this.#slots.close();
  }

  /** @param {Slot} slot */
  #announce(slot) {
    this.dispatchEvent(new CustomEvent("slot", { detail: slot }));
  }

  /**
   * @param {MediaState} state
   * @param {string | null} [code]
   */
  #setState(state, code = null) {
    if (state === this.#state) return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, code } }));
  }
}
