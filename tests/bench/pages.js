// What a bench adds to the program's own pages: a tone and a plain colour instead of microphone and
// camera, and in the listening page the moments at which a tone is heard and a colour is seen.
(() => {
  const LOUD = 0.02;
  const QUIET_MS = 300;
  const LOOK_EVERY_MS = 4;
  const now = () => performance.timeOrigin + performance.now();

  function tone(hertz) {
    const context = new AudioContext();
    const target = context.createMediaStreamDestination();
    const source = context.createOscillator();
    source.frequency.value = hertz;
    source.connect(target);
    source.start();
    return target.stream.getAudioTracks()[0];
  }

  function colour(name) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 640, height: 360 });
    const paper = canvas.getContext("2d");
    let step = 0;
    setInterval(() => {
      paper.fillStyle = name;
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.fillStyle = "black";
      paper.fillRect((step * 9) % 640, 340, 20, 20);
      step += 1;
    }, 40);
    return canvas.captureStream(25).getVideoTracks()[0];
  }

  /** Give this page a tone and a colour of its own. */
  window.become = (name, hertz = 440) => {
    navigator.mediaDevices.getUserMedia = async ({ audio, video }) =>
      new MediaStream([...(audio ? [tone(hertz)] : []), ...(video ? [colour(name)] : [])]);
  };

  let loudness = () => 0;

  /** Listen to everything that the page plays. */
  window.beginToListen = () => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 256 });
    for (const player of document.querySelectorAll("audio")) {
      context.createMediaStreamSource(player.srcObject).connect(analyser);
    }
    const samples = new Float32Array(analyser.fftSize);
    loudness = () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.max(...samples);
    };
  };

  function shows(name) {
    const video = document.querySelector('[data-part="programme"] video');
    if (!video || video.readyState < 2) return false;
    const canvas = document.createElement("canvas");
    const paper = canvas.getContext("2d");
    paper.drawImage(video, 0, 0, 1, 1);
    const [red, , blue] = paper.getImageData(0, 0, 1, 1).data;
    return name === "red" ? red > 100 && blue < 80 : blue > 100 && red < 80;
  }

  /** Return when a tone was heard and a colour was seen, epoch ms. */
  window.notice = (name) =>
    new Promise((done) => {
      let heard = null;
      let seen = null;
      const timer = setInterval(() => {
        if (heard === null && loudness() > LOUD) heard = now();
        if (seen === null && shows(name)) seen = now();
        if (heard === null || seen === null) return;
        clearInterval(timer);
        done([heard, seen]);
      }, LOOK_EVERY_MS);
    });

  /** Wait until nothing is heard any more. */
  window.silence = () =>
    new Promise((done) => {
      let since = now();
      const timer = setInterval(() => {
        if (loudness() > LOUD) since = now();
        if (now() - since < QUIET_MS) return;
        clearInterval(timer);
        done();
      }, LOOK_EVERY_MS);
    });
})();
