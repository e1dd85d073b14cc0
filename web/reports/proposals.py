"""The register of proposals: those of every branch of which the account reads, on one page.

Supervisors answer here; administrators read. What each may do is decided by the meeting's rules.
"""

from typing import Final

from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from live.errors import Rejected
from live.ids import CommandId, MeetingId, UnitId
from live.meeting import commands as c
from live.meeting.permissions import may
from live.meeting.words import ProposalOutcome
from live.record.proposals import in_order
from web.access import account_required, in_scope
from web.admin.frame import admin_page
from web.admission import actor_of
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.rendering import language_of, zone_of
from web.reports.raised import proposals_of
from web.reports.scope import now_of, scope_of
from web.services import services

ANSWER: Final[TypeAdapter[c.AnswerProposal]] = TypeAdapter(c.AnswerProposal)
OVER: Final = 50
"""Proposals that wait no more and are listed, the latest; chosen: the page stays short, and each
stays on the page of its meeting."""

router = APIRouter(prefix="/proposals", include_in_schema=False)


@router.get("")
async def proposals_page(request: Request, unit: UnitId | None = None) -> Response:
    """Show the proposals that wait for an answer, and the latest of the others."""
    return await _shown(request, unit)


@router.post("")
async def give_answer(request: Request) -> Response:
    """Record the answer to a proposal."""
    sent = typed_untrusted(await request.form())
    meeting = MeetingId(sent.get("meeting", ""))
    await in_scope(request, meeting)
    wanted = answer_untrusted(sent)
    text = catalogue(language_of(request))
    if wanted is None:
        return await _shown(request, None, typed=sent, problem=text("proposals.incomplete"))
    parts, actor = services(request), actor_of(account_required(request))
    try:
        await parts.meetings.do(meeting, wanted, actor, CommandId(parts.ids()))
    except Rejected as refusal:
        problem = text.refusal(refusal.code, refusal.facts)
        return await _shown(request, None, typed=sent, problem=problem)
    return RedirectResponse("/proposals?done=proposal_answered", 303)


def answer_untrusted(sent: dict[str, str]) -> c.AnswerProposal | None:
    """Return the answer that a form holds; None: something is missing or too long."""
    wanted = {name: sent.get(name, "") for name in ("proposal", "outcome", "text")}
    try:
        return ANSWER.validate_python(wanted)
    except ValidationError:
        return None


async def _shown(
    request: Request,
    unit: UnitId | None,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    scope = await scope_of(request, unit)
    found, lost = await proposals_of(services(request), scope.ids, zone_of(request))
    waiting = in_order(each for each in found if each.waits)
    over = [each for each in found if not each.waits][-OVER:]
    today = now_of(request).date()
    return admin_page(
        request,
        "proposals.html",
        409 if problem else 200,
        scope=scope,
        waiting=waiting,
        overdue=sum(each.overdue(today) for each in waiting),
        over=over[::-1],
        lost=lost,
        today=today,
        may_answer=may(account_required(request).role, c.AnswerProposal),
        outcomes=list(ProposalOutcome),
        typed=typed or {},
        problem=problem,
    )
