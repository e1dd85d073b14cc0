import assert from "node:assert/strict";
import { test } from "node:test";

import { chromeIntent } from "../../web/static/js/core/elsewhere.js";

const PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Zalo android/12";
const LINK = "https://hop.example.vn/j/abc?where=online";

test("on Android a page in a chat program leads to Chrome, at the same address", () => {
  const fallback = "https%3A%2F%2Fhop.example.vn%2Fj%2Fabc%3Fwhere%3Donline";
  assert.equal(
    chromeIntent(`${LINK}#top`, PHONE),
    `intent://hop.example.vn/j/abc?where=online#Intent;scheme=https;package=com.android.chrome;S.browser_fallback_url=${fallback};end`,
  );
});

test("elsewhere, and where the camera is refused to every browser, it leads nowhere", () => {
  assert.equal(chromeIntent(LINK, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Zalo"), null);
  assert.equal(chromeIntent(LINK.replace("https", "http"), PHONE), null);
});
