// A page of the bench that watches many meetings: over one peer connection with a slot for each, or over a peer connection and a
// WebSocket for each meeting. Both show the same pictures in the same layer and the same size; nothing else differs.
(() => {
  const ASKED_EVERY_MS = 25;
  const TILE = { width: 240, height: 135 };

  /** A connection's WebSocket; `send` sends, and what comes goes to `took` by its type. */
  function wire(url, token, device, took) {
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", token, device }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      took[message.type]?.(message);
    };
    return (message) => socket.send(JSON.stringify(message));
  }

  function tile(track) {
    const video = Object.assign(document.createElement("video"), { muted: true, autoplay: true, playsInline: true, ...TILE });
    video.srcObject = new MediaStream([track]);
    document.body.append(video);
  }

  /** Connect with a slot for each meeting, and ask for all of them in the smallest layer. */
  async function connect(send, answered, slots, wish) {
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const able = RTCRtpReceiver.getCapabilities("video").codecs.filter(({ mimeType }) => /VP8|rtx/.test(mimeType));
    for (let slot = 0; slot < slots; slot += 1) {
      pc.addTransceiver("video", { direction: "recvonly" }).setCodecPreferences(able);
    }
    pc.ontrack = ({ track }) => tile(track);
    await pc.setLocalDescription();
    send({ type: "connect", pc: "pc", sdp: pc.localDescription.sdp, sends: [], ...wish.at });
    const { sdp } = await answered;
    await pc.setRemoteDescription({ type: "answer", sdp });
    send({ type: "show", pc: "pc", layer: "t", ...wish.show });
  }

  /** Watch by these links: one supervisor's, or one of each meeting. */
  window.watch = (url, tokens, count) => {
    for (const [number, token] of tokens.entries()) {
      const meetings = [];
      let answer;
      const answered = new Promise((done) => (answer = done));
      const wall = tokens.length === 1;
      const wanted = wall ? count : 1;
      const send = wire(url, token, `bench-${number}`, {
        connected: answer,
        state: ({ meeting }) => {
          meetings.push(meeting);
          if (meetings.length !== wanted) return;
          const wish = wall ? { at: { meeting: meetings[0] }, show: { meetings } } : { at: {}, show: {} };
          connect(send, answered, wanted, wish);
        },
      });
    }
  };

  /**
   * Note when each picture is there for the first time, in ms since the navigation began: those of the tiles, or of the bench's
   * own page. The wall's close-up is another picture with each meeting that it shows.
   */
  const first = new Map();
  setInterval(() => {
    for (const video of document.querySelectorAll(".tiles video, body > video")) {
      if (!first.has(video) && video.readyState >= 2 && video.videoWidth > 2) first.set(video, performance.now());
    }
  }, ASKED_EVERY_MS);
  window.firstPictures = () => [...first.values()];
})();
