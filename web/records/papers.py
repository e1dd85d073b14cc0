"""Minutes and resolution as files: a draft is made each time, an adopted one once and kept.

An adopted document is what the record said at its adoption, whatever came after. Both forms are
made right after the answer to the adoption; where that failed, when they are first asked for. Of
two who ask at once both get what was kept first.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from fastapi import Request

from live.documents.confined import confined
from live.documents.docx import built_in_form, render_docx
from live.documents.papers import minutes_paper, resolution_paper
from live.documents.pdf import render_pdf
from live.documents.signing import with_signature_fields
from live.meeting.state import Meeting
from live.record.chain import Stored, record_hash
from live.record.fields import fields
from live.record.minutes import draft
from live.record.resolution import resolution
from live.store.files import FileOrigin, form_id, kept
from web.problems import ProblemPage
from web.rendering import zone_of
from web.services import services

logger = logging.getLogger("web.records")

KINDS: Final = {"bien-ban": "minutes", "nghi-quyet": "resolution"}
"""Name in an address → kind of document."""
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ADOPTED: Final = "minutes_adopted"
"""The name of the event after which nothing in the documents changes."""


class Source(NamedTuple):
    """What a document is made from: the meeting at a version, and the hash of its record there."""

    meeting: Meeting
    digest: str


def has_document(meeting: Meeting, kind: str) -> bool:
    """Return whether a meeting has a kind of document: a resolution needs a number of its own."""
    adoption = meeting.minutes.adoption
    return kind == "minutes" or adoption is None or bool(adoption.resolution_number)


async def document(request: Request, meeting: Meeting, kind: str, form: str) -> bytes:
    """Return a document of a meeting; an adopted one as it was when it was first made.

    Args:
        request: for the parts of the program.
        meeting: as it is recorded now.
        kind: ``minutes`` or ``resolution``.
        form: ``pdf`` or ``docx``.

    Raises:
        Problem: ``no_resolution``: the minutes were adopted without one.
    """
    if not has_document(meeting, kind):
        raise ProblemPage(404, "no_resolution")
    if meeting.minutes.adoption is None:
        return await made(request, await source_of(request, meeting), kind, form)
    return await _adopted(request, meeting, kind, form)


async def keep_adopted(request: Request, meeting: Meeting) -> None:
    """Make and keep every document of a meeting whose minutes were just adopted.

    What cannot be made now is logged; it is made when it is first asked for.
    """
    for kind in KINDS.values():
        for form in MEDIA_TYPES:
            if not has_document(meeting, kind):
                continue
            try:
                await _adopted(request, meeting, kind, form)
            except Exception:
                logger.exception("%s.%s of meeting %s not made", kind, form, meeting.facts.id)


async def _adopted(request: Request, meeting: Meeting, kind: str, form: str) -> bytes:
    files = services(request).database.files
    file = adopted_id(meeting, kind, form)
    if (found := await files.content(file)) is not None:
        return found
    content = await made(request, await source_of(request, meeting), kind, form)
    sent = FileOrigin(at_ms=services(request).clock.wall_ms())
    key = (file, meeting.facts.id, f"{kind}_{form}")
    await files.add(kept(key, f"{kind}.{form}", content, sent), content)
    return await files.content(file) or content


def adopted_id(meeting: Meeting, kind: str, form: str) -> str:
    """Return the id of the kept file of an adopted document."""
    return f"{meeting.facts.id}:{kind}.{form}"


async def source_of(request: Request, meeting: Meeting) -> Source:
    """Return the meeting as it was adopted, or as it was read; with the hash of its record."""
    parts, facts = services(request), meeting.facts
    stored = await parts.database.events.stored(facts.id)
    version = adopted_version(stored) or meeting.version
    if version != meeting.version:
        meeting = await parts.meetings.at(facts.id, version)
    digest = await parts.draw(record_hash, facts.id, facts.branch.id, stored[:version])
    return Source(meeting, digest)


def adopted_version(stored: Sequence[Stored]) -> int:
    """Return the number of the event with which the minutes were adopted; 0: they were not."""
    return next((n for n, (name, _) in enumerate(stored, 1) if name == ADOPTED), 0)


async def made(request: Request, source: Source, kind: str, form: str) -> bytes:
    """Return a document made now."""
    known = await services(request).draw(_known, kind, source, zone_of(request))
    if form == "docx":
        return await _word(request, source.meeting, kind, known)
    return await services(request).draw(_pdf, kind, known, source)


def _known(kind: str, source: Source, zone: dt.tzinfo) -> dict[str, Any]:
    read = draft if kind == "minutes" else resolution
    return fields(read(source.meeting, zone), source.digest)


def _pdf(kind: str, known: dict[str, Any], source: Source) -> bytes:
    paper = minutes_paper if kind == "minutes" else resolution_paper
    adoption = source.meeting.minutes.adoption
    at_ms = adoption.at_ms if adoption else source.meeting.latest_ms
    pdf = render_pdf(paper(known), at_ms)
    return with_signature_fields(pdf) if adoption else pdf.content


async def _word(request: Request, meeting: Meeting, kind: str, known: dict[str, Any]) -> bytes:
    """Fill the unit's own form if it has one, apart from the program, else the built-in one."""
    parts = services(request)
    own = await parts.database.files.content(form_id(meeting.facts.unit.id, kind))
    if own is None:
        return await parts.draw(render_docx, built_in_form(kind), known)
    filled: bytes = await parts.fill(confined, "render_docx", own, json.dumps(known).encode())
    return filled
