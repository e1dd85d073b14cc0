/**
 * The tracks that this device sends, which are kept from one connection to the next, and their
 * encoding on the present connection. Connections are made elsewhere (`media.js`).
 */

/** @typedef {"microphone" | "camera" | "screen"} Part */
/** @typedef {"idle" | "ready"} Effort */

/** @typedef {RTCRtpEncodingParameters & {scalabilityMode?: string}} Layer */

/** Three temporal layers (WebRTC-SVC §6): the server may drop three frames of four. */
const scalabilityMode = "L1T3";
/**
 * Simulcast layers, smallest first (RFC 8853); bit/s as in libwebrtc for these sizes; chosen.
 * @type {readonly Layer[]}
 */
const CAMERA_LAYERS = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000, scalabilityMode },
];
/** A shared page must stay legible: with too little bandwidth the frame rate falls. Chosen. */
const SCREEN_LAYER = { maxBitrate: 1_200_000, maxFramerate: 5 };
/** @type {Partial<Record<Part, string>>} degradationPreference (mst-content-hint §5) */
const LESS = { screen: "maintain-resolution" };

export class Sending {
  /** @type {Map<Part, MediaStreamTrack | null>} */
  #tracks = new Map();
  /** @type {Map<Part, RTCRtpSender>} */
  #senders = new Map();
  /** @type {Map<Part, Set<string>>} layers that the server wants on this connection; absent: all */
  #wanted = new Map();
  /** @type {Effort} */
  #effort = "ready";
  #connected = false;

  /**
   * Add a sending section for each part, in their order, to a connection not yet offered.
   * @param {RTCPeerConnection} peer
   * @param {Part[]} parts
   */
  addSections(peer, parts) {
    for (const part of parts) {
      const kind = part === "microphone" ? "audio" : "video";
      const { sender } = addSection(peer, this.#tracks.get(part) ?? kind, encodings(part));
      this.#senders.set(part, sender);
    }
  }

  /** The connection is established: apply what changed since the offer. */
  connected() {
    this.#connected = true;
    for (const [part, sender] of this.#senders) {
      const track = this.#tracks.get(part) ?? null;
      if (sender.track !== track) sender.replaceTrack(track);
      this.#temper(part);
    }
  }

  /** The connection is closed; the tracks stay for the next one. */
  disconnected() {
    this.#connected = false;
    this.#senders.clear();
    this.#wanted.clear();
  }

  /** Stop the tracks. */
  release() {
    for (const track of this.#tracks.values()) track?.stop();
    this.#tracks.clear();
  }

  /**
   * @param {Part} part
   * @param {MediaStreamTrack | null} track
   */
  async send(part, track) {
    this.#tracks.set(part, track);
    await this.#senders.get(part)?.replaceTrack(track);
  }

  /** @param {Effort} effort */
  async setEffort(effort) {
    if (effort === this.#effort) return;
    this.#effort = effort;
    await this.#temper("camera");
  }

  /**
   * @param {Part} part
   * @param {string[]} layers that somebody watches (`wanted` in PROTOCOL.md)
   */
  async want(part, layers) {
    this.#wanted.set(part, new Set(layers));
    await this.#temper(part);
  }

  /**
   * Activate the layers that somebody watches and deactivate the others.
   * @param {Part} part
   */
  async #temper(part) {
    const sender = this.#senders.get(part);
    if (!sender || !this.#connected) return;
    const parameters = sender.getParameters();
    const before = JSON.stringify(parameters);
    for (const layer of parameters.encodings) layer.active = this.#isWanted(part, layer.rid);
    if (LESS[part]) Object.assign(parameters, { degradationPreference: LESS[part] });
    if (JSON.stringify(parameters) === before) return;
    // The browser rejects when a later call overtakes this one; the later one is right.
    await sender.setParameters(parameters).catch(() => {});
  }

  /**
   * @param {Part} part
   * @param {string} [rid] absent where there is one layer only
   */
  #isWanted(part, rid = "f") {
    const wanted = this.#wanted.get(part);
    return !wanted || wanted.has(rid) || (rid === "q" && this.#effort === "ready");
  }
}

/**
 * @param {RTCPeerConnection} peer
 * @param {MediaStreamTrack | string} what
 * @param {Layer[]} sendEncodings
 * @returns {RTCRtpTransceiver}
 */
function addSection(peer, what, sendEncodings) {
  try {
    return peer.addTransceiver(what, { direction: "sendonly", sendEncodings });
  } catch (error) {
    const plain = sendEncodings.map(({ scalabilityMode: _, ...rest }) => rest);
    if (sendEncodings.every((layer) => !layer.scalabilityMode)) throw error;
    return peer.addTransceiver(what, { direction: "sendonly", sendEncodings: plain });
  }
}

/**
 * @param {Part} part
 * @returns {Layer[]}
 */
function encodings(part) {
  const layers = { camera: CAMERA_LAYERS, screen: [SCREEN_LAYER], microphone: [{}] }[part];
  return layers.map((layer) => ({ ...layer }));
}
