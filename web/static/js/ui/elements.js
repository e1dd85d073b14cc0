/**
 * Making and keeping DOM nodes. Nothing here knows a meeting.
 *
 * `el` builds a node, `keyed` keeps a list in step with data without throwing away the node that
 * has the focus, `set…` touch the page only where something differs. Nothing else writes texts and
 * attributes: then a page that the browser translates is not written anew each second.
 */

/** @typedef {Node | string | null | false | undefined} Child */

/** How long a moved row takes to its new place, in ms: long enough to be followed; chosen. */
const MOVE_MS = 180;

/**
 * Build an element. `on…` keys are listeners, `text` its text, everything else an attribute;
 * `false`, `null` and `undefined` leave an attribute or a child out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...Child} children
 * @returns {any} the element (typed loosely: callers know their tag)
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") setText(node, String(value));
    else setAttribute(node, name, value);
  }
  node.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return node;
}

/**
 * The element with this role in a panel: `part(root, "clock")` is `[data-part="clock"]`.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {any}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!found) throw new Error(`no part "${name}" on this page`);
  return found;
}

/**
 * The text last written to each place of a node. If the browser translates the page, the translated
 * text stays until the page writes a different one.
 * @type {WeakMap<Element, Map<string, string | null>>}
 */
const written = new WeakMap();

/** Attributes that translators rewrite, as they do texts. */
const SPOKEN = new Set(["alt", "aria-description", "aria-label", "placeholder", "title"]);

/**
 * Note what is to stand at a place of a node. The page is asked only the first time: that is slow
 * where many texts run with the clock.
 * @param {Element} node
 * @param {string} place the name of an attribute, or "" for the text
 * @param {string | null} words
 * @param {() => string | null} find returns what stands there now
 * @returns {boolean} whether it has to be written
 */
function isNew(node, place, words, find) {
  let places = written.get(node);
  if (!places) written.set(node, (places = new Map()));
  const last = places.has(place) ? places.get(place) : find();
  places.set(place, words);
  return last !== words;
}

/**
 * Set, or with `false`, `null` or `undefined` remove, an attribute.
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(node, name, value) {
  const absent = value === false || value === null || value === undefined;
  const text = absent ? null : value === true ? "" : String(value);
  const find = () => node.getAttribute(name);
  if (SPOKEN.has(name) ? !isNew(node, name, text, find) : find() === text) return;
  if (text === null) node.removeAttribute(name);
  else node.setAttribute(name, text);
}

/**
 * Set a node's text, only when it differs: a live region would announce it again.
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (isNew(node, "", text, () => node.textContent)) node.textContent = text;
}

/**
 * Set a text that translators leave alone while it is the name of somebody or something.
 * @param {Element} node
 * @param {string} text
 * @param {boolean} isName
 */
export function setName(node, text, isName = true) {
  setAttribute(node, "translate", isName && "no");
  setText(node, text);
}

/**
 * @param {HTMLElement} node
 * @param {string} name of a property of its style, such as `--share`
 * @param {string} value
 */
export function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

/**
 * @param {HTMLElement} node
 * @param {boolean} shown
 */
export function setShown(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/**
 * Make `parent` hold exactly one child per item, in order, reusing the nodes of known keys. Rows
 * that change their place glide to it, unless the reader wants no motion.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => any} make builds a node, once per key
 * @param {(node: any, item: T, index: number) => void} update called on every node, every time
 */
export function keyed(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((node) => [node.getAttribute("data-key"), node]));
  const places = placesIfOrderChanges(parent, items.map(keyOf), known);
  const focused = document.activeElement;
  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    const key = keyOf(item);
    let node = known.get(key);
    if (!node) {
      node = /** @type {Element} */ (make(item));
      node.setAttribute("data-key", key);
    }
    known.delete(key);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
    update(node, item, index);
  });
  for (const node of known.values()) node.remove();
  restoreFocus(parent, focused);
  glide(places);
}

/**
 * Remember where the rows are, when their order is about to change.
 * @param {Element} parent
 * @param {string[]} keys
 * @param {Map<string | null, Element>} known
 * @returns {Map<Element, DOMRect>}
 */
function placesIfOrderChanges(parent, keys, known) {
  const before = [...known.keys()].filter((key) => key !== null && keys.includes(key));
  const after = keys.filter((key) => known.has(key));
  if (before.join("\n") === after.join("\n")) return new Map();
  return new Map([...parent.children].map((node) => [node, node.getBoundingClientRect()]));
}

/** @param {Map<Element, DOMRect>} places before the change */
function glide(places) {
  if (places.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const [node, before] of places) {
    const after = node.getBoundingClientRect();
    const [x, y] = [before.left - after.left, before.top - after.top];
    if (!node.isConnected || (x === 0 && y === 0)) continue;
    node.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
      duration: MOVE_MS,
      easing: "ease-out",
    });
  }
}

/**
 * Moving a node blurs it; give the focus back when its element is still on the page.
 * @param {Element} parent
 * @param {Element | null} focused
 */
function restoreFocus(parent, focused) {
  if (!(focused instanceof HTMLElement) || document.activeElement === focused) return;
  if (parent.contains(focused)) focused.focus({ preventScroll: true });
}
