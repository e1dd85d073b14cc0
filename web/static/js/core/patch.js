/**
 * Applies the server's patches to a view: the RFC 6902 subset `add`, `replace`, `remove`.
 *
 * Never changes its arguments: objects along a patched path are copied, the rest is shared, so that
 * a panel may compare `before.floor === after.floor` to know that nothing changed.
 */

/** @typedef {{op: "add" | "replace" | "remove", path: string, value?: any}} Operation */

/** A patch that does not fit the document it is applied to: the two sides have diverged. */
export class PatchError extends Error {}

/**
 * Return `document` with all operations applied, in order.
 * @param {any} document
 * @param {readonly Operation[]} operations
 * @returns {any}
 * @throws {PatchError} when a path does not exist or an operation is unknown
 */
export function applyPatch(document, operations) {
  return operations.reduce(
    (doc, operation) => applyAt(doc, parsePointer(operation.path), operation),
    document,
  );
}

/**
 * Split a JSON pointer into its reference tokens (RFC 6901 §4).
 * @param {string} pointer
 * @returns {string[]}
 */
export function parsePointer(pointer) {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new PatchError(`not a pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * @param {any} node
 * @param {string[]} path
 * @param {Operation} operation
 * @returns {any}
 */
function applyAt(node, path, operation) {
  if (path.length === 0) return wholeValue(operation);
  if (node === null || typeof node !== "object") throw missing(operation);
  const [key, ...rest] = path;
  return Array.isArray(node)
    ? applyInArray(node, key, rest, operation)
    : applyInObject(node, key, rest, operation);
}

/** @param {Operation} operation */
function wholeValue(operation) {
  if (operation.op === "remove") throw missing(operation);
  return operation.value;
}

/**
 * @param {Record<string, any>} node
 * @param {string} key
 * @param {string[]} rest
 * @param {Operation} operation
 */
function applyInObject(node, key, rest, operation) {
  const exists = Object.hasOwn(node, key);
  if (!exists && (rest.length > 0 || operation.op !== "add")) throw missing(operation);
  if (rest.length === 0 && operation.op === "remove") {
    const { [key]: _removed, ...others } = node;
    return others;
  }
  return { ...node, [key]: applyAt(node[key], rest, operation) };
}

/**
 * @param {any[]} node
 * @param {string} key
 * @param {string[]} rest
 * @param {Operation} operation
 */
function applyInArray(node, key, rest, operation) {
  const adding = rest.length === 0 && operation.op === "add";
  const index = arrayIndex(node, key, adding, operation);
  const copy = node.slice();
  if (adding) copy.splice(index, 0, operation.value);
  else if (rest.length === 0 && operation.op === "remove") copy.splice(index, 1);
  else copy[index] = applyAt(node[index], rest, operation);
  return copy;
}

/**
 * @param {any[]} node
 * @param {string} key
 * @param {boolean} adding `-` and the position after the last are only good for adding
 * @param {Operation} operation
 */
function arrayIndex(node, key, adding, operation) {
  if (adding && key === "-") return node.length;
  const index = /^(0|[1-9][0-9]*)$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > node.length - (adding ? 0 : 1)) throw missing(operation);
  return index;
}

/** @param {Operation} operation */
function missing(operation) {
  return new PatchError(`cannot ${operation.op} ${operation.path}`);
}
