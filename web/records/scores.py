"""The page of the score: read by desk and supervisors, and where they give their points.

The committee proposes and the branch adopts here as at the desk of the live meeting; a supervisor
confirms or gives other points, also long after the meeting. The page works without script.
"""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.ids import MeetingId
from live.meeting.decisions.moments import FROM_OPEN, names_now
from live.meeting.permissions import DESK, Role
from live.meeting.scoring import may_adopt, stands_confirmed
from live.meeting.state import Meeting, Phase
from web.access import session_block
from web.forms import typed_untrusted
from web.i18n import catalogue
from web.records.score_form import Deed, command_untrusted
from web.records.score_sheet import (
    ScoreValue,
    columns_of,
    is_too_late,
    overtaken_points,
    score_sheet,
    values_of,
)
from web.records.viewers import RecordViewer, by_account, by_link, by_wall, do
from web.rendering import language_of, page
from web.services import services

COMMANDS: Final = {
    Deed.PROPOSE: "propose_score",
    Deed.ADOPT: "adopt_score",
    Deed.REVIEW: "review_score",
}

router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/score")
async def score_page(request: Request, meeting: MeetingId, form: str = "") -> Response:
    """Show the score to an account."""
    return shown(request, await by_account(request, meeting, FROM_OPEN), form, by="account")


@router.post("/meetings/{meeting}/record/score")
async def give_score(request: Request, meeting: MeetingId) -> Response:
    """Record the points that an account gave."""
    return await _given(request, await by_account(request, meeting, FROM_OPEN), by="account")


@router.get("/j/{token}/record/score")
async def link_score_page(request: Request, token: str, form: str = "") -> Response:
    """Show the score to the holder of a personal link to the meeting."""
    return shown(request, await by_link(request, token, phases=FROM_OPEN), form)


@router.post("/j/{token}/record/score")
async def link_give_score(request: Request, token: str) -> Response:
    """Record the points that the holder of a personal link to the meeting gave."""
    return await _given(request, await by_link(request, token, phases=FROM_OPEN))


@router.get("/j/{token}/meetings/{meeting}/record/score")
async def wall_score_page(
    request: Request, token: str, meeting: MeetingId, form: str = ""
) -> Response:
    """Show the score of one of the followed meetings to the holder of a link to the wall."""
    return shown(request, await by_wall(request, token, meeting), form, by="wall")


@router.post("/j/{token}/meetings/{meeting}/record/score")
async def wall_give_score(request: Request, token: str, meeting: MeetingId) -> Response:
    """Record the points that the holder of a link to the wall gave."""
    return await _given(request, await by_wall(request, token, meeting), by="wall")


async def _given(request: Request, viewer: RecordViewer, by: str = "link") -> Response:
    sent = typed_untrusted(await request.form())
    wanted = command_untrusted(viewer.meeting, sent)
    if isinstance(wanted, str):
        problem = catalogue(language_of(request))(wanted)
        return shown(request, viewer, by=by, typed=sent, problem=problem)
    now, problem = await do(request, viewer, wanted)
    if problem:
        return shown(request, now, by=by, typed=sent, problem=problem)
    return RedirectResponse(f"{viewer.root}/score", 303)


def shown(
    request: Request,
    viewer: RecordViewer,
    form: str = "",
    by: str = "link",
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    """Return the page; with what was typed and why it was not recorded, if it was refused."""
    meeting, role = viewer.meeting, viewer.actor.role
    may = deeds(meeting, role)
    wish = (typed or {}).get("do", form)
    deed = next((each for each in may if each == wish), None)
    if deed is None and role in DESK and may:
        deed = may[-1]
    text = catalogue(language_of(request))
    clock = services(request).clock
    closed = meeting.facts.phase is Phase.CLOSED
    return page(
        request,
        "score.html",
        409 if problem else 200,
        session=session_block(request) if by == "account" else None,
        back=viewer.root if closed else None,
        facts=meeting.facts,
        sheet=score_sheet(meeting, clock.wall_ms() - meeting.facts.off_ms, text, deed, typed),
        may=may,
        deed=deed,
        may_confirm=Deed.REVIEW in may and not stands_confirmed(meeting.score),
        votes=votes(meeting),
        ballot=typed["ballot"] if typed and "ballot" in typed else _last_vote(meeting),
        adopted=len(meeting.score.adopted),
        overtaken=overtaken_points(meeting),
        too_late=is_too_late(meeting),
        reason=(typed or {}).get("reason", ""),
        problem=problem,
    )


def score_values(request: Request, meeting: Meeting) -> Sequence[ScoreValue]:
    """Return the three values of a meeting's score as the reader's language has them."""
    return values_of(meeting, catalogue(language_of(request)))


def deeds(meeting: Meeting, role: Role) -> list[Deed]:
    """Return what somebody in a role may give points for now."""
    facts, adopted = meeting.facts, meeting.minutes.adoption is not None
    may = names_now(role, facts.phase, adopted=adopted)
    columns = columns_of(meeting)
    given = {Deed.PROPOSE: True, Deed.ADOPT: columns[0], Deed.REVIEW: columns[1]}
    return [deed for deed, name in COMMANDS.items() if name in may and given[deed]]


def votes(meeting: Meeting) -> list[tuple[str, str]]:
    """Return the votes that may have adopted the points: id and matter."""
    return [(each.id, each.matter) for each in meeting.ballots if may_adopt(meeting, each)]


def _last_vote(meeting: Meeting) -> str:
    """Return the vote that was held on the points, as far as the record tells: the one of the
    branch's points, if it adopted these; else the last that may have adopted them."""
    proposed, adopted, _ = columns_of(meeting)
    if adopted is not None and proposed is not None and adopted.at_ms >= proposed.at_ms:
        return adopted.ballot or ""
    return next((each for each, _ in reversed(votes(meeting))), "")
