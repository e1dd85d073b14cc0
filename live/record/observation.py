"""A supervisor's observation sheet of a meeting: what the record says, what was written. Pure.

No official form is known; the parts are those that directives on attending branch meetings ask
for. Where nothing was written yet the record proposes a text.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from live.ids import PersonId
from live.meeting.agenda import numbers
from live.meeting.attendance import ATTENDED
from live.meeting.figures import figures, percent
from live.meeting.floor import all_turns
from live.meeting.rubric import rating
from live.meeting.scoring import latest, total
from live.meeting.state import Meeting, Note
from live.meeting.words import SheetPart
from live.record.fields import Fields, part_fields, superior_heading
from live.record.minutes import heading_of
from live.record.rating import RATINGS
from live.record.statistics import speaking_statistics
from live.record.watched import watched_by, watched_line
from live.record.wording import (
    PERCENT,
    Names,
    day,
    hour,
    local,
    percent_text,
)

PARTS: Final[Mapping[SheetPart, str]] = {
    SheetPart.MODE: "Hình thức dự",
    SheetPart.PREPARATION: "Công tác chuẩn bị",
    SheetPart.ORDER: "Trình tự, thời gian, nội dung",
    SheetPart.SPEAKING: "Thảo luận, phát biểu",
    SheetPart.SELF_CRITICISM: "Tự phê bình và phê bình",
    SheetPart.MINUTES: "Ghi biên bản, kết luận",
    SheetPart.PREVIOUS_RESOLUTION: "Kiểm điểm việc thực hiện nghị quyết trước",
    SheetPart.SCORE: "Chấm điểm, xếp loại của người dự",
    SheetPart.STRENGTHS: "Ưu điểm",
    SheetPart.TO_CORRECT: "Hạn chế, việc cần chấn chỉnh",
    SheetPart.PROPOSALS: "Kiến nghị, đề xuất cần chuyển (nội dung, chuyển ai, thời hạn)",
    SheetPart.PROMISED: "Nội dung đã hứa trả lời",
}
"""Part → its heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """An observation sheet as it is shown and printed."""

    fields: Fields
    """What the form is filled from, without the digest."""
    texts: Mapping[SheetPart, str]
    """What was written, or else is proposed."""
    written: bool


def observation(
    meeting: Meeting, person: PersonId, name: str, title: str, zone: dt.tzinfo
) -> Observation:
    """Return the sheet of a supervisor, as it is now, with local hours."""
    kept = meeting.supervision.sheets.get(person)
    texts = kept.texts if kept else proposed(meeting, person, zone)
    return Observation(
        fields=_fields(meeting, person, texts, (name, title), zone),
        texts=texts,
        written=kept is not None,
    )


def handed(meeting: Meeting, person: PersonId, zone: dt.tzinfo) -> Observation | None:
    """Return the sheet of a supervisor as the branch got it, without the supervisor's notes; None:
    it was not handed over."""
    kept = meeting.supervision.sheets.get(person)
    if kept is None or kept.handed is None:
        return None
    guest = meeting.supervision.guests.get(person)
    who = (kept.by.name, guest.title if guest else "")
    known = {**_fields(meeting, person, kept.handed.texts, who, zone), "ghi_chep": []}
    return Observation(fields=known, texts=kept.handed.texts, written=True)


def proposed(meeting: Meeting, person: PersonId, zone: dt.tzinfo) -> dict[SheetPart, str]:
    """Return the texts that the record proposes; those of which it knows nothing are empty."""
    guest = meeting.supervision.guests.get(person)
    column = latest(meeting.score.reviewed)
    own = column if column and column.by.person == person else None
    known = {
        SheetPart.MODE: "Trực tuyến" if guest and guest.watched else "",
        SheetPart.ORDER: "\n".join(_order(meeting, zone)),
        SheetPart.SPEAKING: _speaking(meeting),
        SheetPart.MINUTES: "\n".join(_minutes(meeting)),
        SheetPart.SCORE: (
            f"{total(own)}/100 điểm, xếp loại {RATINGS[rating(own.points)]}" if own else ""
        ),
    }
    return {part: known.get(part, "") for part in SheetPart}


def _order(meeting: Meeting, zone: dt.tzinfo) -> Iterator[str]:
    facts = meeting.facts
    if facts.opened_ms is not None:
        began = hour(local(facts.opened_ms, facts.off_ms, zone))
        yield f"Khai mạc {began} (dự kiến {hour(local(facts.scheduled_ms, 0, zone))})."
    if facts.closed_ms is not None:
        yield f"Bế mạc {hour(local(facts.closed_ms, facts.off_ms, zone))}."
    counted = [item for item in meeting.agenda.items if item.counted]
    missed = [item.title for item in counted if item.started_ms is None]
    yield f"Đã thực hiện {len(counted) - len(missed)}/{len(counted)} mục của chương trình."
    if missed:
        yield f"Chưa thực hiện: {'; '.join(missed)}."


def _speaking(meeting: Meeting) -> str:
    spoken = speaking_statistics(meeting)
    return (
        f"{spoken.distinct} đồng chí phát biểu (yêu cầu {spoken.norm}), {spoken.counted} lượt,"
        " không kể chủ trì và đại biểu."
    )


def _minutes(meeting: Meeting) -> Iterator[str]:
    concluded = sum(bool(item.conclusion) for item in meeting.agenda.items)
    yield f"{concluded} mục có kết luận của chủ trì."
    if meeting.minutes.presented_ms is not None:
        yield "Biên bản đã được đọc lại trước chi bộ."
    if adoption := meeting.minutes.adoption:
        yield f"Biên bản số {adoption.number} đã được thông qua."


def _fields(
    meeting: Meeting,
    person: PersonId,
    texts: Mapping[SheetPart, str],
    who: tuple[str, str],
    zone: dt.tzinfo,
) -> Fields:
    heading, counted = heading_of(meeting, zone), figures(meeting, ATTENDED)
    watched = [one for one in watched_by(meeting, Names(meeting), zone) if one.person == person]
    rate = percent_text(percent(counted.attended, counted.base))
    return {
        **superior_heading(heading),
        "thoi_gian": f"{hour(heading.held)}, {day(heading.held)}",
        "nguoi_du": who[0],
        "nguoi_du_chuc_vu": who[1],
        "theo_doi": [watched_line(one) for one in watched],
        "co_mat": f"{counted.attended}/{counted.base} ({rate}{PERCENT})",
        "phan": part_fields((title, texts.get(part, "")) for part, title in PARTS.items()),
        "ghi_chep": [
            _note(meeting, note, zone)
            for note in meeting.supervision.notes
            if note.person == person
        ],
    }


def _note(meeting: Meeting, note: Note, zone: dt.tzinfo) -> str:
    """Return a note with its hour, the item, and who spoke."""
    number, titles = numbers(meeting.agenda.items), {i.id: i.title for i in meeting.agenda.items}
    where = f", mục {number[note.item]}. {titles[note.item]}" if note.item in titles else ""
    turns = {turn.id: turn.person for turn in all_turns(meeting.floor)}
    speaker = turns.get(note.turn) if note.turn else None
    said = f", {Names(meeting).comrade(speaker)} phát biểu" if speaker else ""
    return f"{hour(local(note.at_ms, meeting.facts.off_ms, zone))}{where}{said}: {note.text}"
