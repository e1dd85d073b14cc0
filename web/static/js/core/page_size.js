/**
 * How large a shared page is shown when it fills the screen. Pure; a scale is CSS px of the screen
 * for each px of the page.
 */

/** @typedef {{width: number, height: number}} Size in px */

/** CSS px in which a page is shown whole at first, as on a phone held wide. Chosen by looking. */
const WHOLE_FROM_PX = 480;
/** Factor by which "larger letters" enlarge a page at least. Chosen. */
const LARGER = 2;
/** Largest scale for pinching, unless "larger letters" are larger. Chosen. */
const LARGEST = 2;

/**
 * @typedef {object} Scales
 * @property {number} whole the whole page is seen
 * @property {number} larger letters to read, in a page to be moved under the finger: on a phone
 *   held upright the page is as high as its place, and moves to the sides only
 * @property {number} first what it begins with
 */

/**
 * @param {Size} box where the page is shown
 * @param {Size} page
 * @returns {Scales}
 */
export function scalesOf(box, page) {
  const [wide, high] = [box.width / page.width, box.height / page.height];
  const whole = Math.min(wide, high);
  const larger = Math.max(LARGER * whole, high);
  return { whole, larger, first: whole * page.width < WHOLE_FROM_PX ? larger : whole };
}

/**
 * Limit a pinched scale to the range from the whole page to `LARGEST` or `larger`.
 * @param {number} scale
 * @param {Scales} scales
 */
export const within = (scale, { whole, larger }) =>
  Math.min(Math.max(scale, whole), Math.max(larger, LARGEST));
