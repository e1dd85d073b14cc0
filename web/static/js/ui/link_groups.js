/** Names of a meeting's rooms and people grouped by link quality, the worst first. */

import { t } from "../core/i18n.js";
import { el, keyed, setAttribute, setText } from "./elements.js";
import { isPoor, ownerOf, sortedLinks } from "./links.js";

/**
 * @param {HTMLElement} list
 * @param {import("../core/types.js").View} view
 * @param {import("./links.js").Quality} quality
 */
export function showLinkGroups(list, view, quality) {
  const links = sortedLinks(quality);
  const groups = [...new Set(links.map(({ word }) => word))];
  keyed(list, groups, (word) => word, () => el("li", {}, el("b"), " ", el("span")), (node, word) => {
    const owners = links.filter((link) => link.word === word).map(({ feed }) => ownerOf(view, feed));
    setAttribute(node, "data-poor", isPoor(word));
    setText(node.children[0], t("wall.link.group", { link: t(`desk.link.${word}`) }));
    setText(node.children[1], owners.join(", "));
  });
}
