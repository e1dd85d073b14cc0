"""Downloads of a meeting's record: documents, attendance, statistics, score, and the log."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from live.documents.delimited import delimited
from live.documents.xlsx import workbook
from live.ids import MeetingId
from live.meeting.permissions import DESK
from live.meeting.state import Meeting
from live.record.chain import log_lines, withheld_from
from live.record.score import score_tables
from live.record.tables import Table, attendance_tables, speaking_tables
from live.record.wording import local
from web.attachment import saved_as
from web.records.papers import KINDS, MEDIA_TYPES, document
from web.records.viewers import CLOSED, RecordViewer, by_account, by_link, by_wall
from web.rendering import zone_of
from web.services import services

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-16"
JSON_LINES: Final = "application/x-ndjson"


class Download(StrEnum):
    """A file of the record, by the name in its address."""

    MINUTES_PDF = "bien-ban.pdf"
    MINUTES_DOCX = "bien-ban.docx"
    RESOLUTION_PDF = "nghi-quyet.pdf"
    RESOLUTION_DOCX = "nghi-quyet.docx"
    ATTENDANCE_XLSX = "diem-danh.xlsx"
    ATTENDANCE_CSV = "diem-danh.csv"
    SPEAKING_XLSX = "phat-bieu.xlsx"
    SPEAKING_CSV = "phat-bieu.csv"
    SCORE_XLSX = "cham-diem.xlsx"
    SCORE_CSV = "cham-diem.csv"
    LOG = "nhat-ky.jsonl"


router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/download/{name}")
async def download(request: Request, meeting: MeetingId, name: Download) -> Response:
    """Send a file of the record to an account."""
    return await _sent(request, await by_account(request, meeting), name)


@router.get("/j/{token}/record/download/{name}")
async def link_download(request: Request, token: str, name: Download) -> Response:
    """Send a file of the record to the holder of a personal link."""
    return await _sent(request, await by_link(request, token), name)


@router.get("/j/{token}/meetings/{meeting}/record/download/{name}")
async def wall_download(
    request: Request, token: str, meeting: MeetingId, name: Download
) -> Response:
    """Send a file of a followed meeting's record to the holder of a link to the wall."""
    return await _sent(request, await by_wall(request, token, meeting, CLOSED), name)


async def _sent(request: Request, viewer: RecordViewer, name: Download) -> Response:
    if name is Download.LOG:
        return await _log(request, viewer)
    stem, _, form = name.partition(".")
    if stem in KINDS:
        content = await document(request, viewer.meeting, KINDS[stem], form)
        headers = _named(request, viewer.meeting, name)
        return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
    data = await services(request).draw(_table, viewer.meeting, name, zone_of(request))
    kind = CSV if name.endswith(".csv") else XLSX
    return Response(data, media_type=kind, headers=_named(request, viewer.meeting, name))


def _table(meeting: Meeting, name: Download, zone: dt.tzinfo) -> bytes:
    tables = _TABLES[name.value.partition(".")[0]](meeting, zone)
    if name.endswith(".csv"):
        return delimited(tables)
    closed_ms = meeting.facts.closed_ms or meeting.latest_ms
    return workbook(tables, local(closed_ms, meeting.facts.off_ms, zone))


async def _log(request: Request, viewer: RecordViewer) -> Response:
    """Send the log; what is not for the reader by its hash only."""
    facts = viewer.meeting.facts
    stored = await services(request).database.events.stored(facts.id)
    person, desk = viewer.actor.person, viewer.actor.role in DESK
    withheld = await services(request).draw(withheld_from, person, desk, stored)
    return StreamingResponse(
        log_lines(facts.id, facts.branch.id, stored, withheld),
        media_type=JSON_LINES,
        headers=_named(request, viewer.meeting, Download.LOG),
    )


def _named(request: Request, meeting: Meeting, name: Download) -> Mapping[str, str]:
    """Return the headers by which a browser saves the file, the meeting's day in its name."""
    opened_ms = meeting.facts.opened_ms or meeting.facts.scheduled_ms
    day = local(opened_ms, meeting.facts.off_ms, zone_of(request)).date().isoformat()
    return saved_as(name, day)


_TABLES: Final[dict[str, Callable[..., Sequence[Table]]]] = {
    "diem-danh": attendance_tables,
    "phat-bieu": speaking_tables,
    "cham-diem": score_tables,
}
