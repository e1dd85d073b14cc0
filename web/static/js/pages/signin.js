/** Signing in: a browser that takes no cookies forgets it at once, and is told so before. */

import { takesCookies } from "../core/storage.js";
import { part, setShown } from "../ui/elements.js";

setShown(part(document, "no-cookies"), !takesCookies());
