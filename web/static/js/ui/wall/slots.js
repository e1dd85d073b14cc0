/** Which meeting each video slot shows, and how many slots there are. Pure. */

/**
 * Slots of a connection, in steps: a meeting that opens later finds a free one, and only a step
 * needs a new connection. The last has a tile for each of 48 meetings and the spot monitor's
 * picture of one that stands on another page.
 */
const STEPS = [6, 10, 17, 26, 49];
export const MOST_SLOTS = 49;

/** @param {number} meetings */
export const slotsFor = (meetings) => STEPS.find((step) => step >= meetings) ?? MOST_SLOTS;

/**
 * @param {readonly (string|null)[]} before what the slots show now; null: nothing
 * @param {readonly string[]} wanted meetings by priority
 * @param {number} slots how many there are
 * @returns {(string|null)[]} one that stays keeps its slot, so its picture does not break; what is
 *   not wanted any more leaves its slot empty, at no cost
 */
export function assignSlots(before, wanted, slots) {
  const chosen = wanted.slice(0, slots);
  const kept = before.map((id) => (id !== null && chosen.includes(id) ? id : null));
  const after = [...kept, ...Array(Math.max(0, chosen.length - kept.length)).fill(null)];
  const waiting = chosen.filter((id) => !kept.includes(id));
  const filled = after.map((id) => id ?? waiting.shift() ?? null);
  while (filled.length > 0 && filled.at(-1) === null) filled.pop();
  return filled;
}
