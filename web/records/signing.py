"""A document that comes back signed, or as a scan of the signed paper: checked and kept.

Both count the same. The digital signature is checked in a process of its own; whose certificate it
is, is shown and not judged.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from live.documents.confined import confined
from live.documents.papers import SIGNATURES
from live.errors import Rejected
from live.ids import MeetingId
from live.meeting.state import Meeting
from live.store.files import FileOrigin, KeptFile, kept
from web.attachment import saved_as
from web.forms import shown_name, text_untrusted
from web.problems import ProblemPage
from web.records.papers import KINDS, MEDIA_TYPES, document, has_document
from web.records.viewers import CLOSED, RecordViewer, by_account, by_link, by_wall
from web.security import TooLarge
from web.services import services

MOST_FILES: Final = 40
"""Files of one meeting, the adopted ones among them; chosen: each document signed and scanned
several times over."""
SCANS: Final = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
"""How files of scans begin → what they are."""
ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    MEDIA_TYPES["docx"]: "docx",
}
"""What a kept file is → how its name ends. A Word file is one that the program made."""
SIGNED: Final = "signed"
SCAN: Final = "scan"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SentBack:
    """A file that came back, as the page shows it."""

    file: KeptFile
    document: str
    """``minutes`` or ``resolution``."""
    how: str
    """``signed`` or ``scan``."""
    signatures: Sequence[dict[str, Any]]
    unsigned: Sequence[str]
    """The fields for signatures that are still empty in a file that was signed digitally."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """A file that was not kept: what was chosen beside it, and why. None: it was too large to be
    read, and the choices with it."""

    document: str
    how: str
    why: Rejected | None


@router.get("/meetings/{meeting}/record/kept/{file}")
async def kept_file(request: Request, meeting: MeetingId, file: str) -> Response:
    """Send a kept file to an account."""
    return await _sent(request, await by_account(request, meeting), file)


@router.get("/j/{token}/record/kept/{file}")
async def link_kept_file(request: Request, token: str, file: str) -> Response:
    """Send a kept file to the holder of a personal link."""
    return await _sent(request, await by_link(request, token), file)


@router.get("/j/{token}/meetings/{meeting}/record/kept/{file}")
async def wall_kept_file(request: Request, token: str, meeting: MeetingId, file: str) -> Response:
    """Send a kept file of a followed meeting to the holder of a link to the wall."""
    return await _sent(request, await by_wall(request, token, meeting, CLOSED), file)


async def sent_back(request: Request, meeting: Meeting) -> Sequence[SentBack]:
    """Return the files that came back, the latest first."""
    files = await services(request).database.files.of(meeting.facts.id)
    found = []
    for file in reversed(files):
        what, _, how = file.kind.partition("_")
        if how in (SIGNED, SCAN):
            signatures = json.loads(file.about or "[]")
            signed = {each["field"] for each in signatures}
            places = SIGNATURES[what] if how == SIGNED else ()
            empty = [place for place in places if place not in signed]
            found.append(SentBack(file, what, how, signatures, empty))
    return found


async def take(request: Request, viewer: RecordViewer) -> NotKept | None:
    """Keep a file that the desk sends; return why not, if it is refused."""
    try:
        async with request.form() as sent:
            what, how = (text_untrusted(sent, name) for name in ("document", "how"))
            file = sent.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
            name = shown_name((file.filename if isinstance(file, UploadFile) else None) or "")
    except TooLarge:
        return NotKept("", "", None)
    if what not in KINDS.values() or how not in (SIGNED, SCAN):
        raise ProblemPage(400, "bad_request")
    try:
        await _keep(request, viewer, (what, how), name, content)
    except Rejected as refusal:
        return NotKept(what, how, refusal)
    return None


async def _keep(
    request: Request, viewer: RecordViewer, kind_of: tuple[str, str], name: str, content: bytes
) -> None:
    meeting, (what, how) = viewer.meeting, kind_of
    if meeting.minutes.adoption is None:
        raise Rejected("not_adopted")
    if not has_document(meeting, what):
        raise ProblemPage(404, "no_resolution")
    if not content:
        raise Rejected("file_missing")
    parts, owner, kind = services(request), meeting.facts.id, f"{what}_{how}"
    file = sent_id(owner, kind, content)
    there = {each.id for each in await parts.database.files.of(owner)}
    if file in there:
        return
    if len(there) >= MOST_FILES:
        raise Rejected("files_full", most=MOST_FILES)
    about = await _checked(request, meeting, what, content) if how == SIGNED else _scan(content)
    sending = FileOrigin(at_ms=parts.clock.wall_ms(), by=viewer.actor.name)
    described = kept((file, owner, kind), name, content, sending, about)
    await parts.database.files.add(described, content)


def sent_id(owner: str, kind: str, content: bytes) -> str:
    """Return the id of a file that came back: the same file sent twice is kept once."""
    return f"{owner}:{kind}:{hashlib.sha256(content).hexdigest()}"


async def _checked(request: Request, meeting: Meeting, what: str, content: bytes) -> str:
    """Return the signatures of a file in JSON, after every check."""
    base = await document(request, meeting, what, "pdf")
    return json.dumps(await services(request).apart(confined, "check_signed", base, content))


def _scan(content: bytes) -> str:
    if media_type(content) is None:
        raise Rejected("scan_unknown")
    return ""


def media_type(content: bytes) -> str | None:
    """Return what a file is by its first bytes; None: no scan."""
    return next((kind for start, kind in SCANS.items() if content.startswith(start)), None)


async def _sent(request: Request, viewer: RecordViewer, file: str) -> Response:
    files = services(request).database.files
    mine = [each for each in await files.of(viewer.meeting.facts.id) if each.id == file]
    content = await files.content(file) if mine else None
    if content is None:
        raise ProblemPage(404, "not_found")
    kind = media_type(content) or MEDIA_TYPES["docx"]
    headers = saved_as(f"{mine[0].kind}.{ENDINGS[kind]}")
    return Response(content, media_type=kind, headers=headers)
