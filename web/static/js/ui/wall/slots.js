/**
 * Which meeting each video slot shows. Pure.
 *
 * @param {readonly string[]} before what the slots show now
 * @param {readonly string[]} wanted meetings by priority
 * @param {number} slots how many there are
 * @returns {string[]} at most `slots` meetings; one that stays keeps its slot, so its picture does
 *   not break
 */
export function assignSlots(before, wanted, slots) {
  const chosen = wanted.slice(0, slots);
  const kept = before.map((id, slot) => (slot < chosen.length && chosen.includes(id) ? id : null));
  const waiting = chosen.filter((id) => !kept.includes(id));
  return chosen.map((_, slot) => kept[slot] ?? String(waiting.shift()));
}
