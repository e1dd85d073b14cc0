/** How long the wire waits before it tries to connect again. */

/** Milliseconds before an attempt to reconnect: at most before the first; before the second, then
 * growing by half; at most. Chosen: a server that is back after 2 or 3 s is found within 1 s. */
const RETRY_AT_ONCE_MS = 300;
const RETRY_NEXT_MS = 500;
const RETRY_GROWS = 1.5;
const RETRY_LONGEST_MS = 5000;

/**
 * Return how long to wait before an attempt: the first nearly at once, randomised; later ones half
 * fixed, half random, so that not all clients reconnect to a restarted server at the same moment.
 * @param {number} attempt failed ones before
 * @param {number} random 0 … 1
 * @returns {number} ms
 */
export function retryAfter(attempt, random) {
  if (attempt === 0) return RETRY_AT_ONCE_MS * random;
  const wait = Math.min(RETRY_LONGEST_MS, RETRY_NEXT_MS * RETRY_GROWS ** (attempt - 1));
  return wait * (0.5 + random / 2);
}
