"""The check of a log: what does not belong in the chain, on which line, and of what kind.

Reads line by line and keeps one number for each line, so a file may be large. A line is intact
when its own hash fits what is written in it. Intact lines have numbers, which tell what is missing,
what was added and what was moved; a line that is not intact was changed, unless the numbers around
it leave no place for it. What follows a line that was moved is not judged any more.
"""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from live.record.chain import (
    CLOSING,
    ENTRY,
    FORMAT,
    HEADER,
    WITHHELD,
    closing_hash,
    digest_of,
    entry_hash,
    header_hash,
)

NOT_INTACT: Final = -1
"""In place of a number: the line's own hash does not fit, or it is no line of a log."""


class NotALog(Exception):
    """The file is no log of a meeting, or of a form that a later release writes (``later``)."""

    def __init__(self, *, later: bool = False) -> None:
        super().__init__("a later form" if later else "not a log")
        self.later = later


class Damage(StrEnum):
    """What happened to a log."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    SWAPPED = "swapped"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One damage, and the line where it shows (from 1).

    ``first`` and ``last`` are the numbers of the missing lines: 0 the header, then the events.
    ``other`` is the line with which this one was swapped, or which was changed if it was not this
    one; 0: it cannot be told.
    """

    damage: Damage
    line: int
    first: int = 0
    last: int = 0
    other: int = 0


@dataclass(slots=True, kw_only=True)
class CheckedLog:
    """What a check found. ``events``: intact lines of events; ``hash``: that of the last one."""

    meeting: str = ""
    branch: str = ""
    events: int = 0
    withheld: int = 0
    """Events of which the log has only the hash."""
    hash: str = ""
    asked_at: int = 0
    """The number of the event whose line has the hash that was asked for; 0: no line has it."""
    findings: tuple[Finding, ...] = ()


class _Line(NamedTuple):
    """What is written in an intact line. The closing line has the number after the last event's."""

    number: int
    before: str
    own: str
    closing: bool = False


