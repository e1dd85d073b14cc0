"""The report of a unit over a month or a quarter: what is counted, what is missing."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import pytest

from live.ids import BranchId, MeetingId
from live.meeting import commands as c
from live.meeting.rubric import Rating
from live.meeting.state import MeetingKind
from live.meeting.words import ProposalOutcome, SheetPart
from live.months import Month, shifted
from live.record.period_tables import BRANCHES, report_fields, report_tables
from live.record.period_words import summary
from live.record.periods import (
    MeetingFigures,
    PeriodReport,
    ReportBranch,
    Unread,
    figures_of,
    period_report,
)
from live.record.spans import Period, month_at, period_untrusted, quarter_of
from live.record.tables import attendance_tables
from live.record.wording import PERCENT, percent_text
from tests.unit.meeting.room import SECRETARY
from tests.unit.record.evenings import GUEST, SCRIPTS, ZONE, Script, adopted

A: Final = ReportBranch(id=BranchId("a"), name="Chi bộ A", unit="Đảng ủy xã")
B: Final = ReportBranch(id=BranchId("b"), name="Chi bộ B", unit="Đảng ủy xã")
NOVEMBER: Final = Period(first=Month("2026-11"))
LATER: Final = dt.date(2026, 12, 5)


def meeting(branch: ReportBranch = A, day: str = "2026-11-03", **more: Any) -> MeetingFigures:
    """Return the figures of a meeting that began at 19:30 on a day, as planned."""
    opened = dt.datetime.fromisoformat(f"{day}T19:30").replace(tzinfo=ZONE)
    told: dict[str, Any] = {"kind": MeetingKind.REGULAR, "planned": opened, **more}
    return replace(FIRST, branch=branch.id, opened=opened, **told)


def unread(branch: ReportBranch = A, day: str = "2026-11-03") -> Unread:
    """Return a meeting whose record could not be read."""
    opened = dt.datetime.fromisoformat(f"{day}T19:30").replace(tzinfo=ZONE)
    return Unread(
        meeting=MeetingId("x"),
        branch=branch.id,
        title="Sinh hoạt",
        kind=MeetingKind.REGULAR,
        opened=opened,
    )


def report(*meetings: MeetingFigures, period: Period = NOVEMBER, **more: Any) -> PeriodReport:
    return period_report("Đảng ủy xã", period, (A, B), meetings, today=LATER, **more)


FIRST: Final = MeetingFigures(
    meeting=MeetingId("m"),
    branch=A.id,
    title="Sinh hoạt tháng 11",
    kind=MeetingKind.REGULAR,
    planned=dt.datetime(2026, 11, 3, 19, 30, tzinfo=ZONE),
    opened=dt.datetime(2026, 11, 3, 19, 30, tzinfo=ZONE),
    minutes=100,
    attended=18,
    base=20,
    speakers=6,
    norm=6,
    points=91,
    rating=Rating.FAIR,
    superiors=("Nông Thị Hà",),
    adopted=True,
)


def test_a_meeting_gives_the_figures_of_its_record() -> None:
    room = adopted(SCRIPTS[0])
    found = figures_of(room.meeting, ZONE)
    assert (found.attended, found.base, found.rate_pct) == (18, 20, 90.0)
    assert (found.points, found.rating, found.adopted) == (91, Rating.FAIR, True)
    assert (found.month, found.minutes, found.on_time) == (Month("2026-11"), 100, True)


def test_a_superior_who_heard_nothing_attended_by_the_sheet_that_the_branch_got() -> None:
    room = adopted(SCRIPTS[0])
    assert GUEST.person in room.meeting.supervision.guests
    assert figures_of(room.meeting, ZONE).superiors == ()
    room.do(c.WriteSheet(texts={SheetPart.MODE: "Trực tiếp"}), GUEST)
    room.do(c.HandSheet(), GUEST)
    assert figures_of(room.meeting, ZONE).superiors == (GUEST.name,)


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.roster.key for script in SCRIPTS])
def test_a_report_states_the_attendance_of_the_sheets(script: Script) -> None:
    room = adopted(script)
    sheet = attendance_tables(room.meeting, ZONE)[0]
    found = report(replace(figures_of(room.meeting, ZONE), branch=A.id))
    row = report_tables(found)[0].rows[0]
    shares = {column.heading: cell for column, cell in zip(BRANCHES, row, strict=True)}
    counted, rate = shares["Có mặt/diện"], percent_text(float(shares["Tỷ lệ dự (%)"]))
    assert sheet.notes[0] == f"Có mặt: {counted} ({rate} %)"
    fields = report_fields(found, "", "", "")
    assert fields["chi_bo_bao_cao"][0]["ty_le"] == f"{rate}{PERCENT}"
    assert f"tỷ lệ dự {rate}{PERCENT};" in summary(found)
    assert fields["chi_bo_bao_cao"][0]["kien_nghi"] == shares["Kiến nghị chưa trả lời"]


def test_rates_are_rounded_once() -> None:
    found = report(meeting(attended=133, base=200), meeting(B, attended=1329, base=2000))
    assert [row[5] for row in report_tables(found)[0].rows] == [66.5, 66.5]
    assert (found.attended, found.base, found.rate_pct) == (1462, 2200, 66.5)


def test_a_meeting_that_is_not_closed_has_no_figures() -> None:
    room = adopted(SCRIPTS[0])
    facts = replace(room.meeting.facts, closed_ms=None)
    with pytest.raises(ValueError, match="not closed"):
        figures_of(replace(room.meeting, facts=facts), ZONE)


@pytest.mark.parametrize(
    ("late_min", "on_time"), [(-5, True), (15, True), (16, False), (24 * 60, False)]
)
def test_a_meeting_is_on_time_up_to_a_quarter_of_an_hour_after_its_time(
    late_min: int, on_time: bool
) -> None:
    planned = FIRST.opened - dt.timedelta(minutes=late_min)
    assert meeting(planned=planned).on_time is on_time
    assert len(report(meeting(planned=planned)).on_time) == on_time


def test_what_counts_is_of_these_branches_and_of_this_period() -> None:
    foreign = replace(A, id=BranchId("c"))
    found = report(
        meeting(), meeting(day="2026-10-31"), meeting(day="2026-12-01"), meeting(foreign)
    )
    assert [each.month for each in found.meetings] == [NOVEMBER.first]
    assert (found.attended, found.base, found.rate_pct) == (18, 20, 90.0)
    assert [each.branch for each in found.met] == [A]
    assert [each.branch for each in found.missing] == [B]


def test_a_month_that_is_not_over_is_awaited_and_not_missed() -> None:
    running = report(meeting(), period=Period(first=month_at(LATER)))
    assert [each.branch for each in running.awaited] == [A, B]
    assert running.missing == ()
    assert running.rate_pct is None


def test_a_record_that_cannot_be_read_is_not_a_missing_meeting() -> None:
    found = report(meeting(B), unread=[unread(A)])
    assert found.missing == ()
    assert [each.branch for each in found.unread] == [A.id]
    assert [each.branch for each in found.met] == [B]
    assert found.alone == ()


def test_a_quarter_asks_for_a_meeting_in_each_month_and_for_a_thematic_one() -> None:
    quarter = quarter_of(Month("2026-11"))
    days = ("2026-10-03", "2026-11-03")
    held = [meeting(branch, day) for branch in (A, B) for day in days]
    thematic = meeting(A, "2026-11-20", kind=MeetingKind.THEMATIC, superiors=())
    rows = period_report("", quarter, (A, B), [*held, thematic], today=dt.date(2027, 1, 2)).branches
    assert [row.missed for row in rows] == [(Month("2026-12"),), (Month("2026-12"),)]
    both = [*held, thematic, meeting(A, "2026-12-03"), meeting(B, "2026-12-03")]
    whole = period_report("", quarter, (A, B), both, today=dt.date(2027, 1, 2))
    assert [each.branch for each in whole.met] == [A, B]
    assert [each.branch for each in whole.thematic] == [A]
    assert [len(row.ratings) for row in whole.branches] == [3, 3]


def test_ratings_and_who_was_without_the_superior_are_counted() -> None:
    found = report(meeting(), meeting(B, rating=None, points=None, superiors=()))
    assert found.ratings[Rating.FAIR] == 1
    assert found.ratings[None] == 1
    assert [each.branch for each in found.alone] == [B]


def test_proposals_of_meetings_until_the_end_of_the_period_are_counted_while_they_wait() -> None:
    room = adopted(SCRIPTS[0])
    for text in ("a", "b", "c"):
        room.do(c.RaiseProposal(text=text), SECRETARY)
    first = room.meeting.proposals[0].id
    done = c.AnswerProposal(proposal=first, outcome=ProposalOutcome.ANSWERED, text="x")
    room.do(done, GUEST)
    found = [replace(each, branch=A.id) for each in figures_of(room.meeting, ZONE).proposals]

    def counted(period: Period) -> tuple[int, ...]:
        made = period_report("x", period, (A, B), (), (), found, today=LATER)
        return (*(row.proposals for row in made.branches), made.proposals)

    assert counted(NOVEMBER) == (2, 0, 2)
    assert counted(NOVEMBER.before()) == (0, 0, 0)
    made = period_report("x", NOVEMBER, (A, B), (), (), found, today=LATER)
    assert [row[-1] for row in report_tables(made)[0].rows] == [2, 0]
    assert "2 kiến nghị chưa trả lời" in summary(made)


@pytest.mark.parametrize("text", ["2026-11", "2026-Q4", "2026-01", "2099-12"])
def test_a_period_is_named_in_addresses(text: str) -> None:
    found = period_untrusted(text)
    assert found is not None
    assert found.key == text
    assert found.after().before() == found


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-Q5", "1999-01", "٢٠٢٦-11", "2026-1"])
def test_anything_else_names_no_period(text: str) -> None:
    assert period_untrusted(text) is None


def test_months_and_quarters_go_over_the_end_of_a_year() -> None:
    assert shifted(Month("2026-11"), 2) == Month("2027-01")
    assert shifted(Month("2027-01"), -1) == Month("2026-12")
    assert quarter_of(Month("2026-12")).months == tuple(Month(f"2026-{n}") for n in (10, 11, 12))
