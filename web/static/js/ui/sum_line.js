/** How a figure of attendance was reached, in words. */

import { t } from "../core/i18n.js";

/**
 * A sum in words: "46 trong danh sách − 12 miễn sinh hoạt − 1 đình chỉ = 33"; of one part alone that part: "5 trong danh sách".
 *
 * @param {{key: string, count: number}[]} how signed counts
 * @param {number} total
 */
export function sumLine(how, total) {
  const terms = how.filter(({ count }) => count !== 0).map(({ key, count }, index) => {
    const sign = count < 0 ? "− " : index > 0 ? "+ " : "";
    return `${sign}${Math.abs(count)} ${t(`desk.how.${key}`)}`;
  });
  return terms.length === 1 ? terms[0] : `${terms.join(" ")} = ${total}`;
}
