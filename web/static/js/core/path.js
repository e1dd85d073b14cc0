/**
 * Tests before the meeting whether there is a network path for media: by a peer connection without
 * media to the same servers as in the meeting.
 */

/**
 * `direct`; `relay`: over the TURN server; `none`: no path, although the server answers over HTTP;
 * `unknown`: the server does not answer, so nothing is known about the path.
 * @typedef {"direct" | "relay" | "none" | "unknown"} Path
 */

/** Milliseconds in which a path must be found. Chosen: ICE over TURN and TLS needs 1–3 s. */
const WITHIN_MS = 10_000;

/**
 * @param {object} options
 * @param {string} options.token of the page
 * @param {RTCIceServer[]} options.ice
 * @param {(configuration: RTCConfiguration) => RTCPeerConnection} [options.makePeer]
 * @param {(token: string, sdp: string) => Promise<string>} [options.ask] offer → answer
 * @param {() => Promise<boolean>} [options.isThere] whether the server, with all its parts, answers
 * @param {number} [options.within_ms]
 * @returns {Promise<Path>}
 */
export async function tryPath({
  token, ice, makePeer = peerOf, ask = askServer, isThere = isServerThere, within_ms = WITHIN_MS,
}) {
  const peer = makePeer({ iceServers: ice, bundlePolicy: "max-bundle" });
  try {
    peer.addTransceiver("audio", { direction: "recvonly" });
    await peer.setLocalDescription(await peer.createOffer());
    const sdp = await ask(token, peer.localDescription?.sdp ?? "");
    await peer.setRemoteDescription({ type: "answer", sdp });
    if (!(await connected(peer, within_ms))) return (await isThere()) ? "none" : "unknown";
    return (await isRelayed(peer)) ? "relay" : "direct";
  } catch {
    return "unknown";
  } finally {
    peer.close();
  }
}

/** @param {RTCConfiguration} configuration */
function peerOf(configuration) {
  return new RTCPeerConnection(configuration);
}

/**
 * @param {string} token
 * @param {string} sdp
 */
async function askServer(token, sdp) {
  const answer = await fetch("/api/media/trial", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ sdp }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).sdp;
}

/** @returns {Promise<boolean>} */
async function isServerThere() {
  return (await fetch("/health", { cache: "no-store" })).ok;
}

/**
 * @param {RTCPeerConnection} peer
 * @param {number} within_ms
 * @returns {Promise<boolean>}
 */
function connected(peer, within_ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), within_ms);
    const look = () => {
      if (peer.connectionState !== "connected" && peer.connectionState !== "failed") return;
      clearTimeout(timer);
      resolve(peer.connectionState === "connected");
    };
    peer.addEventListener("connectionstatechange", look);
    look();
  });
}

/** @param {RTCPeerConnection} peer */
async function isRelayed(peer) {
  /** @type {Map<string, any>} */
  const stats = new Map(await peer.getStats());
  const pairs = [...stats.values()].filter(({ type, nominated }) => type === "candidate-pair" && nominated);
  return pairs.some(({ localCandidateId }) => stats.get(localCandidateId)?.candidateType === "relay");
}
