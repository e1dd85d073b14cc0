/**
 * The signal that one's turn begins: two soft notes and a vibration, synthesised without a file.
 */

/** Two rising notes, in Hz. Chosen: heard over a murmuring room, no alarm. */
const NOTES_HZ = [523, 784];
const NOTE_S = 0.28;
const LOUDNESS = 0.25;

/** Play the notes and vibrate; if one of them is not allowed, only the other happens. */
export function signalTurn() {
  navigator.vibrate?.([250, 120, 250]);
  playNotes();
}

/** Vibrate briefly: one is next in the queue. */
export function signalNext() {
  navigator.vibrate?.(120);
}

function playNotes() {
  const context = new AudioContext();
  NOTES_HZ.forEach((frequency, index) => {
    const from = context.currentTime + index * NOTE_S;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setTargetAtTime(LOUDNESS, from, 0.02);
    volume.gain.setTargetAtTime(0, from + NOTE_S * 0.6, 0.08);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_S * 2);
  });
  setTimeout(() => context.close(), 2000);
}
