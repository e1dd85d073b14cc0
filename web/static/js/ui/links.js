/**
 * How the links of people and rooms are called on desk and wall: by what the server says of them
 * (PROTOCOL.md, "Links"), and by what their owners chose, which is not bad news.
 */

import { personName } from "../core/view.js";

/** @typedef {"bad" | "weak" | "sound" | "none" | "good"} LinkWord */
/**
 * @typedef {object} Quality a `quality` message
 * @property {Record<string, string>} links how they do, by feed
 * @property {Record<string, string>} media who chose less, by feed
 */

/** @type {Quality} */
export const NO_QUALITY = { links: {}, media: {} };

/** @type {readonly LinkWord[]} what a reader wants to see first */
const ORDER = ["bad", "weak", "sound", "none", "good"];

/**
 * What to call one feed's link; null: nothing is known of it.
 * @param {Quality} quality
 * @param {string} feed "p:…" or "s:…"
 * @returns {LinkWord | null}
 */
export function linkWordOf({ links, media }, feed) {
  const [wish, link] = [media[feed], links[feed]];
  if (wish === "none" || (wish === "sound" && link !== "bad")) return wish;
  return /** @type {LinkWord | undefined} */ (link) ?? null;
}

/** @param {LinkWord | null} word */
export const isPoor = (word) => word === "bad" || word === "weak";

/**
 * Every link that is known, the worst first, rooms before people.
 * @param {Quality} quality
 * @returns {{feed: string, word: LinkWord}[]}
 */
export function sortedLinks(quality) {
  const feeds = [...new Set([...Object.keys(quality.links), ...Object.keys(quality.media)])];
  const rank = (/** @type {LinkWord} */ word, /** @type {string} */ feed) =>
    2 * ORDER.indexOf(word) + Number(!feed.startsWith("s:"));
  return feeds
    .map((feed) => ({ feed, word: /** @type {LinkWord} */ (linkWordOf(quality, feed)) }))
    .sort((one, other) => rank(one.word, one.feed) - rank(other.word, other.feed));
}

/**
 * Whose link it is.
 * @param {import("../core/types.js").View} view
 * @param {string} feed
 */
export function ownerOf(view, feed) {
  const id = feed.slice(2);
  if (feed.startsWith("s:")) return view.sites[id]?.name ?? "";
  return personName(view, id) || (view.watching.find(({ person }) => person === id)?.name ?? "");
}
