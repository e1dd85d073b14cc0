"""The papers that a supervisor writes about a meeting, observation sheet and record of the talk:
how their pages name what is typed, and their files, which are made each time."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from fastapi import Request
from starlette.responses import Response

from live.documents.docx import built_in_form, render_docx
from live.documents.lessons import lessons_paper
from live.documents.observation import observation_paper
from live.documents.paper import Paper
from live.documents.pdf import render_pdf
from live.meeting.state import Meeting
from live.record.fields import Fields
from web.attachment import saved_as
from web.records.papers import MEDIA_TYPES, source_of
from web.services import services

FIELD: Final = "part."
"""A part's field is called by this and its key."""


class PaperForm(StrEnum):
    """A file of such a paper, by its ending."""

    PDF = "pdf"
    DOCX = "docx"


class Layout(NamedTuple):
    """How a paper is laid out for print, and what its files are called."""

    paper: Callable[[Fields], Paper]
    stem: str


LAYOUTS: Final[Mapping[str, Layout]] = {
    "observation": Layout(observation_paper, "phieu-du-sinh-hoat"),
    "lessons": Layout(lessons_paper, "rut-kinh-nghiem"),
}
"""Kind of paper, as its Word form is called → its layout."""


async def paper_file(
    request: Request, meeting: Meeting, kind: str, fields: Fields, form: PaperForm
) -> Response:
    """Send a paper with the hash of the meeting's record on it."""
    source = await source_of(request, meeting)
    known = {**fields, "ma_bam": source.digest}
    draw, layout = services(request).draw, LAYOUTS[kind]
    if form is PaperForm.DOCX:
        content = await draw(render_docx, built_in_form(kind), known)
    else:
        content = await draw(_pdf, layout, known, meeting.latest_ms)
    headers = saved_as(f"{layout.stem}.{form}")
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _pdf(layout: Layout, known: Fields, at_ms: int) -> bytes:
    return render_pdf(layout.paper(known), at_ms).content
