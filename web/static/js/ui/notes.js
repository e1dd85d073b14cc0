/** Notes played one after another, synthesised without a file. Browsers play them only after a press. */

/**
 * @param {readonly number[]} notes_hz
 * @param {number} note_s from one note to the next
 * @param {number} loudness 0 … 1
 */
export function playNotes(notes_hz, note_s, loudness) {
  const context = new AudioContext();
  notes_hz.forEach((frequency, index) => {
    const from = context.currentTime + index * note_s;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setTargetAtTime(loudness, from, 0.02);
    volume.gain.setTargetAtTime(0, from + note_s * 0.6, 0.08);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + note_s * 2);
  });
  setTimeout(() => context.close(), 2000);
}
