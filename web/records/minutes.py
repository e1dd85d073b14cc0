"""The page of the minutes: read on the room's screen and on phones, written on at the desk.

One page for everybody who may read; what can be done on it depends on who looks. It works without
script. What is typed is never lost: where a command is refused, the page is shown again with it.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from live.ids import MeetingId
from live.meeting.commands import AdoptMinutes
from live.meeting.decisions.moments import FROM_OPEN
from live.meeting.merging import merge
from live.meeting.minutes import is_adopted, may_adopt, may_read
from live.meeting.permissions import DESK, OVERSEERS, Role
from live.meeting.state import CorrectionState, Meeting, Phase
from live.record.blocks import TextBlock
from live.record.fields import fields
from live.record.minutes import Minutes, draft
from live.record.resolution import Resolution, resolution
from live.record.text import attendance_lines, course_lines, full_title, place_and_day
from web.access import session_block
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.problems import ProblemPage
from web.records.minutes_form import command_untrusted
from web.records.papers import keep_adopted
from web.records.viewers import RecordViewer, by_account, by_link, by_wall, do
from web.rendering import language_of, page, zone_of

READ_BY: Final = frozenset({*OVERSEERS, Role.MEMBER, Role.COMPANION, Role.SITE})
"""Roles whose personal links open the page; members only once they may read."""
CORRECT: Final = frozenset({Role.MEMBER, Role.COMPANION, Role.SUPERVISOR})
WRITING: Final = frozenset({"edit", "propose", "restore"})
"""Buttons of the form of one block."""

router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/minutes")
async def minutes_page(request: Request, meeting: MeetingId) -> Response:
    """Show the minutes to an account."""
    return shown(request, await by_account(request, meeting, FROM_OPEN), by="account")


@router.get("/j/{token}/record/minutes")
async def link_minutes_page(request: Request, token: str) -> Response:
    """Show the minutes to the holder of a personal link, or on a room's screen."""
    return shown(request, await by_link(request, token, READ_BY, FROM_OPEN))


