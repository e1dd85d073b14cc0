"""The page of a supervisor's observation sheet: written and printed by its author, read by
administrators, and by the branch's desk once it was handed over.

The page works without script. Whoever may not read a sheet learns nothing of its existence.
"""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from live.ids import MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.decisions.moments import FROM_OPEN
from live.meeting.permissions import DESK, Role
from live.meeting.state import Meeting
from live.meeting.words import SheetPart
from live.record.observation import PARTS, Observation, handed, observation
from web.access import session_block
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.problems import ProblemPage
from web.records.supervisor_papers import FIELD, PaperForm, paper_file
from web.records.viewers import RecordViewer, by_account, by_link, by_wall, do
from web.rendering import language_of, page, zone_of

WRITE: Final[TypeAdapter[c.WriteSheet]] = TypeAdapter(c.WriteSheet)
router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/observation")
async def sheet_page(request: Request, meeting: MeetingId, of: str = "") -> Response:
    """Show a sheet to an account."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _shown(request, viewer, of, session=session_block(request))


@router.post("/meetings/{meeting}/record/observation")
async def write_sheet(request: Request, meeting: MeetingId) -> Response:
    """Record what an account wrote or pressed."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _taken(request, viewer, session_block(request))


@router.get("/j/{token}/meetings/{meeting}/record/observation")
async def wall_sheet_page(request: Request, token: str, meeting: MeetingId) -> Response:
    """Show the own sheet to the holder of a link to the wall."""
    return await _shown(request, await by_wall(request, token, meeting), "")


@router.post("/j/{token}/meetings/{meeting}/record/observation")
async def wall_write_sheet(request: Request, token: str, meeting: MeetingId) -> Response:
    """Record what the holder of a link to the wall wrote or pressed."""
    return await _taken(request, await by_wall(request, token, meeting))


@router.get("/j/{token}/record/observation")
async def link_sheet_page(request: Request, token: str, of: str = "") -> Response:
    """Show a sheet that was handed over to the holder of a link of the desk, or the own one."""
    return await _shown(request, await by_link(request, token, phases=FROM_OPEN), of)


@router.post("/j/{token}/record/observation")
async def link_write_sheet(request: Request, token: str) -> Response:
    """Record what a supervisor with a link to the meeting wrote or pressed."""
    roles = frozenset({Role.SUPERVISOR})
    return await _taken(request, await by_link(request, token, roles, FROM_OPEN))


@router.get("/meetings/{meeting}/record/observation.{form}")
async def sheet_file(
    request: Request, meeting: MeetingId, form: PaperForm, of: str = ""
) -> Response:
    """Send a sheet as a file to an account."""
    return await _file(request, await by_account(request, meeting, FROM_OPEN), form, of)


@router.get("/j/{token}/meetings/{meeting}/record/observation.{form}")
async def wall_sheet_file(
    request: Request, token: str, meeting: MeetingId, form: PaperForm
) -> Response:
    """Send the own sheet as a file to the holder of a link to the wall."""
    return await _file(request, await by_wall(request, token, meeting), form, "")


@router.get("/j/{token}/record/observation.{form}")
async def link_sheet_file(request: Request, token: str, form: PaperForm, of: str = "") -> Response:
    """Send a sheet as a file to the holder of a link to the meeting."""
    return await _file(request, await by_link(request, token, phases=FROM_OPEN), form, of)


def readable(meeting: Meeting, viewer: RecordViewer) -> list[tuple[PersonId, str]]:
    """Return whose sheets a viewer may read, with the authors' names; the own one first.

    A supervisor reads the own sheet; the desk and administrators, who keep the records of all
    branches, read those that were handed over.
    """
    role, own = viewer.actor.role, viewer.actor.person
    if role is Role.SUPERVISOR:
        return [] if own is None else [(own, viewer.actor.name)]
    if role not in (*DESK, Role.ADMINISTRATOR):
        return []
    kept = meeting.supervision.sheets
    return [(person, sheet.by.name) for person, sheet in kept.items() if sheet.handed is not None]


def _read(request: Request, viewer: RecordViewer, of: str) -> tuple[PersonId, Observation]:
    """Return the sheet that a viewer asks for, or else the first that there is to read.

    Raises:
        Problem: there is none, or it is not for the viewer.
    """
    meeting, zone = viewer.meeting, zone_of(request)
    may = dict(readable(meeting, viewer))
    person = PersonId(of) if of else next(iter(may), None)
    if person is None or person not in may:
        raise ProblemPage(404, "not_found")
    if viewer.actor.role is Role.SUPERVISOR:
        return person, observation(meeting, person, may[person], viewer.actor.title, zone)
    if (got := handed(meeting, person, zone)) is None:
        raise ProblemPage(404, "not_found")
    return person, got


async def _taken(
    request: Request, viewer: RecordViewer, session: dict[str, object] | None = None
) -> Response:
    sent = typed_untrusted(await request.form())
    texts = {part: sent.get(f"{FIELD}{part}", "") for part in SheetPart}
    try:
        wanted = WRITE.validate_python({"texts": texts})
    except ValidationError:
        problem = catalogue(language_of(request))("observation.too_long")
        return await _shown(request, viewer, "", session=session, typed=texts, problem=problem)
    viewer, problem = await do(request, viewer, wanted)
    if not problem and sent.get("do") == "hand":
        viewer, problem = await do(request, viewer, c.HandSheet())
    if problem:
        return await _shown(request, viewer, "", session=session, typed=texts, problem=problem)
    return RedirectResponse(f"{viewer.root}/observation", 303)


async def _shown(
    request: Request,
    viewer: RecordViewer,
    of: str,
    *,
    session: dict[str, object] | None = None,
    typed: dict[SheetPart, str] | None = None,
    problem: str = "",
) -> Response:
    person, sheet = _read(request, viewer, of)
    own = viewer.actor.role is Role.SUPERVISOR and person == viewer.actor.person
    kept = viewer.meeting.supervision.sheets.get(person)
    return page(
        request,
        "observation.html",
        409 if problem else 200,
        session=session,
        facts=viewer.meeting.facts,
        root=viewer.root,
        of=person,
        own=own,
        others=[each for each in readable(viewer.meeting, viewer) if each[0] != person],
        known=sheet.fields,
        parts=[
            (part, title, (typed or sheet.texts).get(part, "")) for part, title in PARTS.items()
        ],
        written=sheet.written,
        handed=kept.handed if kept else None,
        newer=bool(kept and kept.handed and kept.handed.texts != kept.texts),
        problem=problem,
    )


async def _file(request: Request, viewer: RecordViewer, form: PaperForm, of: str) -> Response:
    _, sheet = _read(request, viewer, of)
    return await paper_file(request, viewer.meeting, "observation", sheet.fields, form)
