"""Denominators and majorities of votes come out as the regulation's cases and the samples say."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from live.bots.rosters import ONLINE, BranchRoster
from live.ids import PersonId, SiteId
from live.meeting import commands as c
from live.meeting.attendance import is_here, site_of
from live.meeting.roster import VOTING, Category
from live.meeting.state import Ballot
from live.meeting.tally import needed
from live.meeting.words import BallotMethod, Mark
from tests.data.rosters import VECTORS, Expected
from tests.unit.meeting.room import CHAIR, HALL, PLAN, Room, member, members, person
from tests.unit.meeting.test_ballots import ballot_in, open_ballot
from tests.unit.meeting.test_rosters import attended

OFFICIAL, EXEMPT, OUT = Category.OFFICIAL, Category.EXEMPT, Category.TEMP_OUT
CASES: Final = (
    ((*[OFFICIAL] * 16, EXEMPT), 14, Mark.EXCUSED, 14, 8),
    ((*[OFFICIAL] * 16, EXEMPT), 14, Mark.UNEXCUSED, 16, 9),
    ((EXEMPT, *[OFFICIAL] * 16), 15, Mark.EXCUSED, 15, 8),
    ((*[OFFICIAL] * 11, OUT, *[Category.PROBATIONARY] * 3, Category.TEMP_IN), 11, None, 11, 6),
)
"""The list, how many of its first are here, how the other official members are marked, the
denominator and the votes that carry a motion (Regulation 24-QĐ/TW §9.3.2, a published case)."""


def led(categories: Sequence[Category], here: int, others: Mark | None) -> Room:
    """Return a meeting in which the first of the list sit in the hall."""
    room = Room(replace(PLAN, members=members(*categories), chair=person(2), secretary=None))
    chair = replace(CHAIR, person=person(2))
    for number, category in enumerate(categories, start=1):
        mark = c.MarkPerson(person=person(number), mark=Mark.IN_ROOM, site=HALL)
        if number > here:
            if category is not OFFICIAL or others is None:
                continue
            mark = c.MarkPerson(person=person(number), mark=others, reason="Ốm")
        room.do(mark, chair)
    room.do(c.OpenMeeting(), chair)
    room.do(c.StartItem(item=room.item(3)), chair)
    return room


@pytest.mark.parametrize(("categories", "here", "others", "denominator", "pass_at"), CASES)
def test_a_case_of_the_regulation_has_its_denominator(
    categories: Sequence[Category],
    here: int,
    others: Mark | None,
    denominator: int,
    pass_at: int,
) -> None:
    room = led(categories, here, others)
    open_ballot(room)
    assert (ballot_in(room).denominator, needed(ballot_in(room))) == (denominator, pass_at)
    for votes, passed in ((pass_at - 1, False), (pass_at, True)):
        assert confirmed(room, votes).result.passed is passed  # type: ignore[union-attr]
        open_ballot(room, again=ballot_in(room).id)


def test_seven_of_fourteen_is_no_majority() -> None:
    room = led([OFFICIAL] * 14, 14, None)
    open_ballot(room)
    assert confirmed(room, 7).result.passed is False  # type: ignore[union-attr]


def test_who_is_probationary_or_transferred_in_speaks_but_does_not_vote() -> None:
    room = led(CASES[3][0], 11, None)
    ballot = open_ballot(room, BallotMethod.NAMED)
    for number in (13, 16):
        room.connect(member(number))
        cast = c.CastVote(ballot=ballot, choice=("for",))
        assert room.refused(cast, member(number)) == "not_entitled"


def confirmed(room: Room, votes: int) -> Ballot:
    """Let so many hands of the hall be raised, and confirm."""
    ballot = ballot_in(room).id
    there = sum(site_of(room.meeting, each) == HALL for each in ballot_in(room).entitled)
    hands = c.CountHands(ballot=ballot, site=HALL, sums={"for": votes, "against": there - votes})
    for command in (hands, c.CloseBallot(ballot=ballot), c.ConfirmBallot(ballot=ballot)):
        room.do(command)
    return ballot_in(room)


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_a_sample_branch_votes_by_hands_and_from_afar(
    roster: BranchRoster, expected: Expected
) -> None:
    room = attended(roster)
    room.do(c.StartItem(item=room.item(3)))
    open_ballot(room)
    ballot = ballot_in(room)
    assert (ballot.denominator, needed(ballot)) == (expected.denominator, expected.pass_at)
    listed = {PersonId(f"p{each.number}"): each for each in roster.people}
    presses = [each for each in ballot.entitled if listed[each].tonight == ONLINE]
    for each in presses:
        cast = c.CastVote(ballot=ballot.id, choice=("for",))
        room.do(cast, member(listed[each].number))
    for site in {site_of(room.meeting, each) for each in ballot.entitled} - {None}:
        there = sum(site_of(room.meeting, each) == site for each in ballot.entitled)
        sums = {"for": there}
        room.do(c.CountHands(ballot=ballot.id, site=SiteId(site or ""), sums=sums))
    room.do(c.CloseBallot(ballot=ballot.id))
    room.do(c.ConfirmBallot(ballot=ballot.id))
    result = ballot_in(room).result
    assert result
    voting = [each for each in ballot.entitled if is_here(room.meeting, each)]
    assert result.sums == {"for": len(voting), "against": 0, "other": 0}
    assert (result.passed, result.not_voting) == (True, 0)
    assert all(room.meeting.members[each].category in VOTING for each in voting)