@router.post("/meetings/{meeting}/record/minutes")
async def work_on_minutes(request: Request, meeting: MeetingId) -> Response:
    """Do what an account pressed on the page."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _done(request, viewer, by="account")


@router.post("/j/{token}/record/minutes")
async def link_work_on_minutes(request: Request, token: str) -> Response:
    """Do what the holder of a personal link pressed on the page."""
    return await _done(request, await by_link(request, token, READ_BY, FROM_OPEN))


@router.get("/j/{token}/meetings/{meeting}/record/minutes")
async def wall_minutes_page(request: Request, token: str, meeting: MeetingId) -> Response:
    """Show the minutes of a followed meeting to the holder of a link to the wall."""
    return shown(request, await by_wall(request, token, meeting))


@router.post("/j/{token}/meetings/{meeting}/record/minutes")
async def wall_work_on_minutes(request: Request, token: str, meeting: MeetingId) -> Response:
    """Do what the holder of a link to the wall pressed on the page."""
    return await _done(request, await by_wall(request, token, meeting))


def _check(viewer: RecordViewer) -> None:
    """Refuse who may not read the minutes yet, or at all.

    Raises:
        Problem: ``minutes_unread`` or ``minutes_for_present``.
    """
    meeting, role = viewer.meeting, viewer.actor.role
    presented = meeting.minutes.presented_ms is not None
    reads = (
        role in DESK
        or (role is Role.SUPERVISOR and meeting.facts.phase is Phase.CLOSED)
        or (role is Role.SITE and presented)
        or may_read(meeting, viewer.actor.person)
    )
    if not reads:
        raise ProblemPage(403, "minutes_for_present" if presented else "minutes_unread")


async def _done(request: Request, viewer: RecordViewer, by: str = "link") -> Response:
    _check(viewer)
    sent = typed_untrusted(await request.form())
    wanted = command_untrusted(sent)
    if isinstance(wanted, str):
        problem = catalogue(language_of(request))(wanted)
        return shown(request, viewer, by=by, typed=sent, problem=problem)
    now, problem = await do(request, viewer, wanted)
    if problem:
        return shown(request, now, by=by, typed=sent, problem=problem)
    after = None
    if isinstance(wanted, AdoptMinutes):  # the documents are made when the answer is under way
        after = BackgroundTask(keep_adopted, request, now.meeting)
    block = sent.get("block", "")
    to = f"{viewer.root}/minutes{f'#{block}' if block else ''}"
    return RedirectResponse(to, 303, background=after)


def shown(
    request: Request,
    viewer: RecordViewer,
    by: str = "link",
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    """Return the page; with what was typed and why it was not done, if it was refused."""
    _check(viewer)
    meeting, role = viewer.meeting, viewer.actor.role
    minutes = draft(meeting, zone_of(request))
    decided = resolution(meeting, zone_of(request), minutes)
    made = fields(minutes)
    adopted = is_adopted(meeting)
    may_edit = role in DESK and not adopted
    may_correct = role in CORRECT and may_read(meeting, viewer.actor.person) and not adopted
    typed = typed or {}
    block = _block(typed, minutes, decided) if may_edit or may_correct else None
    return page(
        request,
        "minutes.html",
        409 if problem else 200,
        session=session_block(request) if by == "account" else None,
        back=viewer.root if role in OVERSEERS and meeting.facts.phase is Phase.CLOSED else None,
        facts=meeting.facts,
        work=meeting.minutes,
        place_and_day=place_and_day(made),
        full_title=full_title(made),
        lines=[*course_lines(made), *attendance_lines(made)],
        minutes=minutes,
        made=made,
        resolution=decided,
        decided=fields(decided),
        may_edit=may_edit,
        may_correct=may_correct,
        may_settle=role is Role.CHAIR and not adopted,
        may_adopt=may_edit and meeting.facts.phase is Phase.CLOSED,
        corrections=_corrections(meeting, viewer),
        votes=_votes(meeting),
        typed=_with_present(typed, block) if block else typed,
        sent_block=block.key if block else None,
        unsaved=typed.get("text", "") if typed.get("do") in WRITING and not block else "",
        problem=problem,
    )


def _block(typed: dict[str, str], minutes: Minutes, decided: Resolution) -> TextBlock | None:
    """Return the block whose form was sent, if it is on the page."""
    if typed.get("do") not in WRITING:
        return None
    shown_blocks = (*minutes.blocks, *decided.blocks)
    return next((each for each in shown_blocks if each.key == typed.get("block")), None)


def _with_present(typed: dict[str, str], block: TextBlock) -> dict[str, str]:
    """Return what was typed, as the form shows it again.

    An edit keeps the text that it was typed on (``was``): the next save is then put together with
    what another one wrote meanwhile. To restore, the writer has to see that text first, so it is
    put together here.
    """
    if typed.get("do") != "restore":
        return typed
    text = merge(typed.get("was", ""), typed.get("text", ""), block.text)
    return {**typed, "text": text, "was": block.text, "drawn": block.drawn_fingerprint}


def _corrections(meeting: Meeting, viewer: RecordViewer) -> list[dict[str, object]]:
    """Return the corrections that a viewer sees: the desk all, others their own."""
    person = viewer.actor.person
    return [
        {
            "id": one.id,
            "block": one.block,
            "text": one.text,
            "name": one.by.name,
            "state": one.state.value,
            "open": one.state is CorrectionState.OPEN,
            "reason": one.reason,
        }
        for one in meeting.minutes.corrections
        if viewer.actor.role in DESK or (person is not None and one.by.person == person)
    ]


def _votes(meeting: Meeting) -> list[tuple[str, str]]:
    """Return the votes that may have adopted the minutes: id and matter."""
    return [(ballot.id, ballot.matter) for ballot in meeting.ballots if may_adopt(meeting, ballot)]
