/**
 * The way out of the browser of a chat program, which gives no page a camera: Android opens Chrome
 * for an `intent:` address (developer.chrome.com, "Android Intents with Chrome"); elsewhere the
 * address is copied.
 */

/** Where the page itself is opened when there is no Chrome. */
const FALLBACK = "S.browser_fallback_url";

/**
 * Return the address that opens a page in Chrome; null: this is not Android, or not over HTTPS.
 * @param {string} href
 * @param {string} userAgent
 */
export function chromeIntent(href, userAgent) {
  const { protocol, host, pathname, search } = new URL(href);
  if (protocol !== "https:" || !/\bAndroid\b/.test(userAgent)) return null;
  const page = `${host}${pathname}${search}`;
  const fallback = encodeURIComponent(`https://${page}`);
  return `intent://${page}#Intent;scheme=https;package=com.android.chrome;${FALLBACK}=${fallback};end`;
}
