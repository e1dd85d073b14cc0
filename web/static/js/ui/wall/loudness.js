/** Loudness as a bar: dBov to a share of the bar's length, falling back when nothing is heard. */

/** Level in dBov up to which the bar shows silence. Chosen: below the noise of a room. */
const FLOOR_DBOV = -60;

/**
 * @param {Record<string, number>} levels by feed, 0 loudest
 * @returns {number} 0 … 1 of the loudest voice
 */
export function loudest(levels) {
  const top = Math.max(FLOOR_DBOV, ...Object.values(levels));
  return 1 - top / FLOOR_DBOV;
}
