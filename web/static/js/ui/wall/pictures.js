/**
 * Which pictures the wall asks for: those in sight, each in the layer that fits, the spot monitor's
 * and the large one larger; nothing else costs any media.
 */

/** @typedef {import("./wall_part.js").Wish} Wish */
/** @typedef {import("./wall_part.js").Layer} Layer */

/** CSS px of width from which a picture is asked for in full. Chosen: half a camera's 1280 px. */
const HALF_UP_TO_PX = 640;

/**
 * Say what shall be seen and heard. Pure.
 *
 * @param {object} sight
 * @param {readonly string[]} sight.tiles meetings whose tiles want a picture, in their order
 * @param {string|null} sight.large the meeting that is shown larger than a tile
 * @param {number} sight.width of that picture, in CSS px
 * @param {boolean} sight.screen whether its shared screen is wanted
 * @param {string|null} sight.listen
 * @param {Layer} sight.layer that fits a tile
 * @param {boolean} sight.hidden whether nobody sees the page
 * @returns {Wish} the most important first
 */
export function wishOf({ tiles, large, width, screen, listen, layer, hidden }) {
  const seen = hidden ? [] : large === null ? [...tiles] : [large, ...tiles.filter((id) => id !== large)];
  return { wanted: seen, large: hidden ? null : large, large_layer: width > HALF_UP_TO_PX ? "f" : "h", screen, listen, layer };
}
