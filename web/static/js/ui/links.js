/**
 * How the links of people and rooms are called on desk and wall: by what the server says of them
 * (PROTOCOL.md, "Links"), and by what their owners chose, which is not bad news.
 */

import { personName } from "../core/view.js";

/** @typedef {"bad" | "weak" | "sound" | "none" | "good"} LinkWord */
/**
 * @typedef {object} Quality a `quality` message
 * @property {Record<string, string>} links how they do, by voice
 * @property {Record<string, string>} media who chose less, by voice
 */

/** @type {Quality} */
export const NO_QUALITY = { links: {}, media: {} };

/** @type {readonly LinkWord[]} what a reader wants to see first */
const ORDER = ["bad", "weak", "sound", "none", "good"];

/**
 * What to call one voice's link; null: nothing is known of it.
 * @param {Quality} quality
 * @param {string} voice "p:…" or "s:…"
 * @returns {LinkWord | null}
 */
export function linkWordOf({ links, media }, voice) {
  const [wish, link] = [media[voice], links[voice]];
  if (wish === "none" || (wish === "sound" && link !== "bad")) return wish;
  return /** @type {LinkWord | undefined} */ (link) ?? null;
}

/** @param {LinkWord | null} word */
export const isPoor = (word) => word === "bad" || word === "weak";

/**
 * Every link that is known, the worst first, rooms before people.
 * @param {Quality} quality
 * @returns {{voice: string, word: LinkWord}[]}
 */
export function sortedLinks(quality) {
  const voices = [...new Set([...Object.keys(quality.links), ...Object.keys(quality.media)])];
  const rank = (/** @type {LinkWord} */ word, /** @type {string} */ voice) =>
    2 * ORDER.indexOf(word) + Number(!voice.startsWith("s:"));
  return voices
    .map((voice) => ({ voice, word: /** @type {LinkWord} */ (linkWordOf(quality, voice)) }))
    .sort((one, other) => rank(one.word, one.voice) - rank(other.word, other.voice));
}

/**
 * Whose link it is.
 * @param {import("../core/types.js").View} view
 * @param {string} voice
 */
export function ownerOf(view, voice) {
  const id = voice.slice(2);
  if (voice.startsWith("s:")) return view.sites[id]?.name ?? "";
  return personName(view, id) || (view.watching.find(({ person }) => person === id)?.name ?? "");
}
