"""Documents of a meeting as lines of text: what is printed and signed, without layout.

Walks the values that the PDF is set from (`live.documents.papers`), so that the golden texts hold
what people sign.
"""

from collections.abc import Iterable, Iterator

from live.documents.paper import Fact, Paper, Paragraph, Part, PrintedTable
from live.documents.papers import minutes_paper, resolution_paper
from live.meeting.state import Meeting
from live.record.fields import fields
from live.record.minutes import draft
from live.record.resolution import resolution
from tests.unit.record.evenings import ZONE


def text_on(paper: Paper) -> str:
    """Return what a document says on paper."""
    return "\n".join(_lines(paper)) + "\n"


def printed_minutes(meeting: Meeting) -> str:
    """Return what the minutes of a meeting say on paper."""
    return text_on(minutes_paper(fields(draft(meeting, ZONE))))


def printed_resolution(meeting: Meeting) -> str:
    """Return what the resolution of a meeting says on paper."""
    return text_on(resolution_paper(fields(resolution(meeting, ZONE))))


def _lines(paper: Paper) -> Iterator[str]:
    yield from (*paper.issuer, paper.number, paper.dated)
    if paper.mark:
        yield paper.mark
    yield from (paper.title, paper.subject, *_parts(paper.lead))
    for chapter in paper.sections:
        yield from (chapter.title, *_parts(chapter.parts))
    yield from _parts(paper.closing)
    if paper.recipients:
        yield from ("Nơi nhận:", *paper.recipients)
    for place in paper.signatures:
        yield f"{' – '.join(place.role)}: {place.name}"


def _parts(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case Paragraph():
                yield part.text
            case Fact():
                yield f"– {part.label}: {part.text}" if part.label else part.text
            case PrintedTable():
                yield from (" | ".join(row) for row in (part.head, *part.rows))
