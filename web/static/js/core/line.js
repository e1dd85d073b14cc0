/**
 * Measures the round trip to the server before a meeting, with a few small HTTP requests.
 *
 * Does not test UDP; `path.js` does.
 */

/** @typedef {import("./types.js").LinkQuality} LinkQuality */

const ROUNDS = 6;
/** Longest round trips in ms for a good and a weak line. Chosen after ITU-T G.114: 150 ms one way
 * is good, 400 ms the limit. */
const GOOD_MS = 300;
const WEAK_MS = 800;
/** Milliseconds after which a request counts as lost. Chosen. */
const LOST_MS = 4000;

/**
 * @param {() => Promise<unknown>} [ask] one request
 * @param {() => number} [clock] in ms
 * @returns {Promise<LinkQuality>}
 */
export async function measureLine(ask = askServer, clock = () => performance.now()) {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = clock();
    try {
      await ask();
      times.push(clock() - from);
    } catch {
      times.push(LOST_MS);
    }
  }
  return judge(times.slice(1)); // the first time includes opening the connection
}

/**
 * @param {number[]} times round trips in ms
 * @returns {LinkQuality}
 */
export function judge(times) {
  const slowest = Math.max(...times);
  if (slowest <= GOOD_MS) return "good";
  const middle = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
  return middle <= WEAK_MS ? "weak" : "bad";
}

async function askServer() {
  const answer = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(LOST_MS) });
  await answer.arrayBuffer();
}
