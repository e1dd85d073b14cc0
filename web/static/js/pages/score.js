/** The page of the score: what is typed is summed up at once. The page works without it. */

import { showTypedSum } from "../ui/typed_sum.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-known]"));
const form = place?.closest("form");
if (place && form) showTypedSum(form, place);
