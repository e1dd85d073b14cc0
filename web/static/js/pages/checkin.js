/**
 * Where a site's QR code leads: on to the personal link that this phone knows for the meeting,
 * with the code; a phone that knows none is told what to do.
 */

import { readBoot } from "../core/boot.js";
import { rememberedLink } from "../core/remembered.js";

const link = rememberedLink(readBoot().meeting ?? "");
const code = new URLSearchParams(location.search).get("code") ?? "";
if (link?.startsWith("/j/")) location.replace(`${link}?code=${encodeURIComponent(code)}`);
