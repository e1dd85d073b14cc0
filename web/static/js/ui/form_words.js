/**
 * Validation messages of form fields in the language of the page: the browser's own messages are in
 * the browser's language.
 *
 * A browser asks every field that does not fit with `invalid` before it shows the first of them;
 * there the field is given our sentence. It goes again as soon as anything in the form changes or a
 * button asks anew, so a form that fits is never held up by an old sentence.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */
/** @typedef {{word: string, facts?: Record<string, unknown>}} Said */

/** What an empty field of a kind asks for; the others are to be written in. */
const EMPTY = {
  checkbox: "tick",
  radio: "choose",
  "select-one": "choose",
  file: "file",
};

/**
 * Which sentence fits, and what it tells.
 * @param {any} field
 * @returns {Said}
 */
export function lacking(field) {
  const { validity, type } = field;
  if (validity.badInput) return { word: "number" };
  if (validity.valueMissing) return { word: EMPTY[/** @type {"file"} */ (type)] ?? "empty" };
  if (validity.tooShort) {
    return { word: "short", facts: { least: field.minLength, typed: field.value.length } };
  }
  if (validity.tooLong) return { word: "long", facts: { most: field.maxLength } };
  if (type === "number" && validity.rangeOverflow) return { word: "most", facts: { most: field.max } };
  if (type === "number" && validity.rangeUnderflow) return { word: "least", facts: { least: field.min } };
  if (validity.stepMismatch) return { word: "whole" };
  return { word: "wrong" };
}

/**
 * Put the facts into a sentence.
 * @param {string} sentence
 * @param {Record<string, unknown>} [facts]
 */
export const filled = (sentence, facts = {}) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));

/**
 * Let every form of a page, also one that comes later, speak these words.
 * @param {Document} page
 * @param {Record<string, string>} words by the name that `lacking` gives
 */
export function speakOwnWords(page, words) {
  /** @type {Set<Field>} */
  const told = new Set();

  /** @param {EventTarget | null} target whose form, or the field without one, may fit by now */
  const forget = (target) => {
    const form = /** @type {any} */ (target)?.form ?? /** @type {any} */ (target)?.closest?.("form");
    for (const field of told) {
      if (field !== target && field.form !== form) continue;
      field.setCustomValidity("");
      told.delete(field);
    }
  };

  page.addEventListener("invalid", (event) => {
    const field = /** @type {Field} */ (event.target);
    if (field.validity.customError) return; // the page itself said something, or we did
    const { word, facts } = lacking(field);
    if (!words[word]) return;
    field.setCustomValidity(filled(words[word], facts));
    told.add(field);
  }, true);
  for (const change of ["input", "change", "reset"]) {
    page.addEventListener(change, (event) => forget(event.target), true);
  }
  page.addEventListener("click", (event) => {
    // Enter in a field presses the form's button too, so this comes before every check.
    forget(/** @type {Element} */ (event.target).closest?.("button, input[type=submit]") ?? null);
  }, true);
}
