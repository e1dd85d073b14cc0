"""The page of the talk after a model meeting: written by a supervisor, read by the desk and by
administrators once it was written, by invited observers too. It is no part of the minutes.

The page works without script. Whoever may not read it learns nothing of its existence.
"""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.responses import RedirectResponse, Response

from live.ids import MeetingId
from live.meeting import commands as c
from live.meeting.decisions.moments import FROM_OPEN
from live.meeting.permissions import Actor, Role, may
from live.meeting.state import Meeting, MeetingKind, Phase
from live.meeting.words import LessonsPart
from live.record.lessons import LESSONS, lessons_fields, lessons_of
from web.access import session_block
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.problems import ProblemPage
from web.records.supervisor_papers import FIELD, PaperForm, paper_file
from web.records.viewers import READERS, RecordViewer, by_account, by_link, by_wall, do
from web.rendering import language_of, page, zone_of

WRITE: Final[TypeAdapter[c.WriteLessons]] = TypeAdapter(c.WriteLessons)
TOOK_PART: Final = READERS | {Role.OBSERVER}
"""Roles whose links read it."""

router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/lessons")
async def lessons_page(request: Request, meeting: MeetingId) -> Response:
    """Show the record of the talk to an account."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return _shown(request, viewer, session=session_block(request))


@router.post("/meetings/{meeting}/record/lessons")
async def write_lessons(request: Request, meeting: MeetingId) -> Response:
    """Record what an account wrote."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _taken(request, viewer, session_block(request))


@router.get("/j/{token}/meetings/{meeting}/record/lessons")
async def wall_lessons_page(request: Request, token: str, meeting: MeetingId) -> Response:
    """Show the record of the talk to the holder of a link to the wall."""
    return _shown(request, await by_wall(request, token, meeting))


@router.post("/j/{token}/meetings/{meeting}/record/lessons")
async def wall_write_lessons(request: Request, token: str, meeting: MeetingId) -> Response:
    """Record what the holder of a link to the wall wrote."""
    return await _taken(request, await by_wall(request, token, meeting))


@router.get("/j/{token}/record/lessons")
async def link_lessons_page(request: Request, token: str) -> Response:
    """Show the record of the talk to the holder of a link to the meeting."""
    return _shown(request, await by_link(request, token, TOOK_PART, FROM_OPEN))


@router.post("/j/{token}/record/lessons")
async def link_write_lessons(request: Request, token: str) -> Response:
    """Record what a supervisor with a link to the meeting wrote."""
    roles = frozenset({Role.SUPERVISOR})
    return await _taken(request, await by_link(request, token, roles, FROM_OPEN))


@router.get("/meetings/{meeting}/record/lessons.{form}")
async def lessons_file(request: Request, meeting: MeetingId, form: PaperForm) -> Response:
    """Send the record of the talk as a file to an account."""
    return await _file(request, await by_account(request, meeting, FROM_OPEN), form)


@router.get("/j/{token}/meetings/{meeting}/record/lessons.{form}")
async def wall_lessons_file(
    request: Request, token: str, meeting: MeetingId, form: PaperForm
) -> Response:
    """Send the record of the talk as a file to the holder of a link to the wall."""
    return await _file(request, await by_wall(request, token, meeting), form)


@router.get("/j/{token}/record/lessons.{form}")
async def link_lessons_file(request: Request, token: str, form: PaperForm) -> Response:
    """Send the record of the talk as a file to the holder of a link to the meeting."""
    return await _file(request, await by_link(request, token, TOOK_PART, FROM_OPEN), form)


def has_lessons(meeting: Meeting, actor: Actor) -> bool:
    """Return whether somebody who sees the meeting's record reads or writes this one."""
    if meeting.facts.kind is not MeetingKind.MODEL:
        return False
    return may(actor.role, c.WriteLessons) or bool(meeting.supervision.lessons)


def _texts(viewer: RecordViewer) -> dict[LessonsPart, str]:
    """Return the texts for a viewer.

    Raises:
        Problem: there is nothing to read.
    """
    if not has_lessons(viewer.meeting, viewer.actor):
        raise ProblemPage(404, "not_found")
    writes = may(viewer.actor.role, c.WriteLessons)
    return lessons_of(viewer.meeting, viewer.actor if writes else None)


async def _taken(
    request: Request, viewer: RecordViewer, session: dict[str, object] | None = None
) -> Response:
    sent = typed_untrusted(await request.form())
    texts = {part: sent.get(f"{FIELD}{part}", "") for part in LessonsPart}
    seen = sent.get("seen", "")
    try:
        wanted = WRITE.validate_python({"texts": texts, "seen": int(seen) if seen else 0})
    except ValueError:  # of pydantic too: a text or a number that is too long
        problem = catalogue(language_of(request))("observation.too_long")
        return _shown(request, viewer, session=session, typed=texts, problem=problem)
    viewer, problem = await do(request, viewer, wanted)
    if problem:
        return _shown(request, viewer, session=session, typed=texts, problem=problem)
    return RedirectResponse(f"{viewer.root}/lessons", 303)


def _shown(
    request: Request,
    viewer: RecordViewer,
    *,
    session: dict[str, object] | None = None,
    typed: dict[LessonsPart, str] | None = None,
    problem: str = "",
) -> Response:
    texts = _texts(viewer)
    meeting, kept = viewer.meeting, viewer.meeting.supervision.lessons
    closed = meeting.facts.phase is Phase.CLOSED
    return page(
        request,
        "lessons.html",
        409 if problem else 200,
        session=session,
        facts=meeting.facts,
        root=viewer.root,
        back=viewer.root if closed and viewer.actor.role in READERS else "",
        own=may(viewer.actor.role, c.WriteLessons),
        known=lessons_fields(meeting, texts, zone_of(request)),
        parts=[(part, title, (typed or texts).get(part, "")) for part, title in LESSONS.items()],
        seen=len(kept),
        last=kept[-1] if kept else None,
        problem=problem,
    )


async def _file(request: Request, viewer: RecordViewer, form: PaperForm) -> Response:
    fields = lessons_fields(viewer.meeting, _texts(viewer), zone_of(request))
    return await paper_file(request, viewer.meeting, "lessons", fields, form)
