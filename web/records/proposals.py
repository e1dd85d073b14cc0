"""The proposals of one meeting: the desk puts them on record, during the meeting or after it, and
reads what was answered, also to those of earlier meetings; a supervisor answers.

The page works without script.
"""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from live.ids import BranchId, MeetingId
from live.meeting import commands as c
from live.meeting.decisions.moments import FROM_OPEN
from live.meeting.permissions import DESK, OVERSEERS, Role, may
from live.meeting.state import Phase
from live.meeting.words import ProposalOutcome
from live.record.proposals import RaisedProposal, raised, suggested
from web.access import session_block
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.problems import ProblemPage
from web.records.viewers import RecordViewer, by_account, by_link, by_wall, do
from web.rendering import language_of, page, zone_of
from web.reports.proposals import answer_untrusted
from web.reports.raised import proposals_of
from web.reports.scope import now_of
from web.services import services

RAISE: Final[TypeAdapter[c.RaiseProposal]] = TypeAdapter(c.RaiseProposal)
WITHDRAW: Final[TypeAdapter[c.WithdrawProposal]] = TypeAdapter(c.WithdrawProposal)
EARLIER: Final = 20
"""Proposals of earlier meetings that are listed, the latest; chosen: those of two years."""

router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/proposals")
async def meeting_proposals_page(request: Request, meeting: MeetingId) -> Response:
    """Show the proposals to an account."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _shown(request, viewer, session=session_block(request))


@router.post("/meetings/{meeting}/record/proposals")
async def work_on_proposals(request: Request, meeting: MeetingId) -> Response:
    """Record what an account wrote or pressed."""
    viewer = await by_account(request, meeting, FROM_OPEN)
    return await _taken(request, viewer, session_block(request))


@router.get("/j/{token}/record/proposals")
async def link_meeting_proposals_page(request: Request, token: str) -> Response:
    """Show the proposals to the holder of a link to the meeting."""
    return await _shown(request, await by_link(request, token, phases=FROM_OPEN))


@router.post("/j/{token}/record/proposals")
async def link_work_on_proposals(request: Request, token: str) -> Response:
    """Record what the holder of a link to the meeting wrote or pressed."""
    return await _taken(request, await by_link(request, token, phases=FROM_OPEN))


@router.get("/j/{token}/meetings/{meeting}/record/proposals")
async def wall_meeting_proposals_page(request: Request, token: str, meeting: MeetingId) -> Response:
    """Show the proposals of a followed meeting to the holder of a link to the wall."""
    return await _shown(request, await by_wall(request, token, meeting))


@router.post("/j/{token}/meetings/{meeting}/record/proposals")
async def wall_work_on_proposals(request: Request, token: str, meeting: MeetingId) -> Response:
    """Record what the holder of a link to the wall answered."""
    return await _taken(request, await by_wall(request, token, meeting))


def _command_untrusted(
    sent: dict[str, str],
) -> c.RaiseProposal | c.WithdrawProposal | c.AnswerProposal | None:
    """Return what a form asks for; None: something is missing or too long."""
    try:
        match sent.get("do"):
            case "raise":
                wanted = {name: sent.get(name, "") for name in ("text", "to", "proposer")}
                return RAISE.validate_python({**wanted, "due": sent.get("due") or None})
            case "withdraw":
                names = ("proposal", "reason")
                return WITHDRAW.validate_python({name: sent.get(name, "") for name in names})
            case _:
                return answer_untrusted(sent)
    except ValidationError:
        return None


async def _taken(
    request: Request, viewer: RecordViewer, session: dict[str, object] | None = None
) -> Response:
    sent = typed_untrusted(await request.form())
    wanted = _command_untrusted(sent)
    if wanted is None:
        problem = catalogue(language_of(request))("proposals.incomplete")
    else:
        viewer, problem = await do(request, viewer, wanted)
    if problem:
        return await _shown(request, viewer, session=session, typed=sent, problem=problem)
    return RedirectResponse(f"{viewer.root}/proposals", 303)


async def _shown(
    request: Request,
    viewer: RecordViewer,
    *,
    session: dict[str, object] | None = None,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    meeting, role = viewer.meeting, viewer.actor.role
    if role not in OVERSEERS | {Role.ADMINISTRATOR}:
        raise ProblemPage(404, "not_found")
    may_raise = may(role, c.RaiseProposal)
    return page(
        request,
        "proposals.html",
        409 if problem else 200,
        session=session,
        facts=meeting.facts,
        root=viewer.root,
        back=viewer.root if meeting.facts.phase is Phase.CLOSED else "",
        proposals=raised(meeting, zone_of(request)),
        earlier=await _earlier(request, viewer),
        suggestions=suggested(meeting) if may_raise else (),
        today=now_of(request).date(),
        may_raise=may_raise,
        may_answer=may(role, c.AnswerProposal),
        outcomes=list(ProposalOutcome),
        typed=typed or {},
        problem=problem,
    )


async def _earlier(request: Request, viewer: RecordViewer) -> list[RaisedProposal]:
    """Return the latest proposals of the branch's other meetings, for its own desk: the latest
    first. Supervisors and administrators have the register."""
    if viewer.actor.role not in DESK:
        return []
    facts = viewer.meeting.facts
    found, _ = await proposals_of(services(request), [BranchId(facts.branch.id)], zone_of(request))
    return [each for each in found if each.meeting != facts.id][-EARLIER:][::-1]
