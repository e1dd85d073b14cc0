/**
 * Merges what was typed here into what another wrote meanwhile, so that no word of either is lost.
 * The same as `live/meeting/merging.py`, which says how; `tests/unit/meeting/merges.json` holds both to it.
 */

/** @typedef {string[]} Tokens words, and the white space between them */
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
  const base = tokensOf(was);
  const other = edit(base, tokensOf(theirs));
  const own = edit(base, tokensOf(mine));
  const [first, second] = [other, own].sort((a, b) => a.start - b.start || a.end - b.end);
  const same = first.start === second.start && first.end === second.end;
  if (first.end <= second.start && !same) {
    const between = base.slice(first.end, second.start);
    return joined(base.slice(0, first.start), first.tokens, between, second.tokens, base.slice(second.end));
  }
  const end = Math.max(first.end, second.end);
  const versions = [other, own].map((each) => version(base, each, first.start, end));
  return joined(base.slice(0, first.start), ...both(versions[0], versions[1]), base.slice(end));
}

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
 * Two versions of a stretch, each on a line of its own, what they share once.
 * @param {Tokens} theirs
 * @param {Tokens} mine
 * @returns {Tokens[]}
 */
function both(theirs, mine) {
  const change = edit(theirs, mine);
  const head = theirs.slice(0, change.start);
  const tail = theirs.slice(change.end);
  const left = theirs.slice(change.start, change.end);
  const right = change.tokens;
  if (hasWords(right) && holds(left, right)) return [head, left, tail];
  if (hasWords(left) && holds(right, left)) return [head, right, tail];
  // what goes on in the line before comes first
  const [first, second] = beginsLine(left) && !beginsLine(right) ? [right, left] : [left, right];
  const apart = hasWords(first) && hasWords(second) && !(first.at(-1) + second[0]).includes("\n");
  return [head, first, apart ? ["\n"] : [], second, tail];
}

/** @param {Tokens} tokens */
const hasWords = (tokens) => tokens.some((token) => /[^ \t\r\n]/.test(token));

/** Whether a line break comes before the first word. @param {Tokens} tokens */
const beginsLine = ([first]) => first?.includes("\n") ?? false;

/**
 * Whether tokens occur in a row among others.
 * @param {Tokens} whole
 * @param {Tokens} stretch
 */
function holds(whole, stretch) {
  for (let place = 0; place + stretch.length <= whole.length; place += 1) {
    if (stretch.every((token, index) => token === whole[place + index])) return true;
  }
  return false;
}

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
