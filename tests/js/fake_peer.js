/**
 * A peer connection that does what browsers do at their worst: it may never connect, may fail at
 * any time, and goes on talking after it was closed.
 */

class FakeSender {
  parameters = null;

  constructor(track, encodings) {
    this.track = track;
    this.parameters = { encodings };
  }

  async replaceTrack(track) {
    this.track = track;
  }

  /** What is counted of it, as in `getStats`. */
  figures = [];

  async getStats() {
    return new Map(this.figures.map((each, place) => [String(place), { ...each }]));
  }

  getParameters() {
    return structuredClone(this.parameters);
  }

  async setParameters(parameters) {
    this.parameters = parameters;
  }
}

export class FakePeer extends EventTarget {
  connectionState = "new";
  localDescription = null;
  remoteDescription = null;
  sections = [];

  /** Whether layers in time are unknown, and refused. */
  flat = false;

  addTransceiver(trackOrKind, { direction, sendEncodings = [] }) {
    if (this.flat && sendEncodings.some((layer) => layer.scalabilityMode)) throw new Error("unknown");
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    const kind = track?.kind ?? trackOrKind;
    const mid = String(this.sections.length);
    const section = {
      mid,
      kind,
      direction,
      sender: new FakeSender(track, sendEncodings),
      receiver: { track: { kind, id: `received-${mid}` } },
    };
    this.sections.push(section);
    return section;
  }

  /** What it was told last of servers on the way. */
  configuration = null;

  setConfiguration(configuration) {
    this.configuration = structuredClone(configuration);
  }

  getTransceivers() {
    return this.sections;
  }

  getSenders() {
    return this.sections.map(({ sender }) => sender);
  }

  /** What the offers were asked for with, in their order. */
  asked = [];
  /** The texts of the answers applied, in their order. */
  answers = [];
  offerText = "offer";
  /** Whether a changed offer is refused, as the standard would have it. */
  strict = false;

  async createOffer(options) {
    this.asked.push(options);
    return { type: "offer", sdp: this.offerText };
  }

  async setLocalDescription(description) {
    if (this.strict && description.sdp !== this.offerText) throw new Error("changed");
    this.localDescription = description;
  }

  async setRemoteDescription(description) {
    this.remoteDescription = description;
    this.answers.push(description.sdp);
  }

  close() {
    this.closed = true; // and no event, as in browsers
  }

  /** Move to a state, as the network would. */
  become(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

/** A wire without a network: it answers offers by hand and remembers what was sent. */
export class FakeWire extends EventTarget {
  status = "online";
  sent = [];
  offers = [];

  offer(pc, sdp, sends) {
    return new Promise((resolve, reject) => this.offers.push({ pc, sdp, sends, resolve, reject }));
  }

  send(type, body) {
    this.sent.push({ type, ...body });
  }

  push(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
