"""The record of the talk after a model meeting, in which invited secretaries and the superior draw
lessons from it. It is no part of the branch's minutes. Pure.

Where nothing was written yet, the record proposes a text: who was connected, what was said in the
items outside the branch's meeting, what was concluded there, and the writer's observation sheet.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from live.meeting.agenda import outside_items
from live.meeting.people import ever_listed
from live.meeting.permissions import Actor
from live.meeting.state import Item, Meeting
from live.meeting.words import LessonsPart, SheetPart
from live.record.course import outside_turns
from live.record.fields import Fields, part_fields, superior_heading
from live.record.minutes import heading_of
from live.record.wording import Names, day, hour, local

LESSONS: Final[Mapping[LessonsPart, str]] = {
    LessonsPart.CHAIR: "Chủ trì trao đổi",
    LessonsPart.PRESENT: "Thành phần tham gia",
    LessonsPart.SAID: "Ý kiến trao đổi",
    LessonsPart.GOOD: "Việc làm tốt, cần phát huy",
    LessonsPart.LACKING: "Hạn chế, việc chưa làm được",
    LessonsPart.LESSONS: "Bài học kinh nghiệm; việc các chi bộ cần làm theo",
}
"""Part → its heading."""


def lessons_of(meeting: Meeting, writer: Actor | None) -> dict[LessonsPart, str]:
    """Return what was written last; where nothing was, what the record proposes to a writer."""
    kept = meeting.supervision.lessons
    if kept:
        return {part: kept[-1].texts.get(part, "") for part in LessonsPart}
    if writer is None:
        return dict.fromkeys(LessonsPart, "")
    sheet = meeting.supervision.sheets.get(writer.person) if writer.person else None
    own = sheet.texts if sheet else {}
    concluded = [item.conclusion for item in _talk(meeting) if item.conclusion]
    return {
        LessonsPart.CHAIR: ", ".join(filter(None, (writer.name, writer.title))),
        LessonsPart.PRESENT: "\n".join(_present(meeting)),
        LessonsPart.SAID: outside_turns(meeting, Names(meeting)),
        LessonsPart.GOOD: own.get(SheetPart.STRENGTHS, ""),
        LessonsPart.LACKING: own.get(SheetPart.TO_CORRECT, ""),
        LessonsPart.LESSONS: "\n".join(concluded),
    }


def lessons_fields(meeting: Meeting, texts: Mapping[LessonsPart, str], zone: dt.tzinfo) -> Fields:
    """Return what the form of this record is filled from, without the digest."""
    chair = " ".join(texts.get(LessonsPart.CHAIR, "").split())
    written = (
        (title, texts.get(part, ""))
        for part, title in LESSONS.items()
        if part is not LessonsPart.CHAIR
    )
    return {
        **superior_heading(heading_of(meeting, zone)),
        "thoi_gian": _when(meeting, zone),
        "chu_tri_trao_doi": chair,
        "nguoi_ky": chair.partition(",")[0],
        "phan": part_fields(written),
    }


def _talk(meeting: Meeting) -> list[Item]:
    outside = outside_items(meeting.agenda.items)
    return [item for item in meeting.agenda.items if item.id in outside]


def _present(meeting: Meeting) -> list[str]:
    """Return who was there from outside the branch, and who led its meeting."""
    guests = [
        ", ".join(filter(None, (guest.name, guest.title, guest.unit)))
        for guest in meeting.supervision.guests.values()
        if guest.watched
    ]
    facts, listed = meeting.facts, ever_listed(meeting)
    led = [listed[who] for who in (facts.chair, facts.secretary) if who and who in listed]
    return [*guests, *(", ".join(filter(None, (one.name, one.title))) for one in led)]


def _when(meeting: Meeting, zone: dt.tzinfo) -> str:
    """Return the hours of the talk; that of the meeting's day alone, if no item of it was begun."""
    facts = meeting.facts
    held = heading_of(meeting, zone).held
    began = [item.started_ms for item in _talk(meeting) if item.started_ms is not None]
    if not began:
        return day(held)
    ended = [item.finished_ms for item in _talk(meeting) if item.finished_ms is not None]
    until_ms = max(ended) if ended else facts.closed_ms
    first = local(min(began), facts.off_ms, zone)
    if until_ms is None:
        return f"từ {hour(first)}, {day(first)}"
    return f"{hour(first)} – {hour(local(until_ms, facts.off_ms, zone))}, {day(first)}"
