"""Minutes and resolution as files: a draft is made each time, an adopted one once and kept.

Both forms of an adopted document are made when they are first asked for; of two who ask at once
both get what was kept first.
"""

import asyncio
import json
from functools import partial
from typing import Any, Final

from fastapi import Request

from live.documents.confined import confined
from live.documents.docx import built_in_form, render_docx
from live.documents.papers import minutes_paper, resolution_paper
from live.documents.pdf import render_pdf
from live.documents.signing import with_signature_fields
from live.meeting.state import Meeting
from live.record.chain import record_hash
from live.record.fields import fields
from live.record.minutes import draft
from live.record.resolution import resolution
from live.store.files import FileOrigin, form_id, kept
from web.rendering import zone_of
from web.services import services

KINDS: Final = {"bien-ban": "minutes", "nghi-quyet": "resolution"}
"""Name in an address → kind of document."""
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


async def document(request: Request, meeting: Meeting, kind: str, form: str) -> bytes:
    """Return a document of a meeting; an adopted one as it was when it was first made.

    Args:
        request: for the parts of the program.
        meeting: as it is recorded now.
        kind: ``minutes`` or ``resolution``.
        form: ``pdf`` or ``docx``.
    """
    if meeting.minutes.adoption is None:
        return await _made(request, meeting, kind, form)
    files = services(request).database.files
    file = adopted_id(meeting, kind, form)
    found = await files.content(file)
    if found is None:
        content = await _made(request, meeting, kind, form)
        sent = FileOrigin(at_ms=services(request).clock.wall_ms())
        key = (file, meeting.facts.id, f"{kind}_{form}")
        await files.add(kept(key, f"{kind}.{form}", content, sent), content)
        found = await files.content(file)
    return found or content


def adopted_id(meeting: Meeting, kind: str, form: str) -> str:
    """Return the id of the kept file of an adopted document."""
    return f"{meeting.facts.id}:{kind}.{form}"


async def _made(request: Request, meeting: Meeting, kind: str, form: str) -> bytes:
    read = draft if kind == "minutes" else resolution
    known = fields(read(meeting, zone_of(request)))
    if form == "docx":
        return await _word(request, meeting, kind, known)
    facts = meeting.facts
    stored = await services(request).database.events.stored(facts.id)
    digest = record_hash(facts.id, facts.branch.id, stored)
    return await asyncio.to_thread(_pdf, kind, known, digest, meeting)


def _pdf(kind: str, known: dict[str, Any], digest: str, meeting: Meeting) -> bytes:
    paper = minutes_paper if kind == "minutes" else resolution_paper
    adoption = meeting.minutes.adoption
    made = render_pdf(paper(known, digest), adoption.at_ms if adoption else meeting.latest_ms)
    return with_signature_fields(made) if adoption else made.content


async def _word(request: Request, meeting: Meeting, kind: str, known: dict[str, Any]) -> bytes:
    """Fill the unit's own form if it has one, apart from the program, else the built-in one."""
    own = await services(request).database.files.content(form_id(meeting.facts.unit.id, kind))
    if own is None:
        return await asyncio.to_thread(render_docx, built_in_form(kind), known)
    data = json.dumps(known).encode()
    filled: bytes = await asyncio.to_thread(partial(confined, "render_docx", own, data))
    return filled
