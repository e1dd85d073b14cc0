// An ear for the wall: when a tone is in what the page plays, after the key that asks for it.
(() => {
  const LOOK_EVERY_MS = 2;
  const WITHIN_MS = 60_000;
  /** Samples that are looked at together: 12 ms at 44.1 kHz. */
  const WINDOW = 512;
  /** Strength in dBFS from which a tone counts as heard; the other one stays far below. Chosen. */
  const HEARD_DB = -50;
  /** Volume of the player from which a tone counts as heard: half of what it comes to. Chosen. */
  const HALF = 0.5;

  let ears = [];
  /** Listen to everything that the page plays, each player with its volume. */
  window.prickUp = () => {
    const context = new AudioContext();
    ears = [...document.querySelectorAll("audio")].map((player) => {
      const analyser = new AnalyserNode(context, { fftSize: WINDOW, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(player.srcObject).connect(analyser);
      return { player, analyser, bins: new Float32Array(analyser.frequencyBinCount) };
    });
  };

  const isHeard = (hertz) => ears.some(({ player, analyser, bins }) => {
    analyser.getFloatFrequencyData(bins);
    const strength = bins[Math.round((hertz * WINDOW) / analyser.context.sampleRate)];
    return strength > HEARD_DB && player.volume >= HALF && !player.paused;
  });

  let pressed_ms = Infinity;
  addEventListener("keydown", ({ key }) => key === " " && (pressed_ms = performance.now()), true);

  /** Wait until a tone is heard; return how many ms after the latest press of Space. */
  window.heardAfter = (hertz) =>
    new Promise((done, fail) => {
      const end = performance.now() + WITHIN_MS;
      const timer = setInterval(() => {
        const now = performance.now();
        if (now < end && (now < pressed_ms || !isHeard(hertz))) return;
        clearInterval(timer);
        if (now < end) done(now - pressed_ms);
        else fail(new Error(`${hertz} Hz is not heard`));
      }, LOOK_EVERY_MS);
    });
})();
