/**
 * The signal that one's turn begins: two soft notes and a vibration, synthesised without a file.
 */

import { playNotes } from "./notes.js";

/** Two rising notes, in Hz. Chosen: heard over a murmuring room, no alarm. */
const NOTES_HZ = [523, 784];
const NOTE_S = 0.28;
const LOUDNESS = 0.25;

/** Play the notes and vibrate; if one of them is not allowed, only the other happens. */
export function signalTurn() {
  navigator.vibrate?.([250, 120, 250]);
  playNotes(NOTES_HZ, NOTE_S, LOUDNESS);
}

/** Vibrate briefly: one is next in the queue. */
export function signalNext() {
  navigator.vibrate?.(120);
}
