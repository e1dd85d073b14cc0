"""The page of a meeting's record: one list of what is done and what is missing, the files, and the
form by which the desk sends back what was signed."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from live.ids import MeetingId
from live.meeting.figures import figures
from live.meeting.permissions import DESK
from live.record.progress import progress
from live.record.proposals import raised
from live.record.watched import watched_by, watched_line
from live.record.wording import Names
from web.access import session_block
from web.i18n import catalogue
from web.records.lessons import has_lessons
from web.records.observation import readable
from web.records.papers import KINDS, has_document
from web.records.remaking import made_again
from web.records.score_sheet import is_too_late, overtaken_points
from web.records.scores import score_values
from web.records.signing import NotKept, sent_back, take
from web.records.viewers import CLOSED, RecordViewer, by_account, by_link, by_wall
from web.rendering import language_of, page, zone_of
from web.replay.pages import chart_of, drawings

router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record")
async def record_page(request: Request, meeting: MeetingId, *, again: bool = False) -> Response:
    """Show the record of a meeting to an account; its adopted documents made again if asked."""
    viewer = await by_account(request, meeting)
    return await shown(request, viewer, session_block(request), again=again)


@router.get("/j/{token}/record")
async def link_record_page(request: Request, token: str, *, again: bool = False) -> Response:
    """Show the record of a meeting to the holder of a personal link, in the same way."""
    return await shown(request, await by_link(request, token), None, again=again)


@router.get("/j/{token}/meetings/{meeting}/record")
async def wall_record_page(
    request: Request, token: str, meeting: MeetingId, *, again: bool = False
) -> Response:
    """Show the record of a followed meeting to the holder of a link to the wall."""
    viewer = await by_wall(request, token, meeting, CLOSED)
    return await shown(request, viewer, None, again=again)


@router.post("/meetings/{meeting}/record")
async def take_signed(request: Request, meeting: MeetingId) -> Response:
    """Keep what an account of the desk sends back."""
    viewer = await by_account(request, meeting)
    return await _taken(request, viewer, session_block(request))


@router.post("/j/{token}/record")
async def link_take_signed(request: Request, token: str) -> Response:
    """Keep what the holder of a link of the desk sends back."""
    return await _taken(request, await by_link(request, token, DESK), None)


async def _taken(
    request: Request, viewer: RecordViewer, session: dict[str, object] | None
) -> Response:
    if refused := await take(request, viewer):
        return await shown(request, viewer, session, refused=refused)
    return RedirectResponse(f"{viewer.root}#files", 303)


async def shown(
    request: Request,
    viewer: RecordViewer,
    session: dict[str, object] | None,
    *,
    again: bool = False,
    refused: NotKept | None = None,
) -> Response:
    """Return the page for a viewer; with why a file that was sent was not kept."""
    meeting = viewer.meeting
    adopted = meeting.minutes.adoption is not None
    status, problem = _why(request, refused) if refused else (200, "")
    chart = await chart_of(request, viewer)
    return page(
        request,
        "record.html",
        status,
        refused=refused,
        problem=problem,
        session=session,
        facts=meeting.facts,
        root=viewer.root,
        back=viewer.root.removesuffix("/record") if viewer.actor.role in DESK else None,
        adopted=adopted,
        again=await made_again(request, meeting) if again and adopted else None,
        documents=[(kind, stem) for stem, kind in KINDS.items() if has_document(meeting, kind)],
        may_send=viewer.actor.role in DESK,
        back_files=await sent_back(request, meeting),
        attendance=figures(meeting),
        score=score_values(request, meeting),
        overtaken=overtaken_points(meeting),
        too_late=is_too_late(meeting),
        steps=list(progress(meeting)),
        sheets=readable(meeting, viewer),
        chart=chart,
        drawings=drawings(chart, catalogue(language_of(request))),
        lessons=has_lessons(meeting, viewer.actor),
        proposals=raised(meeting, zone_of(request)),
        watched=[
            watched_line(each) for each in watched_by(meeting, Names(meeting), zone_of(request))
        ],
    )


def _why(request: Request, refused: NotKept) -> tuple[int, str]:
    """Return the status and the sentence of a refusal."""
    text = catalogue(language_of(request))
    if refused.why is None:
        return 413, text("record.send.too_large")
    return 409, text.refusal(refused.why.code, refused.why.facts)