@dataclass(slots=True, kw_only=True)
class _Read:
    """What is kept of a log that was read."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    unlinked: set[int] = field(default_factory=set)
    """Indexes of the intact lines after an intact line whose hash they do not have."""
    closing: int | None = None
    """The index of the closing line."""
    whole: bool = True
    """Whether the last line has its end."""


def check_untrusted(lines: Iterable[bytes], asked: str = "") -> CheckedLog:
    """Check a log.

    Args:
        lines: the file, cut after each line feed and nowhere else.
        asked: a hash to be looked for among those of the events.

    Raises:
        NotALog: no line of the file is intact, or its form is a later one.
    """
    checked = CheckedLog()
    read = _read_untrusted(lines, checked, asked)
    if all(number == NOT_INTACT for number in read.numbers):
        raise NotALog
    checked.findings = tuple(_Judge(read).findings())
    return checked


def _read_untrusted(lines: Iterable[bytes], checked: CheckedLog, asked: str) -> _Read:
    read, previous = _Read(), None
    for index, text in enumerate(lines):
        if index == 0 and _is_later_untrusted(text.removesuffix(b"\n")):
            raise NotALog(later=True)
        read.whole = text.endswith(b"\n")
        line = _line_untrusted(text.removesuffix(b"\n"), checked)
        read.numbers.append(NOT_INTACT if line is None else line.number)
        if line and previous and line.before != previous.own:
            read.unlinked.add(index)
        previous = line
        if line is None or line.number == 0:
            continue
        if line.closing:
            read.closing = index
            continue
        checked.events += 1
        checked.hash = line.own
        if line.own == asked:
            checked.asked_at = line.number
    return read


def _is_later_untrusted(text: bytes) -> bool:
    """Return whether a line is the intact header of a later form."""
    if header := HEADER.fullmatch(text):
        form, meeting, branch, own = header.groups()
        return int(form) > FORMAT and header_hash(int(form), meeting, branch) == own.decode()
    return False


def _line_untrusted(text: bytes, checked: CheckedLog) -> _Line | None:
    """Return what is written in a line; None: it is not intact."""
    if entry := ENTRY.fullmatch(text):
        number, before, name, body, digest, own = entry.groups()
        said = digest.decode() if digest else digest_of(body)
        fits = entry_hash(before.decode(), int(number), name.decode(), said) == own.decode()
        if not fits or (digest and name.decode() not in WITHHELD):
            return None
        checked.withheld += bool(digest)
        return _Line(int(number), before.decode(), own.decode())
    if header := HEADER.fullmatch(text):
        form, meeting, branch, own = header.groups()
        if int(form) > FORMAT or header_hash(int(form), meeting, branch) != own.decode():
            return None
        checked.meeting, checked.branch = _plain(meeting), _plain(branch)
        return _Line(0, "", own.decode())
    if closing := CLOSING.fullmatch(text):
        count, before, own = (group.decode() for group in closing.groups())
        if closing_hash(before, int(count)) == own:
            return _Line(int(count) + 1, before, own, closing=True)
    return None


def _plain(text: bytes) -> str:
    """Return a JSON text without its quotes, only to be shown."""
    return text.decode("utf-8", "replace")[1:-1]


class _Judge:
    """Compares the numbers of the lines with those that should be there."""

    def __init__(self, read: _Read) -> None:
        self._read = read
        self._numbers = read.numbers
        self._times = Counter(read.numbers)
        """How often each number is in the log, without lines that were added so far."""
        self._known = sorted(self._times)
        self._index = 0
        self._due = 0
        """The number that the next line should have."""

    def findings(self) -> Iterator[Finding]:
        """Yield every damage, in the order of the lines."""
        closed = False
        while self._index < len(self._numbers):
            number = self._numbers[self._index]
            if closed:
                yield self._here(Damage.ADDED)
                self._index += 1
            elif number == NOT_INTACT:
                yield from self._not_intact()
            elif self._index == self._read.closing and not self._stands_later(number):
                closed = True
                yield from self._at_closing(number)
                self._index += 1
            elif number == self._due:
                yield from self._in_place(number)
                self._index += 1
            elif number < self._due or self._times[number] > 1 or self._is_put_in(number):
                yield self._here(Damage.ADDED)
                self._times[number] -= 1
                self._index += 1
            elif self._stands_later(number):
                yield self._moved(number)
                return
            else:
                yield from self._missing_until(number)
        changed = bool(self._numbers) and self._numbers[-1] == NOT_INTACT
        if not self._read.whole:
            yield Finding(damage=Damage.CUT, line=len(self._numbers))
        elif not closed and not changed:
            yield Finding(damage=Damage.CUT, line=len(self._numbers) + 1)

    def _here(self, damage: Damage, other: int = 0) -> Finding:
        return Finding(damage=damage, line=self._index + 1, other=other)

    def _stands_later(self, number: int) -> bool:
        """Return whether the line has a number after the one due, which is on a later line."""
        return number > self._due and bool(self._times[self._due])

    def _is_put_in(self, number: int) -> bool:
        """Return whether a line was put in before the one due: that one comes right after it, and
        they are not two neighbours that were swapped."""
        after = self._index + 1
        follows = after < len(self._numbers) and self._numbers[after] == self._due
        return follows and number > self._due + 1

    def _in_place(self, number: int) -> Iterator[Finding]:
        """Judge a line that has the number due, and count it unless it was added before its twin.

        Both it and the line before are intact. If they are not linked, one of the two was written
        anew with a hash that fits.
        """
        index = self._index
        follows = index > 0 and self._numbers[index - 1] == number - 1
        if follows and index in self._read.unlinked:
            twin = index + 1 < len(self._numbers) and self._numbers[index + 1] == number
            if twin:
                yield self._here(Damage.ADDED)
                return
            yield Finding(damage=Damage.CHANGED, line=index, other=index + 1)
        self._due = number + 1

    def _at_closing(self, number: int) -> Iterator[Finding]:
        if number < self._due:
            yield Finding(damage=Damage.ADDED, line=self._numbers.index(number) + 1)
        elif number > self._due:
            yield from self._missing_until(number)
        else:
            yield from self._in_place(number)

    def _moved(self, number: int) -> Finding:
        other = self._numbers.index(self._due, self._index)
        swapped = other - self._index == number - self._due
        return self._here(Damage.SWAPPED, other=other + 1 if swapped else 0)

    def _missing_until(self, number: int) -> Iterator[Finding]:
        """Say that the numbers from the one due are missing, as far as they stand nowhere else."""
        first = self._due
        self._due = self._known[bisect_right(self._known, first)]
        yield Finding(damage=Damage.MISSING, line=self._index + 1, first=first, last=self._due - 1)

    def _not_intact(self) -> Iterator[Finding]:
        """Judge a run of lines that are not intact: changed, as many as there is place for."""
        end = self._index
        while end < len(self._numbers) and self._numbers[end] == NOT_INTACT:
            end += 1
        last = end == len(self._numbers)
        place = end - self._index if last else max(0, self._numbers[end] - self._due)
        if last and not self._read.whole:
            end -= 1  # the last line is cut, which is said at the end
        while self._index < end:
            yield self._here(Damage.CHANGED if place > 0 else Damage.ADDED)
            self._due += place > 0
            place -= 1
            self._index += 1
        if last:
            self._index = len(self._numbers)
