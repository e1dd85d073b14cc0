/**
 * How to leave the browser within a chat program, which gives pages no camera: on Android an
 * `intent:` URL opens Chrome (developer.chrome.com, "Android Intents with Chrome"); elsewhere the
 * page's URL is copied.
 */

/** Name of the intent's field with the URL that is opened when Chrome is not installed. */
const FALLBACK = "S.browser_fallback_url";

/**
 * Return the URL that opens a page in Chrome; null: not on Android, or not over HTTPS.
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
