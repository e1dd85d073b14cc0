/**
 * Texts of the screen by key, in the language of the page.
 *
 * Only for texts that scripts insert; the rest is in the HTML. A key without a text is shown as it
 * is, so that it is noticed.
 */

/** @type {Record<string, string>} */
let catalogue = {};

/**
 * Use a catalogue from now on.
 * @param {Record<string, string>} texts
 */
export function useCatalogue(texts) {
  catalogue = texts;
}

/**
 * Fetch the catalogue to which the page links, and use it. The link is a preload, so that the
 * browser fetches it together with the script.
 * @param {Document} page
 */
export async function loadCatalogue(page = document) {
  const link = /** @type {HTMLLinkElement} */ (page.getElementById("sentences"));
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(`no catalogue: ${answer.status}`);
  useCatalogue(await answer.json());
}

/** @param {string} key */
export const hasText = (key) => Object.hasOwn(catalogue, key);

/**
 * Return the text of a key with its `{names}` filled in.
 * @param {string} key
 * @param {Record<string, unknown>} [facts]
 * @returns {string}
 */
export function t(key, facts = {}) {
  const text = Object.hasOwn(catalogue, key) ? catalogue[key] : key;
  return text.replace(/\{(\w+)\}/g, (placeholder, name) =>
    Object.hasOwn(facts, name) ? String(facts[name]) : placeholder,
  );
}

/**
 * Return the sentence for a refusal: what happened and what to do.
 * @param {unknown} error
 * @returns {string}
 */
export function refusalText(error) {
  const { code, facts } = /** @type {{code?: string, facts?: Record<string, unknown>}} */ (
    error ?? {}
  );
  const key = `refused.${code}`;
  return code && hasText(key) ? t(key, facts) : t("ui.failed");
}
