/**
 * Merges what was typed here into what another wrote meanwhile, so that no word of either is lost.
 * The same as `live/meeting/merging.py`, which says how; `tests/unit/meeting/merges.json` holds both to it.
 */

/** @typedef {string[]} Tokens words, and the white space between them; or lines */
/** @typedef {{start: number, end: number, tokens: Tokens}} Edit tokens from `start` to `end` became others */

/** @param {string} text */
const tokensOf = (text) => text.match(/[ \t\r\n]+|[^ \t\r\n]+/g) ?? [];

/**
 * Return a text with both changes of `was`; where they overlap, with both versions, theirs first.
 * @param {string} was the text from which both began
 * @param {string} mine
 * @param {string} theirs
 */
export function merge(was, mine, theirs) {
  if (mine === theirs || theirs === was) return mine;
  if (mine === was) return theirs;
  const [lines, left, right] = [was, theirs, mine].map((text) => text.split("\n"));
  const other = byLines(lines, left);
  const own = byLines(lines, right);
  const others = kept(lines, left, other);
  const base = kept(lines, right, own).map((line, place) => (line === lines[place] ? others[place] : line));
  const [first, second] = sorted(other, own);
  if (apart(first, second)) {
    const between = base.slice(first.end, second.start);
    return [...base.slice(0, first.start), ...first.tokens, ...between, ...second.tokens, ...base.slice(second.end)].join("\n");
  }
  const end = Math.max(first.end, second.end);
  const versions = [own, other].map((each) => version(base, each, first.start, end));
  const stretch = [base.slice(first.start, end), ...versions].map((each) => each.join("\n"));
  const merged = versions.some((each) => each.length) ? [within(stretch[0], stretch[1], stretch[2])] : [];
  return [...base.slice(0, first.start), ...merged, ...base.slice(end)].join("\n");
}

/**
 * The same by words.
 * @param {string} was
 * @param {string} mine
 * @param {string} theirs
 */
function within(was, mine, theirs) {
  const base = tokensOf(was);
  const other = edit(base, tokensOf(theirs));
  const own = edit(base, tokensOf(mine));
  const [first, second] = sorted(other, own);
  if (apart(first, second)) {
    const between = base.slice(first.end, second.start);
    return joined(base.slice(0, first.start), first.tokens, between, second.tokens, base.slice(second.end));
  }
  const end = Math.max(first.end, second.end);
  const versions = [other, own].map((each) => version(base, each, first.start, end));
  return joined(base.slice(0, first.start), ...both(versions[0], versions[1]), base.slice(end));
}

/**
 * Which lines were changed, compared without the space at their ends.
 * @param {Tokens} base
 * @param {Tokens} changed
 * @returns {Edit}
 */
function byLines(base, changed) {
  const [before, after] = [base, changed].map((lines) => lines.map((line) => line.replace(/[ \t\r\n]+$/, "")));
  const found = edit(before, after);
  return { ...found, tokens: changed.slice(found.start, changed.length - (base.length - found.end)) };
}

/**
 * The lines of the base; those that were not changed with the space that was typed at their ends.
 * @param {Tokens} base
 * @param {Tokens} changed
 * @param {Edit} change
 */
function kept(base, changed, { start, end }) {
  return [...changed.slice(0, start), ...base.slice(start, end), ...changed.slice(changed.length - (base.length - end))];
}

/** @param {Edit} other @param {Edit} own */
const sorted = (other, own) => [other, own].sort((a, b) => a.start - b.start || a.end - b.end);

/** Whether one change ends before the other begins, and not both are at one place. @param {Edit} first @param {Edit} second */
const apart = (first, second) =>
  first.end <= second.start && (first.start !== second.start || first.end !== second.end);

/**
 * All between the common beginning and the common end.
 * @param {Tokens} base
 * @param {Tokens} changed
 * @returns {Edit}
 */
function edit(base, changed) {
  const start = common(base, changed);
  const left = Math.min(base.length, changed.length) - start;
  const tail = Math.min(left, common([...base].reverse(), [...changed].reverse()));
  return { start, end: base.length - tail, tokens: changed.slice(start, changed.length - tail) };
}

/**
 * How many tokens at the beginning are the same.
 * @param {Tokens} one
 * @param {Tokens} other
 */
function common(one, other) {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one[count] === other[count]) count += 1;
  return count;
}

/**
 * A stretch of the base as a change within it left it.
 * @param {Tokens} base
 * @param {Edit} change
 * @param {number} start
 * @param {number} end
 */
function version(base, change, start, end) {
  return [...base.slice(start, change.start), ...change.tokens, ...base.slice(change.end, end)];
}

/**
 * Two versions of a stretch, each whole and on a line of its own; only space around both stands once.
 * @param {Tokens} theirs
 * @param {Tokens} mine
 * @returns {Tokens[]}
 */
function both(theirs, mine) {
  if (theirs.length === mine.length && common(theirs, mine) === mine.length) return [mine];
  const [left, right] = [[...theirs], [...mine]];
  const spaces = (/** @type {number} */ place) =>
    left.length > 0 && left.at(place) === right.at(place) && !hasWords([left.at(place) ?? ""]);
  const take = (/** @type {number} */ place) => {
    right.splice(place, 1);
    return left.splice(place, 1);
  };
  const head = spaces(0) ? take(0) : [];
  const tail = spaces(-1) ? take(-1) : [];
  // what goes on in the line before comes first
  const [first, second] = beginsLine(left) && !beginsLine(right) ? [right, left] : [left, right];
  const parted = hasWords(first) && hasWords(second) && !(first.at(-1) + second[0]).includes("\n");
  return [head, first, parted ? ["\n"] : [], second, tail];
}

/** @param {Tokens} tokens */
const hasWords = (tokens) => tokens.some((token) => /[^ \t\r\n]/.test(token));

/** Whether a line break comes before the first word. @param {Tokens} tokens */
const beginsLine = ([first]) => first?.includes("\n") ?? false;

/**
 * The text of pieces, with a space where words of two of them would touch.
 * @param {Tokens[]} pieces
 */
function joined(...pieces) {
  let text = "";
  for (const piece of pieces.map((each) => each.join(""))) {
    const touch = text && piece && !/[ \t\r\n]$/.test(text) && !/^[ \t\r\n]/.test(piece);
    text += touch ? ` ${piece}` : piece;
  }
  return text;
}
