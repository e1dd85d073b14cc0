"""Merges what two people typed into one text at the same time, so that no word of either is lost.

Of each person only the text before and the text after is known: what is between their common
beginning and their common end counts as changed. Lines are compared first, then the words within
lines that both changed; not characters: half a word of one would otherwise end up inside a word of
the other. `web/static/js/core/merging.js` does the same in the browser with what was typed while a
message was under way.
"""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

TOKEN: Final = re.compile(r"[ \t\r\n]+|[^ \t\r\n]+")
"""A word, or the white space between two words. The same in Python and in JavaScript."""
SPACE: Final = " \t\r\n"

Tokens = Sequence[str]


class Edit(NamedTuple):
    """The tokens (words and space, or lines) from ``start`` to ``end`` of a text became others."""

    start: int
    end: int
    tokens: Tokens


def merge(was: str, mine: str, theirs: str) -> str:
    """Return a text with both changes of ``was``; where they overlap, with both versions.

    Args:
        was: the text from which both began.
        mine: what one made of it.
        theirs: what the other made of it; comes first where both wrote in the same place.
    """
    if theirs in (mine, was):
        return mine
    if mine == was:
        return theirs
    base, left, right = (text.split("\n") for text in (was, theirs, mine))
    other, own = by_lines(base, left), by_lines(base, right)
    spaced = zip(base, kept(base, right, own), kept(base, left, other), strict=True)
    base = [ours if ours != line else others for line, ours, others in spaced]
    first, second = sorted((other, own), key=lambda each: (each.start, each.end))
    if apart(first, second):
        between = base[first.end : second.start]
        return "\n".join(
            [*base[: first.start], *first.tokens, *between, *second.tokens, *base[second.end :]]
        )
    start, end = first.start, max(first.end, second.end)
    versions = [version(base, each, start, end) for each in (own, other)]
    merged = within(*map("\n".join, (base[start:end], *versions))) if any(versions) else None
    return "\n".join([*base[:start], *(() if merged is None else (merged,)), *base[end:]])


def within(was: str, mine: str, theirs: str) -> str:
    """Return the same as `merge`, by words."""
    base = TOKEN.findall(was)
    other, own = edit(base, TOKEN.findall(theirs)), edit(base, TOKEN.findall(mine))
    first, second = sorted((other, own), key=lambda each: (each.start, each.end))
    if apart(first, second):
        between = base[first.end : second.start]
        return joined(base[: first.start], first.tokens, between, second.tokens, base[second.end :])
    start, end = first.start, max(first.end, second.end)
    versions = (version(base, each, start, end) for each in (other, own))
    return joined(base[:start], *both(*versions), base[end:])


def by_lines(base: Tokens, changed: Tokens) -> Edit:
    """Return which lines were changed, compared without the space at their ends."""
    found = edit(*([line.rstrip(SPACE) for line in lines] for lines in (base, changed)))
    return found._replace(tokens=changed[found.start : len(changed) - (len(base) - found.end)])


def kept(base: Tokens, changed: Tokens, change: Edit) -> Tokens:
    """Return the lines of the base; those that were not changed with the space that was typed at
    their ends."""
    after = len(changed) - (len(base) - change.end)
    return [*changed[: change.start], *base[change.start : change.end], *changed[after:]]


def apart(first: Edit, second: Edit) -> bool:
    """Return whether one change ends before the other begins, and not both are at one place."""
    return first.end <= second.start and first[:2] != second[:2]


def edit(base: Tokens, changed: Tokens) -> Edit:
    """Return what was changed: all between the common beginning and the common end."""
    start = common(base, changed)
    left = min(len(base), len(changed)) - start
    tail = min(left, common(base[::-1], changed[::-1]))
    return Edit(start, len(base) - tail, changed[start : len(changed) - tail])


def common(one: Tokens, other: Tokens) -> int:
    """Return how many tokens at the beginning are the same."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def version(base: Tokens, change: Edit, start: int, end: int) -> Tokens:
    """Return a stretch of the base as a change within it left it."""
    return [*base[start : change.start], *change.tokens, *base[change.end : end]]


def both(theirs: Tokens, mine: Tokens) -> Sequence[Tokens]:
    """Return two versions of a stretch, each on a line of its own: who goes on typing behind the
    first does not type into the second. Each stands whole: words that both have stand twice, which
    is seen, where one that is missing would not be. Only space around both stands once."""
    if theirs == mine:
        return [mine]
    left, right = list(theirs), list(mine)
    head = shared(left, right, 0)
    tail = shared(left, right, -1)
    if begins_line(left) and not begins_line(right):  # what goes on in the line before comes first
        left, right = right, left
    parted = has_words(left) and has_words(right) and "\n" not in left[-1] + right[0]
    return [head, left, "\n" if parted else (), right, tail]


def shared(left: list[str], right: list[str], place: int) -> Tokens:
    """Take the same white space off an end of both."""
    if left and right and left[place] == right[place] and not has_words(left[place]):
        right.pop(place)
        return [left.pop(place)]
    return []


def has_words(tokens: Tokens) -> bool:
    """Return whether there is more than white space."""
    return any(token.strip(SPACE) for token in tokens)


def begins_line(tokens: Tokens) -> bool:
    """Return whether a line break comes before the first word."""
    return bool(tokens) and "\n" in tokens[0]


def joined(*pieces: Tokens) -> str:
    """Return the text of pieces, with a space where words of two of them would touch."""
    text = ""
    for piece in map("".join, pieces):
        touch = text and piece and text[-1] not in SPACE and piece[0] not in SPACE
        text += f" {piece}" if touch else piece
    return text
