"""The register of proposals: what became of each, what is overdue, what the record suggests."""

import datetime as dt

import pytest

from live.meeting import commands as c
from live.meeting.words import ProposalOutcome, SheetPart
from live.record.minutes import draft
from live.record.proposals import ProposalState, SuggestedProposal, in_order, raised, suggested
from tests.unit.meeting.room import CHAIR, SECRETARY, SUPERVISOR, Room, opened, person
from tests.unit.record.evenings import ZONE

DUE = dt.date(2026, 12, 15)


def room_with(*due: str | None) -> Room:
    """Return a meeting with proposals due on these days."""
    room = opened()
    for number, day in enumerate(due):
        room.do(c.RaiseProposal(text=f"Việc {number}", due=day), SECRETARY)
    return room


def answered(room: Room, outcome: ProposalOutcome) -> Room:
    """Answer the first proposal."""
    first = room.meeting.proposals[0].id
    room.do(c.AnswerProposal(proposal=first, outcome=outcome, text="x"), SUPERVISOR)
    return room


@pytest.mark.parametrize(
    ("outcome", "state", "waits"),
    [
        (ProposalOutcome.ANSWERED, ProposalState.ANSWERED, False),
        (ProposalOutcome.DECLINED, ProposalState.DECLINED, False),
        (ProposalOutcome.PASSED_ON, ProposalState.PASSED_ON, True),
    ],
)
def test_a_proposal_that_was_passed_on_still_waits(
    outcome: ProposalOutcome, state: ProposalState, waits: bool
) -> None:
    room = answered(room_with("2026-12-15"), outcome)
    (found,) = raised(room.meeting, ZONE)
    assert (found.state, found.waits) == (state, waits)
    assert found.overdue(DUE + dt.timedelta(days=1)) is waits


def test_it_is_overdue_on_the_day_after_the_one_it_was_due() -> None:
    due, undated = raised(room_with("2026-12-15", None).meeting, ZONE)
    assert not due.overdue(DUE)
    assert due.overdue(DUE + dt.timedelta(days=1))
    assert not undated.overdue(dt.date.max)


def test_a_withdrawn_one_waits_no_more() -> None:
    room = room_with("2026-12-15")
    first = room.meeting.proposals[0].id
    room.do(c.WithdrawProposal(proposal=first, reason="Ghi nhầm"), CHAIR)
    (found,) = raised(room.meeting, ZONE)
    assert (found.state, found.withdrawn) == (ProposalState.WITHDRAWN, "Ghi nhầm")
    assert not found.overdue(dt.date.max)


def test_the_earliest_day_comes_first_and_those_without_one_last() -> None:
    found = raised(room_with(None, "2026-12-15", "2026-11-30").meeting, ZONE)
    assert [each.text for each in in_order(found)] == ["Việc 2", "Việc 1", "Việc 0"]


def test_marked_lines_of_notes_and_of_a_sheet_the_branch_got_are_suggested_once() -> None:
    room = opened()
    room.do(c.StartItem(item=room.meeting.agenda.items[0].id), CHAIR)
    room.do(c.CallOn(person=person(3)), CHAIR)
    note = (
        "Nêu khó khăn\nKiến nghị: mở lớp tập huấn; Đảng ủy xã; trước 15/12/2026\n"
        "đề xuất: x; y; 31/02/2026"
    )
    room.do(c.NoteTurn(turn=room.speech().id, text=note), SECRETARY)
    sheet = c.WriteSheet(texts={SheetPart.PROPOSALS: "Mở lớp  tập huấn\nCấp thêm máy tính"})
    room.do(sheet, SUPERVISOR)
    name = room.meeting.members[person(3)].name
    first = SuggestedProposal(
        text="mở lớp tập huấn", to="Đảng ủy xã", due="2026-12-15", proposer=name
    )
    second = SuggestedProposal(text="x", to="y", proposer=name)
    assert suggested(room.meeting) == (first, second)
    room.do(c.HandSheet(), SUPERVISOR)
    assert suggested(room.meeting) == (first, second, SuggestedProposal(text="Cấp thêm máy tính"))
    room.do(c.RaiseProposal(text="Mở lớp tập huấn"), SECRETARY)
    assert suggested(room.meeting) == (second, SuggestedProposal(text="Cấp thêm máy tính"))


def test_the_minutes_are_the_same_with_a_proposal_and_without() -> None:
    room = opened()
    room.do(c.CloseMeeting(), CHAIR)
    before = draft(room.meeting, ZONE)
    room.do(c.RaiseProposal(text="Việc mới"), SECRETARY)
    assert draft(room.meeting, ZONE) == before
