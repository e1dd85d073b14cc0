"""The minutes of a meeting as a value: every part of the prescribed form, in its order. Pure.

The same record gives the same minutes, whichever process reads it and whenever.
"""

import datetime as dt
from dataclasses import dataclass

from live.meeting.attendance import main_site
from live.meeting.state import CorrectionState, Meeting
from live.record.attending import AttendingSummary, attended, attending
from live.record.ballots import BallotAccount, ballot_accounts
from live.record.blocks import TITLES, TextBlock, block
from live.record.course import ItemCourse, conclusion, courses, other_turns
from live.record.rating import score_account
from live.record.watched import watched_by, watched_line
from live.record.wording import KINDS, Names, day, hour, local, place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHeading:
    """The head of a document of the branch."""

    superior: str
    branch: str
    place: str
    number: str
    """The number given at adoption; "" before."""
    held: dt.datetime
    """When the meeting began, or, before that, for when it is planned."""
    kind: str
    title: str
    final: bool
    """Adopted: the text changes no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """A room that was linked in, and how many members sat in it."""

    name: str
    place: str
    main: bool
    present: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of one meeting."""

    heading: DocumentHeading
    began: dt.datetime | None
    ended: dt.datetime | None
    place: str
    form: str
    sites: tuple[SiteLine, ...]
    online_alone: int
    """Members who took part in no room."""
    attending: AttendingSummary
    guests: TextBlock
    watched: tuple[str, ...]
    """How each guest watched, a line each; nobody edits it."""
    chair: str
    chair_office: str
    secretary: str
    documents: TextBlock
    recording: TextBlock
    clock: tuple[str, ...]
    content: TextBlock
    items: tuple[ItemCourse, ...]
    other_turns: TextBlock
    ballots: tuple[BallotAccount, ...]
    conclusion: TextBlock
    tasks: TextBlock
    scoring: TextBlock
    points: str
    rating: str
    closing: TextBlock
    adopted: str
    """How they were adopted, and what was edited after that vote was opened; "" before."""

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        """All blocks, in the order of the document."""
        return (
            *(self.guests, self.documents, self.recording, self.content),
            *(item.block for item in self.items),
            *(self.other_turns, self.conclusion, self.tasks, self.scoring, self.closing),
        )


def draft(meeting: Meeting, zone: dt.tzinfo) -> Minutes:
    """Return the minutes of a meeting as its record stands, with local hours."""
    names = Names(meeting)
    facts = meeting.facts
    sites, alone = _sites(meeting)
    began, ended = (
        None if ms is None else local(ms, facts.off_ms, zone)
        for ms in (facts.opened_ms, facts.closed_ms)
    )
    items = courses(meeting, names, zone)
    ballots, score = ballot_accounts(meeting, names), score_account(meeting)
    return Minutes(
        heading=heading_of(meeting, zone),
        began=began,
        ended=ended,
        place=facts.place or next((site.name for site in sites if site.main), ""),
        form=_form(meeting, sites, alone),
        sites=sites,
        online_alone=alone,
        attending=attending(meeting, names, zone),
        guests=block(meeting, "guests", _guests(meeting, names)),
        watched=tuple(map(watched_line, watched_by(meeting, names, zone))),
        chair=names.of(facts.chair) if facts.chair else "",
        chair_office=names.office(facts.chair),
        secretary=names.of(facts.secretary) if facts.secretary else "",
        documents=block(meeting, "documents", ""),
        recording=block(meeting, "recording", "Không ghi âm, ghi hình."),
        clock=_clock(meeting, zone),
        content=block(meeting, "content", "\n".join(f"{one.number}. {one.title}" for one in items)),
        items=items,
        other_turns=block(meeting, "other_turns", other_turns(meeting, names)),
        ballots=ballots,
        conclusion=block(meeting, "conclusion", conclusion(meeting)),
        tasks=block(meeting, "tasks", ""),
        scoring=block(meeting, "scoring", score.text),
        points=score.points,
        rating=score.rating,
        closing=block(meeting, "closing", _closing(meeting, ended)),
        adopted=_adopted(meeting, ballots, items),
    )


