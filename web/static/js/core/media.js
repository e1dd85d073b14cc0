/**
 * One peer connection that carries everything and rebuilds itself.
 *
 * Offered once: what this device may send (in fixed order) and the slots it can show. Joining,
 * leaving, switching a microphone on, a new speaker: none of it negotiates again. A connection
 * that fails, or a new session on the wire, is replaced by a new one with the same tracks.
 *
 * Events (`CustomEvent`): `state` with `{state, code}`, and `slot` with a `Slot` whenever what a
 * slot shows has changed.
 *
 *     off → connecting → connected → broken → connecting → …
 *                      ↘ no_path (nothing came through: a network without UDP) → connecting → …
 *                      ↘ refused (the server has no media for us; `code` says why)
 */

import { randomId } from "./device.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {"off" | "connecting" | "connected" | "broken" | "no_path" | "refused"} MediaState */
/** @typedef {"microphone" | "camera" | "screen"} Sending */
/** @typedef {"idle" | "ready"} Effort */
/**
 * @typedef {object} Slot
 * @property {string} mid
 * @property {"audio" | "video"} kind
 * @property {number} index among the slots of its kind
 * @property {MediaStreamTrack} track
 * @property {string | null} meeting
 * @property {string | null} source the voice shown, "p:…" or "s:…"; null: empty
 * @property {string} name of that voice
 * @property {boolean} live whether its packets arrive at the server now
 */
/**
 * @typedef {object} MediaOptions
 * @property {Wire} wire
 * @property {RTCIceServer[]} ice
 * @property {Sending[]} sends
 * @property {string} [meeting] into which is sent, where the link is good for several
 * @property {number} audioSlots
 * @property {number} videoSlots
 * @property {(configuration: RTCConfiguration) => RTCPeerConnection} [makePeer]
 */

/** Time without a path after which a connection is given up. Chosen: ICE over TURN needs 1–3 s. */
const PATH_WITHIN_MS = 12_000;
/** "disconnected" often heals by itself (a changed Wi-Fi cell); then we rebuild. Chosen. */
const HEAL_WITHIN_MS = 4000;
const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 15_000;

/**
 * Simulcast layers, smallest first (RFC 8853); rates as measured in `media.md`, "Congestion".
 * @type {readonly RTCRtpEncodingParameters[]}
 */
const CAMERA_LAYERS = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];
const SCREEN_LAYER = { maxBitrate: 1_200_000 };
/** What a slot shows that nobody fills. */
const EMPTY = { meeting: null, source: null, name: "", live: false };

export class Media extends EventTarget {
  #wire;
  #options;
  #makePeer;
  /** @type {RTCPeerConnection | null} */
  #peer = null;
  #pc = "";
  /** @type {Map<Sending, RTCRtpSender>} */
  #senders = new Map();
  /** @type {Map<Sending, MediaStreamTrack | null>} */
  #tracks = new Map();
  /** @type {Effort} */
  #effort = "ready";
  /** @type {Map<Sending, Set<string>>} what the server wants of this connection; absent: all */
  #wanted = new Map();
  /** @type {Map<string, Slot>} */
  #slots = new Map();
  /** @type {Map<string, any>} */
  #fills = new Map();
  #onAir = false;
  /** @type {Record<string, unknown> | null} */
  #wish = null;
  /** @type {MediaState} */
  #state = "off";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;

  /** @param {MediaOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#wire = options.wire;
    this.#makePeer = options.makePeer ?? ((configuration) => new RTCPeerConnection(configuration));
    listen(this.#wire, "slots", (message) => this.#filled(message));
    listen(this.#wire, "dropped", ({ pc }) => pc === this.#pc && this.#dropped());
    listen(this.#wire, "wanted", (message) => this.#wantedNow(message));
    // A new session knows nothing of the old one's connection.
    listen(this.#wire, "welcome", () => this.#state !== "off" && this.#rebuild());
  }

  /** @returns {MediaState} */
  get state() {
    return this.#state;
  }

