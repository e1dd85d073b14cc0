"""Closed ballots: a vote that comes late, and whose numbers may be added to a result."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from live.meeting import commands as c
from live.meeting.voting import Motion
from live.meeting.words import BallotMethod
from tests.unit.meeting.room import member, opened, person
from tests.unit.meeting.test_ballots import ballot_in, count, open_ballot

CHOICES = ("for", "against", "other")


def test_whoever_has_voted_is_told_so_after_the_closing_too() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.NAMED)
    press = c.CastVote(ballot=ballot, choice=("for",))
    room.do(press, member(3))
    room.do(c.CloseBallot(ballot=ballot))
    for _ in ("closed", "confirmed"):
        assert room.refused(press, member(3)) == "already_voted"
        assert room.refused(press, member(4)) == "ballot_closed"
        room.do(c.ConfirmBallot(ballot=ballot))


def test_whoever_voted_secretly_is_told_so_once_it_is_counted() -> None:
    room = opened()
    ballot = open_ballot(room, BallotMethod.SECRET)
    room.do(c.CloseBallot(ballot=ballot))
    sums = {"for": 1, "against": 0, "other": 0}
    room.do(c.CountBallot(ballot=ballot, sums=sums, voters=(person(3),)))
    press = c.CastVote(ballot=ballot, choice=("for",))
    assert room.refused(press, member(3)) == "already_voted"
    assert room.refused(press, member(4)) == "ballot_closed"


def test_numbers_of_a_counting_committee_belong_to_a_ballot_on_paper_alone() -> None:
    numbers = c.PaperCount(given_out=1, returned=1, valid=1, invalid=0, sums={"for": 1})
    for method in BallotMethod:
        room = opened()
        ballot = open_ballot(room, method, committee=(person(1),))
        room.do(c.CloseBallot(ballot=ballot))
        if method is BallotMethod.HANDS:
            count(room, 1)
        confirm: c.ConfirmBallot | c.CountBallot = c.ConfirmBallot(ballot=ballot)
        if ballot_in(room).is_secret:
            confirm = c.CountBallot(ballot=ballot, sums=dict.fromkeys(CHOICES, 0), voters=())
        if method is BallotMethod.PAPER:
            assert room.refused(confirm) == "paper_needed"
            room.do(replace(confirm, paper=numbers))
        else:
            assert room.refused(replace(confirm, paper=numbers)) == "not_on_paper"
            room.do(confirm)
        result = ballot_in(room).result
        assert result
        assert result.sums["for"] == (method in (BallotMethod.PAPER, BallotMethod.HANDS))


@pytest.mark.parametrize(
    "wrong", [{}, {"more": 1}, {"given_out": -1}, {"sums": {"for": 1_000_000}}, {"sums": {"": 1}}]
)
def test_numbers_of_a_counting_committee_are_bounded_and_have_no_other_fields(
    wrong: dict[str, Any],
) -> None:
    form = TypeAdapter(c.ConfirmBallot)
    paper: dict[str, Any] = {
        "given_out": 1,
        "returned": 1,
        "valid": 1,
        "invalid": 0,
        "sums": {"for": 1},
    }
    if wrong:
        with pytest.raises(ValidationError):
            form.validate_python({"ballot": "b", "paper": paper | wrong})
    else:
        assert form.validate_python({"ballot": "b", "paper": paper}).paper == c.PaperCount(**paper)


def test_a_motion_is_asked_for_without_other_fields() -> None:
    form = TypeAdapter(c.OpenBallot)
    asked = {"item": "i", "matter": "Kỷ luật", "method": "hands", "ask": {"kind": "motion"}}
    assert form.validate_python(asked).ask == Motion()
    with pytest.raises(ValidationError):
        form.validate_python(asked | {"ask": {"kind": "motion", "at_most": 1}})