def heading_of(meeting: Meeting, zone: dt.tzinfo) -> DocumentHeading:
    """Return the head of a document of the meeting."""
    facts, adoption = meeting.facts, meeting.minutes.adoption
    if facts.opened_ms is None:
        held = local(facts.scheduled_ms, 0, zone)  # a plan is wall clock time already
    else:
        held = local(facts.opened_ms, facts.off_ms, zone)
    return DocumentHeading(
        superior=facts.unit.name,
        branch=facts.branch.name,
        place=place_name(facts.unit.name),
        number=adoption.number if adoption else "",
        held=held,
        kind=KINDS[facts.kind],
        title=facts.title,
        final=adoption is not None,
    )


def _sites(meeting: Meeting) -> tuple[tuple[SiteLine, ...], int]:
    """Return the rooms with those who attended and were last in each, and how many in none."""
    rows = meeting.attendance.rows
    last = [rows[person].intervals[-1].site for person in attended(meeting)]
    main = main_site(meeting)
    sites = tuple(
        SiteLine(
            name=room.venue.name,
            place=room.venue.place,
            main=site == main,
            present=last.count(site),
        )
        for site, room in meeting.sites.items()
    )
    return sites, last.count(None)


def _form(meeting: Meeting, sites: tuple[SiteLine, ...], alone: int) -> str:
    elsewhere = alone + sum(site.present for site in sites if not site.main)
    in_main = sum(site.present for site in sites if site.main)
    linked = any(guest.watched for guest in meeting.supervision.guests.values())
    if elsewhere and not in_main:
        return "trực tuyến"
    if elsewhere or linked:
        return "trực tiếp kết hợp trực tuyến"
    return "trực tiếp"


def _guests(meeting: Meeting, names: Names) -> str:
    return "\n".join(
        ", ".join(filter(None, (names.comrade(guest.person), guest.title, guest.unit)))
        + " (dự trực tuyến)"
        for guest in meeting.supervision.guests.values()
        if guest.watched
    )


def _clock(meeting: Meeting, zone: dt.tzinfo) -> tuple[str, ...]:
    """Return what is said of settings of the server's clock while the meeting was on."""
    facts = meeting.facts
    return tuple(
        f"Đồng hồ máy chủ được chỉnh {'tiến' if one.by_ms > 0 else 'lùi'}"
        f" {abs(one.by_ms) // 1000} giây vào lúc {hour(local(one.at_ms, facts.off_ms, zone))};"
        " giờ ghi trong biên bản đã theo giờ đúng."
        for one in facts.clock
        if facts.opened_ms is not None and one.at_ms >= facts.opened_ms
    )


def _closing(meeting: Meeting, ended: dt.datetime | None) -> str:
    said = []
    if meeting.minutes.presented_ms is not None:
        corrections = meeting.minutes.corrections
        taken = sum(one.state is CorrectionState.ACCEPTED for one in corrections)
        said.append(
            "Biên bản đã được đọc lại trước chi bộ; "
            + (
                f"có {len(corrections)} ý kiến đề nghị sửa, tiếp thu {taken} ý kiến."
                if corrections
                else "không có ý kiến đề nghị sửa."
            )
        )
    if ended is not None:
        said.append(f"Buổi sinh hoạt kết thúc hồi {hour(ended)}, {day(ended)}.")
    return "\n".join(said)


def _adopted(
    meeting: Meeting, ballots: tuple[BallotAccount, ...], items: tuple[ItemCourse, ...]
) -> str:
    """Return how the minutes were adopted, and which blocks say something else since the vote."""
    adoption = meeting.minutes.adoption
    if adoption is None:
        return ""
    vote = next((one for one in ballots if one.ballot == adoption.ballot), None)
    how = f"bằng biểu quyết lần {vote.number}" if vote else "tại buổi sinh hoạt"
    said = f"Biên bản số {adoption.number} đã được chi bộ thông qua {how}."
    opened_ms = next((one.opened_ms for one in meeting.ballots if one.id == adoption.ballot), None)
    if opened_ms is None:
        return said
    titles = {**TITLES, **{one.block.key: one.block.title for one in items}}
    changed_ms = meeting.minutes.changed_ms
    edited = [titles[key] for key in titles if changed_ms.get(key, opened_ms) > opened_ms]
    return f"{said} Sau khi đưa ra biểu quyết có sửa: {'; '.join(edited)}." if edited else said
