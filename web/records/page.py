"""The page of a meeting's record: one list of what is done and what is missing, and the files."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.ids import MeetingId
from live.meeting.attendance import figures
from live.meeting.permissions import DESK
from live.record.progress import progress
from web.access import session_block
from web.records.papers import KINDS, has_document
from web.records.remaking import made_again
from web.records.scores import score_values
from web.records.signing import sent_back
from web.records.viewers import RecordViewer, by_account, by_link
from web.rendering import page

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


async def shown(
    request: Request, viewer: RecordViewer, session: dict[str, object] | None, *, again: bool
) -> Response:
    """Return the page for a viewer."""
    meeting = viewer.meeting
    adopted = meeting.minutes.adoption is not None
    return page(
        request,
        "record.html",
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
        steps=list(progress(meeting)),
    )