  /** @returns {Slot[]} */
  get slots() {
    return [...this.#slots.values()];
  }

  /** Whether one's own picture is what everybody sees (told just before the slots change). */
  get onAir() {
    return this.#onAir;
  }

  /** Connect, and stay connected until `stop`. */
  start() {
    if (this.#state === "off") this.#rebuild();
  }

  /** Close the connection and let go of the tracks that were sent. */
  stop() {
    this.#setState("off");
    this.#drop();
    for (const track of this.#tracks.values()) track?.stop();
    this.#tracks.clear();
  }

  /**
   * Send a track, now and after every rebuilding; null sends nothing.
   * @param {Sending} what
   * @param {MediaStreamTrack | null} track
   */
  async send(what, track) {
    this.#tracks.set(what, track);
    await this.#senders.get(what)?.replaceTrack(track);
  }

  /**
   * Say whether the camera may be shown any moment: then its smallest layer is sent although
   * nobody watches yet, and the picture is there at once. An idle one sends what is watched only.
   * @param {Effort} effort
   */
  async setEffort(effort) {
    if (effort === this.#effort) return;
    this.#effort = effort;
    await this.#temper("camera");
  }

  /**
   * Say what the slots shall show (`show` in PROTOCOL.md); said again after every rebuilding.
   * @param {Record<string, unknown>} wish
   */
  show(wish) {
    this.#wish = wish;
    if (this.#state === "connected") this.#wire.send("show", { pc: this.#pc, ...wish });
  }

  #rebuild() {
    this.#drop();
    this.#setState("connecting");
    const peer = this.#makePeer({ iceServers: this.#options.ice, bundlePolicy: "max-bundle" });
    this.#peer = peer;
    this.#pc = randomId();
    this.#addSections(peer);
    peer.addEventListener("connectionstatechange", () => this.#moved(peer));
    this.#timer = setTimeout(() => this.#failed(peer, "no_path"), PATH_WITHIN_MS);
    this.#negotiate(peer).catch((error) => this.#declined(peer, error));
  }

  /** @param {RTCPeerConnection} peer */
  #addSections(peer) {
    for (const what of this.#options.sends) {
      const kind = what === "microphone" ? "audio" : "video";
      const { sender } = peer.addTransceiver(this.#tracks.get(what) ?? kind, {
        direction: "sendonly",
        sendEncodings: this.#encodings(what),
      });
      this.#senders.set(what, sender);
    }
    for (let i = 0; i < this.#options.audioSlots; i += 1) {
      peer.addTransceiver("audio", { direction: "recvonly" });
    }
    for (let i = 0; i < this.#options.videoSlots; i += 1) {
      peer.addTransceiver("video", { direction: "recvonly" });
    }
  }

  /**
   * @param {Sending} what
   * @returns {RTCRtpEncodingParameters[]}
   */
  #encodings(what) {
    const layers = { camera: CAMERA_LAYERS, screen: [SCREEN_LAYER], microphone: [{}] }[what];
    return layers.map((layer) => ({ ...layer }));
  }

  /** @param {any} message `wanted` in PROTOCOL.md */
  #wantedNow({ pc, part, layers }) {
    if (pc !== this.#pc) return;
    this.#wanted.set(part, new Set(layers));
    this.#temper(part);
  }

  /**
   * Send the layers that somebody watches and no others.
   * @param {Sending} what
   */
  async #temper(what) {
    const sender = this.#senders.get(what);
    if (!sender || this.#state !== "connected") return;
    const parameters = sender.getParameters();
    const before = parameters.encodings.map(({ active }) => active);
    for (const layer of parameters.encodings) layer.active = this.#isWanted(what, layer.rid);
    if (parameters.encodings.every(({ active }, i) => active === before[i])) return;
    // A browser refuses when a later call overtakes this one; that one says what is wanted.
    await sender.setParameters(parameters).catch(() => {});
  }

  /**
   * @param {Sending} what
   * @param {string} [rid] absent where there is one layer only
   */
  #isWanted(what, rid = "f") {
    const wanted = this.#wanted.get(what);
    return !wanted || wanted.has(rid) || (rid === "q" && this.#effort === "ready");
  }

  /** @param {RTCPeerConnection} peer */
  async #negotiate(peer) {
    await peer.setLocalDescription(await peer.createOffer());
    const sdp = peer.localDescription?.sdp ?? "";
    const { sends, meeting } = this.#options;
    const answer = await this.#wire.offer(this.#pc, sdp, sends, meeting);
    if (peer !== this.#peer) return;
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    if (peer !== this.#peer) return;
    for (const { mid, kind, index } of answer.slots) {
      const receiver = peer.getTransceivers().find((section) => section.mid === mid)?.receiver;
      if (!receiver) continue;
      this.#slots.set(mid, { mid, kind, index, track: receiver.track, ...EMPTY });
    }
    for (const { mid } of this.slots) this.#fill(mid);
  }

  /** @param {RTCPeerConnection} peer */
  #moved(peer) {
    if (peer !== this.#peer) return;
    clearTimeout(this.#timer);
    if (peer.connectionState === "connected") return this.#connected();
    if (peer.connectionState === "failed") {
      return this.#failed(peer, this.#state === "connecting" ? "no_path" : "broken");
    }
    const patience = this.#state === "connecting" ? PATH_WITHIN_MS : HEAL_WITHIN_MS;
    const verdict = this.#state === "connecting" ? "no_path" : "broken";
    this.#timer = setTimeout(() => this.#failed(peer, verdict), patience);
  }

  /** The server lost it: begin again at once, but not at once again and again. */
  #dropped() {
    if (this.#state === "connected") this.#rebuild();
    else if (this.#peer) this.#failed(this.#peer, "broken");
  }

  #connected() {
    this.#failures = 0;
    this.#setState("connected");
    if (this.#wish) this.show(this.#wish);
    // What changed between the offer and now.
    for (const [what, sender] of this.#senders) {
      const track = this.#tracks.get(what) ?? null;
      if (sender.track !== track) sender.replaceTrack(track);
    }
    for (const what of this.#senders.keys()) this.#temper(what);
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
   * The server answered no, or did not answer: without a wire, the next welcome rebuilds.
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
    this.#peer?.close();
    this.#peer = null;
    this.#senders.clear();
    this.#wanted.clear();
    this.#fills.clear();
    this.#onAir = false;
    const emptied = this.slots;
    this.#slots.clear();
    for (const slot of emptied) this.#announce({ ...slot, ...EMPTY });
  }

  /** @param {any} message */
  #filled({ pc, fill, on_air }) {
    if (pc !== this.#pc) return;
    this.#onAir = on_air;
    for (const entry of fill) {
      this.#fills.set(entry.mid, entry);
      this.#fill(entry.mid);
    }
  }

  /** @param {string} mid */
  #fill(mid) {
    const slot = this.#slots.get(mid);
    if (!slot) return; // the answer is still being applied; `#negotiate` comes back here
    const { meeting, source, name, live } = this.#fills.get(mid) ?? EMPTY;
    const filled = { ...slot, meeting, source, name, live };
    this.#slots.set(mid, filled);
    this.#announce(filled);
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

/**
 * @param {EventTarget} target
 * @param {string} type
 * @param {(detail: any) => void} listener
 */
function listen(target, type, listener) {
  target.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}
