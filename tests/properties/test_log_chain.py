"""Whatever is done to a log is found, and on the line where it was done."""

import io
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from live.record.chain import Stored, log_lines
from live.record.checking import CheckedLog, Damage, NotALog, check_untrusted

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters='\n\r"\\'), max_size=12)
STORED = st.builds(
    lambda name, text: (name, f'{{"v":1,"text":"{text}"}}'),
    st.sampled_from(["turn_began", "note_taken", "vote_cast", "meeting_closed"]),
    TEXTS,
)


@dataclass(frozen=True, slots=True)
class Log:
    """A log as lines; the events may be alike, their lines are not."""

    lines: list[bytes]

    @property
    def data(self) -> bytes:
        """The whole file."""
        return b"".join(self.lines)

    def line_of(self, offset: int) -> int:
        """Return the line (from 1) in which a byte is."""
        return self.data.count(b"\n", 0, offset) + 1


@st.composite
def logs(draw: st.DrawFn) -> Log:
    events: list[Stored] = draw(st.lists(STORED, min_size=2, max_size=8))
    notes = [n for n, (name, _) in enumerate(events, 1) if name in ("note_taken", "vote_cast")]
    withheld = draw(st.sets(st.sampled_from(notes))) if notes else set()
    return Log(list(log_lines(draw(TEXTS), "branch", events, withheld)))


def check(lines: list[bytes]) -> CheckedLog:
    return check_untrusted(io.BytesIO(b"".join(lines)))


def first(lines: list[bytes]) -> tuple[Damage, int]:
    finding = check(lines).findings[0]
    return finding.damage, finding.line


@given(logs())
def test_nothing_is_found_in_a_log_as_it_was_written(log: Log) -> None:
    assert check(log.lines).findings == ()


@given(logs(), st.data())
def test_any_byte_that_is_another_is_found_on_its_line(log: Log, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(log.data) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != log.data[offset]))
    damaged = log.data[:offset] + bytes([byte]) + log.data[offset + 1 :]
    last = offset == len(log.data) - 1
    kind = Damage.CUT if last else Damage.CHANGED
    assert first([damaged]) == (kind, log.line_of(offset))


@given(logs(), st.data())
def test_any_byte_that_is_gone_or_too_many_is_found_on_its_line(
    log: Log, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(log.data) - 2))
    gone = log.data[:offset] + log.data[offset + 1 :]
    assert first([gone])[1] == log.line_of(offset)
    byte = bytes([data.draw(st.integers(0, 255))])
    more = log.data[:offset] + byte + log.data[offset:]
    if more != log.data:
        # A line feed before a line is a line of its own.
        assert first([more])[1] == log.line_of(offset)


@given(logs(), st.data())
def test_any_lines_that_are_gone_are_found_where_they_were(log: Log, data: st.DataObject) -> None:
    count = len(log.lines)
    begin = data.draw(st.integers(0, count - 2))
    end = data.draw(st.integers(begin + 1, count - 1))
    finding = check(log.lines[:begin] + log.lines[end:]).findings[0]
    assert (finding.damage, finding.line) == (Damage.MISSING, begin + 1)
    assert (finding.first, finding.last) == (begin, end - 1)


@given(logs(), logs(), st.data())
def test_a_line_that_was_added_is_found(log: Log, other: Log, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(log.lines)))
    added = data.draw(st.sampled_from([b"{}\n", *log.lines, *other.lines]))
    lines = [*log.lines[:place], added, *log.lines[place:]]
    first = last = place  # of equal lines beside each other any may be called the added one
    while first > 0 and log.lines[first - 1] == added:
        first -= 1
    while last < len(log.lines) and log.lines[last] == added:
        last += 1
    found = check(lines).findings
    assert found
    if added in (b"{}\n", *log.lines):
        assert found[0].damage is Damage.ADDED
        assert first < found[0].line <= last + 1


@given(logs(), st.data())
def test_lines_that_were_swapped_are_found(log: Log, data: st.DataObject) -> None:
    indexes = st.integers(0, len(log.lines) - 1)
    one, two = sorted(data.draw(st.lists(indexes, min_size=2, max_size=2, unique=True)))
    lines = list(log.lines)
    lines[one], lines[two] = lines[two], lines[one]
    finding = check(lines).findings[0]
    assert (finding.damage, finding.line, finding.other) == (Damage.SWAPPED, one + 1, two + 1)


@given(logs(), st.data())
def test_a_line_that_stands_elsewhere_is_found(log: Log, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(log.lines) - 1))
    lines = [*log.lines[:place], *log.lines[place + 1 :]]
    lines.insert(data.draw(st.integers(0, len(lines))), log.lines[place])
    assert (check(lines).findings == ()) is (lines == log.lines)


@given(logs(), logs(), st.data())
def test_any_lines_in_any_order_are_judged(log: Log, other: Log, data: st.DataObject) -> None:
    some = st.sampled_from([b"{}\n", *log.lines, *other.lines])
    lines = data.draw(st.lists(some, max_size=12))
    try:
        found = check(lines).findings
    except NotALog:
        assert set(lines) <= {b"{}\n"}
    else:
        assert (found == ()) is (lines in (log.lines, other.lines))


@given(logs(), st.data())
def test_a_file_that_was_cut_is_found_where_it_ends(log: Log, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(log.data) - 1))
    try:
        found = check([log.data[:length]]).findings
    except NotALog:
        assert length < len(log.lines[0])
    else:
        assert [(f.damage, f.line) for f in found] == [(Damage.CUT, log.line_of(length))]
