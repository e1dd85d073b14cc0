/**
 * Keys of a whole page: a table of key → deed, silent while somebody types, or a dialog or menu is open. A
 * key held down is one press.
 * Digits typed quickly one after the other make one number ("1", "2" → 12).
 */

/** Digits further apart than this begin a new number. Chosen. */
const DIGITS_WITHIN_MS = 700;
/** What has the keys while it is open; older browsers know no popovers. */
const OVER_THE_PAGE = globalThis.CSS?.supports("selector(:popover-open)") ? "dialog[open], :popover-open" : "dialog[open]";

export class Keys {
  #deeds;
  #number;
  #typed = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;

  /**
   * @param {Record<string, () => void>} deeds by `event.key` in lower case
   * @param {(number: string) => void} number called at each digit with what stands so far
   * @param {EventTarget} [target]
   */
  constructor(deeds, number, target = document) {
    this.#deeds = deeds;
    this.#number = number;
    target.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector(OVER_THE_PAGE)) return;
    const undo = (event.ctrlKey || event.metaKey) && event.key === "z";
    if (isTyping(event.target)) return;
    if (event.altKey || ((event.ctrlKey || event.metaKey) && !undo)) return;
    if (/^\d$/.test(event.key)) return this.#digit(event.key);
    if (pressesControl(event)) return;
    const deed = this.#deeds[undo ? "undo" : event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    if (!event.repeat) deed();
  }

  /** @param {string} digit */
  #digit(digit) {
    clearTimeout(this.#timer);
    this.#typed += digit;
    this.#number(this.#typed);
    this.#timer = setTimeout(() => (this.#typed = ""), DIGITS_WITHIN_MS);
  }
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/**
 * Enter and Space belong to the control that has the focus; Space not to one that leaves it to the
 * page (`data-space="page"`).
 *
 * @param {KeyboardEvent} event
 */
function pressesControl({ key, target }) {
  if (!(target instanceof HTMLElement) || (key !== " " && key !== "Enter")) return false;
  if (key === " " && target.dataset.space === "page") return false;
  return target.matches("button, a, summary, input, [role=tab]");
}
