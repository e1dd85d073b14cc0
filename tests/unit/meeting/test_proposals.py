"""Proposals carried upward: the desk raises them, supervisors answer, nothing is overwritten."""

import pytest
from pydantic import ValidationError

from live.ids import ProposalId
from live.meeting import commands as c
from live.meeting.state import Proposal
from live.meeting.views import view
from live.meeting.words import ProposalOutcome
from tests.unit.meeting.room import CHAIR, OBSERVER, SECRETARY, SUPERVISOR, Room, member, opened

SECRET = "Đề nghị sửa đường vào trạm"
RAISE = c.RaiseProposal(text=SECRET, to="Đảng ủy xã", due="2026-12-15", proposer="Trần Văn Bình")


def raised() -> Room:
    """Return a meeting with one proposal."""
    room = opened()
    room.do(RAISE, SECRETARY)
    return room


def only(room: Room) -> Proposal:
    """Return the one proposal of a meeting."""
    (proposal,) = room.meeting.proposals
    return proposal


def answer(room: Room, text: str, outcome: ProposalOutcome) -> c.AnswerProposal:
    """Return the command that answers it."""
    return c.AnswerProposal(proposal=only(room).id, outcome=outcome, text=text)


def test_a_proposal_keeps_who_raised_it_and_a_second_press_raises_no_other() -> None:
    room = raised()
    assert room.do(RAISE, CHAIR) == ()
    kept = only(room)
    assert (kept.text, kept.to, kept.due, kept.proposer) == (
        SECRET,
        "Đảng ủy xã",
        "2026-12-15",
        "Trần Văn Bình",
    )
    assert kept.by == SECRETARY.author


def test_each_answer_stays_with_who_and_when_also_after_closing() -> None:
    room = raised()
    room.do(c.CloseMeeting(), CHAIR)
    room.do(answer(room, "Đã chuyển Ủy ban nhân dân xã", ProposalOutcome.PASSED_ON), SUPERVISOR)
    first = only(room).answers[0]
    last = answer(room, "Sửa trong quý I", ProposalOutcome.ANSWERED)
    room.later(1000).do(last, SUPERVISOR)
    assert room.do(last, SUPERVISOR) == ()
    assert only(room).answers[0] == first
    assert [each.text for each in only(room).answers] == [first.text, "Sửa trong quý I"]
    assert (first.by, only(room).answers[1].at_ms) == (SUPERVISOR.author, first.at_ms + 1000)


def test_a_proposal_is_withdrawn_with_a_reason_until_it_was_answered() -> None:
    room = raised()
    withdraw = c.WithdrawProposal(proposal=only(room).id, reason="Ghi nhầm")
    room.do(withdraw, SECRETARY)
    kept = only(room)
    assert kept.withdrawn
    assert (kept.text, kept.withdrawn.reason) == (SECRET, "Ghi nhầm")
    late = answer(room, "x", ProposalOutcome.ANSWERED)
    assert room.refused(late, SUPERVISOR) == "proposal_withdrawn"
    assert room.refused(withdraw, SECRETARY) == "proposal_withdrawn"
    room.do(RAISE, SECRETARY)
    again = room.meeting.proposals[1].id
    told = c.AnswerProposal(proposal=again, outcome=ProposalOutcome.DECLINED, text="Hết kinh phí")
    room.do(told, SUPERVISOR)
    withdraw = c.WithdrawProposal(proposal=again, reason="x")
    assert room.refused(withdraw, SECRETARY) == "proposal_answered"


def test_nobody_answers_what_is_not_on_record() -> None:
    unknown = c.AnswerProposal(proposal=ProposalId("x"), outcome=ProposalOutcome.ANSWERED, text="x")
    assert raised().refused(unknown, SUPERVISOR) == "unknown_proposal"


def test_the_desk_raises_and_supervisors_answer_and_no_view_has_it() -> None:
    room = raised()
    room.connect(SUPERVISOR)
    told = answer(room, "x", ProposalOutcome.ANSWERED)
    for actor in (member(3), SUPERVISOR, OBSERVER):
        assert room.refused(RAISE, actor) == "not_allowed"
    for actor in (member(3), CHAIR, SECRETARY, OBSERVER):
        assert room.refused(told, actor) == "not_allowed"
    for actor in (CHAIR, member(3), SUPERVISOR):
        assert SECRET not in str(view(room.meeting, actor))


@pytest.mark.parametrize("due", ["2026-02-30", "15/12/2026", "1999-01-01", "2026-1-1"])
def test_a_day_that_is_none_is_no_command(due: str) -> None:
    with pytest.raises(ValidationError):
        c.RaiseProposal(text="x", due=due)
