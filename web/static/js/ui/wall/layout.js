/**
 * How many tiles stand on a page, in which grid, and how much each of them says. Pure.
 *
 * All lengths are divided by the size of the page's letters: twice as large letters get fewer and
 * simpler tiles, not the same ones cut off.
 */

/** @typedef {"full"|"brief"|"least"} Step how much a tile says */
/** @typedef {{columns: number, rows: number, shown: number, step: Step, layer: "t"|"q"|"h"}} Layout */

/** Tiles on a page that can be chosen. */
export const SIZES = [4, 9, 16, 25, 48];
/** Between two tiles, in em; as in `wall-tile.css`. */
const GAP_EM = 0.5;
/** Below this a name and one line of fact cannot be read, in em. Chosen by looking. */
const LEAST_EM = { width: 7.5, height: 4.5 };
/** From which width and height, in em, a tile says more. Chosen by looking; largest first. @type {{step: Step, width: number, height: number}[]} */
const STEPS = [
  { step: "full", width: 18.5, height: 10.5 },
  { step: "brief", width: 14, height: 9 },
];
/** From so many tiles on a page a thumbnail of few frames is enough for each. Chosen. */
const MANY = 16;
/** CSS px from which the smallest layer (320 px of most cameras) looks coarse. Chosen. */
const COARSE_PX = 480;
/** Width to height of a tile that one would draw: a picture of 16 to 9 with lines under it. Chosen. */
const SHAPE = 4 / 3;

/**
 * @param {object} room
 * @param {number} room.count meetings there are
 * @param {number} room.size tiles wanted on a page
 * @param {number} room.width of the area, in CSS px
 * @param {number} room.height
 * @param {number} room.em size of the page's letters, in CSS px
 * @returns {Layout} `shown` may be fewer than wanted, where more could not be read
 */
export function layoutOf({ count, size, width, height, em }) {
  const area = { width: width / em, height: height / em };
  const most = { columns: fitting(area.width, LEAST_EM.width), rows: fitting(area.height, LEAST_EM.height) };
  const shown = Math.max(1, Math.min(count, size, most.columns * most.rows));
  let best = { columns: 1, rows: shown, side: -1 };
  for (let columns = Math.ceil(shown / most.rows); columns <= Math.min(shown, most.columns); columns += 1) {
    const rows = Math.ceil(shown / columns);
    const tile = tileOf(area, columns, rows);
    const side = Math.min(tile.width / SHAPE, tile.height);
    if (side > best.side) best = { columns, rows, side };
  }
  const tile = tileOf(area, best.columns, best.rows);
  const step = STEPS.find((one) => tile.width >= one.width && tile.height >= one.height)?.step ?? "least";
  const layer = shown >= MANY || step === "least" ? "t" : tile.width * em > COARSE_PX ? "h" : "q";
  return { columns: best.columns, rows: best.rows, shown, step, layer };
}

/** How many of a length fit into another. @param {number} whole @param {number} one */
const fitting = (whole, one) => Math.max(1, Math.floor((whole + GAP_EM) / (one + GAP_EM)));

/** @param {{width: number, height: number}} area @param {number} columns @param {number} rows */
const tileOf = (area, columns, rows) => ({
  width: (area.width + GAP_EM) / columns - GAP_EM,
  height: (area.height + GAP_EM) / rows - GAP_EM,
});
