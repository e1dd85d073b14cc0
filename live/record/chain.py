"""The log of a meeting as a file: one line for each event exactly as it is stored, in a hash chain.

A header names meeting and branch; then come the events in the order of the record; the last line
has their number. Every line has its number, the hash of the line before it and its own hash
(SHA-256, FIPS 180-4), so that `live.record.checking` finds what does not belong there. Whoever
changes a line can make all later hashes anew: what protects a file against that is the hash of the
record on the minutes, which people have signed.

The log holds what the record holds and nothing more; of a secret ballot that is its opening, its
end and its totals. Three kinds of lines are not for every reader: a supervisor's own notes and
observation sheet (`OWN`) and what was said about alerts (`ALERTS`) are their author's, and who
pressed what (`VOTE`) by show of hands, or in a ballot without a result, is the desk's, as in every
view. In the log of another reader such a line has the hash of the stored text in place of the text;
a random salt in votes and alerts keeps them from being found by trying. Its own hash is made from
that hash, so the chain, and the hash of the record, are the same for every reader.
"""

import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from live.meeting.words import BallotMethod

FORMAT: Final = 1
"""The version of this form of the log."""
OWN: Final = frozenset({"note_taken", "sheet_written"})
"""The names of the events whose text only their author sees."""
ALERTS: Final = frozenset({"alert_acknowledged", "alert_shelved"})
"""The names of the events that say what supervisors did about alerts."""
VOTE: Final = "vote_cast"
"""The name of the events that say who voted how, outside secret ballots."""
WITHHELD: Final = ALERTS | OWN | {VOTE}
"""The names of the events that may be in a log by their hash alone."""

_HEX: Final = rb"([0-9a-f]{64})"
_TEXT: Final = rb'("(?:[^"\\\x00-\x1f]|\\.)*")'
HEADER: Final = re.compile(
    rb'\{"log":"diemcau","format":([1-9]\d{0,8}),"meeting":%b,"branch":%b,"hash":"%b"\}'
    % (_TEXT, _TEXT, _HEX)
)
ENTRY: Final = re.compile(
    rb'\{"n":([1-9]\d{0,8}),"before":"%b","name":"([a-z_]{1,60})",'
    rb'(?:"event":(\{.*\})|"sha256":"%b"),"hash":"%b"\}' % (_HEX, _HEX, _HEX),
    re.DOTALL,
)
CLOSING: Final = re.compile(
    rb'\{"events":([1-9]\d{0,8}),"before":"%b","hash":"%b"\}' % (_HEX, _HEX)
)
"""The three kinds of lines. Every byte is either fixed by the form or goes into the hash."""


Stored = tuple[str, str]
"""An event as the store keeps it: its stable name, and its version and fields as one line of JSON.
"""


def header_hash(form: int, meeting: bytes, branch: bytes) -> str:
    """Return the hash of a header; ``meeting`` and ``branch`` as they are written, with quotes."""
    return sha256(b"diemcau log %d\n%b\n%b" % (form, meeting, branch)).hexdigest()


def entry_hash(before: str, number: int, name: str, digest: str) -> str:
    """Return the hash of an event's line; ``digest`` is the SHA-256 of the stored text."""
    return sha256(f"{before}\n{number}\n{name}\n{digest}".encode()).hexdigest()


def closing_hash(before: str, count: int) -> str:
    """Return the hash of the closing line after ``count`` events."""
    return sha256(f"{before}\n{count}\nend".encode()).hexdigest()


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of an event's stored text."""
    return sha256(body).hexdigest()


def log_lines(
    meeting: str, branch: str, events: Iterable[Stored], withheld: Container[int] = ()
) -> Iterator[bytes]:
    """Yield the log, line by line.

    Args:
        withheld: numbers of the events (from 1) of which only the hash is written.
    """
    about = _text(meeting), _text(branch)
    before = header_hash(FORMAT, *about)
    yield b'{"log":"diemcau","format":%d,"meeting":%b,"branch":%b,"hash":"%b"}\n' % (
        FORMAT,
        *about,
        before.encode(),
    )
    number = 0
    for number, (name, text) in enumerate(events, 1):
        body = text.encode()
        digest = digest_of(body)
        own = entry_hash(before, number, name, digest)
        said = b'"sha256":"%b"' % digest.encode() if number in withheld else b'"event":' + body
        head = b'{"n":%d,"before":"%b","name":"%b",' % (number, before.encode(), name.encode())
        yield head + said + b',"hash":"%b"}\n' % own.encode()
        before = own
    yield b'{"events":%d,"before":"%b","hash":"%b"}\n' % (
        number,
        before.encode(),
        closing_hash(before, number).encode(),
    )


def withheld_from(reader: str | None, desk: bool, events: Sequence[Stored]) -> frozenset[int]:
    """Return the numbers of the events that are not for a reader.

    Args:
        reader: the id of the person who will have the log; None: somebody without one.
        desk: whether the reader is of the meeting's desk.
    """
    by_name = _named_ballots(events)
    return frozenset(
        number
        for number, (name, text) in enumerate(events, 1)
        if (name in OWN and json.loads(text)["person"] != reader)
        or (name in ALERTS and json.loads(text)["by"]["person"] != reader)
        or (name == VOTE and not desk and json.loads(text)["ballot"] not in by_name)
    )


def _named_ballots(events: Sequence[Stored]) -> frozenset[str]:
    """Return the ballots by name that have a confirmed result: all readers see who voted how."""

    def of(event: str, **fields: str) -> frozenset[str]:
        found = (json.loads(text) for name, text in events if name == event)
        return frozenset(each["ballot"] for each in found if fields.items() <= each.items())

    return of("ballot_opened", method=BallotMethod.NAMED.value) & of("ballot_confirmed")


def record_hash(meeting: str, branch: str, events: Iterable[Stored]) -> str:
    """Return the hash of a record: that of the line of its last event."""
    own = header_hash(FORMAT, _text(meeting), _text(branch))
    for number, (name, text) in enumerate(events, 1):
        own = entry_hash(own, number, name, digest_of(text.encode()))
    return own


def _text(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()
