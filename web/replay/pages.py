"""The picture of a past meeting: on the page of its record, and as a file.

Whoever may acknowledge alerts sees those of the evening, whoever may take notes the own ones
(`live.meeting.permissions`); the branch's picture has neither.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from live.documents.picture import png_of
from live.ids import MeetingId
from live.meeting import commands as c
from live.meeting.permissions import may
from live.meeting.state import Facts
from live.record.replay import Replay, replay
from live.record.stretches import Stretch
from live.record.wording import local
from live.supervision.past import RaisedAlert, past_alerts
from web.attachment import saved_as
from web.i18n import Catalogue, catalogue
from web.records.viewers import CLOSED, RecordViewer, by_account, by_link, by_wall
from web.rendering import environment, language_of, zone_of
from web.replay.lanes import Chart, Telling, lanes_of
from web.replay.layout import NARROW, WIDE, drawn
from web.replay.shapes import Drawing
from web.services import services

SVG: Final = "image/svg+xml"
PNG: Final = "image/png"


class PictureForm(StrEnum):
    """A file of the picture, by its ending."""

    SVG = "svg"
    PNG = "png"


router = APIRouter(include_in_schema=False)


@router.get("/meetings/{meeting}/record/dien-bien.{form}")
async def picture_file(request: Request, meeting: MeetingId, form: PictureForm) -> Response:
    """Send the picture as a file to an account."""
    return await _file(request, await by_account(request, meeting), form)


@router.get("/j/{token}/record/dien-bien.{form}")
async def link_picture_file(request: Request, token: str, form: PictureForm) -> Response:
    """Send the picture as a file to the holder of a personal link."""
    return await _file(request, await by_link(request, token), form)


@router.get("/j/{token}/meetings/{meeting}/record/dien-bien.{form}")
async def wall_picture_file(
    request: Request, token: str, meeting: MeetingId, form: PictureForm
) -> Response:
    """Send the picture of a followed meeting as a file to the holder of a link to the wall."""
    return await _file(request, await by_wall(request, token, meeting, CLOSED), form)


async def chart_of(request: Request, viewer: RecordViewer) -> Chart:
    """Return what the picture of a meeting says to a viewer."""
    parts, id_ = services(request), viewer.meeting.facts.id
    record = await parts.database.events.read(id_)
    told = await parts.draw(replay, record, viewer.actor)
    alerts = None
    if may(viewer.actor.role, c.AcknowledgeAlert):
        alerts = parts.alerts.find(id_, len(record))
        if alerts is None:
            alerts = await parts.draw(past_alerts, record, told.from_ms, told.until_ms)
            parts.alerts.keep(id_, len(record), alerts)
    return chart(
        told, alerts, viewer.meeting.facts, catalogue(language_of(request)), zone_of(request)
    )


def chart(
    told: Replay,
    alerts: Sequence[RaisedAlert] | None,
    facts: Facts,
    text: Catalogue,
    zone: dt.tzinfo,
) -> Chart:
    """Return what the picture of a meeting says. ``alerts``: None, they are not for the reader."""
    say = Telling(text=text, zone=zone, off_ms=told.off_ms)
    day = f"{local(told.from_ms, told.off_ms, zone):%d/%m/%Y}"
    lanes = lanes_of(told, alerts, say)
    held = lanes[0].rows[0].label
    here = told.attendance
    return Chart(
        title=text("replay.title.of", title=facts.title),
        held=text("replay.held", branch=facts.branch.name, day=day, hours=held),
        about=text(
            "replay.about",
            hours=held,
            done=sum(bool(item.real) for item in told.items),
            items=len(told.items),
            here=here.attended,
            base=here.base,
            speakers=len(told.speakers),
            ballots=len(told.ballots),
        ),
        time=Stretch(from_ms=told.from_ms, until_ms=told.until_ms),
        lines_ms=tuple(ms for ms in (told.opened_ms, told.closed_ms) if ms is not None),
        off_ms=told.off_ms,
        zone=zone,
        lanes=lanes,
    )


def drawings(made: Chart, text: Catalogue) -> list[tuple[str, Drawing]]:
    """Return the forms of the picture that a page has, by the class that shows one of them."""
    return [
        (name, drawn(made, frame, lambda n: text("replay.others", n=n), titled=False))
        for name, frame in (("wide", WIDE), ("narrow", NARROW))
    ]


def svg_of(made: Chart, text: Catalogue) -> str:
    """Return the picture as a file."""
    drawing = drawn(made, WIDE, lambda n: text("replay.others", n=n), titled=True)
    svg = environment().get_template("replay.svg")
    return svg.render(drawing=drawing, name="replay", file=True).strip()


async def _file(request: Request, viewer: RecordViewer, form: PictureForm) -> Response:
    made, text = await chart_of(request, viewer), catalogue(language_of(request))
    svg = await services(request).draw(svg_of, made, text)
    day = local(made.time.from_ms, made.off_ms, made.zone).date().isoformat()
    headers = saved_as(f"dien-bien.{form}", day)
    if form is PictureForm.SVG:
        return Response(svg, media_type=SVG, headers=headers)
    png = await services(request).draw(png_of, svg)
    return Response(png, media_type=PNG, headers=headers)
