"""Whoever joins, leaves, moves and votes in whatever order: a confirmed sum reconciles."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.ballot_box.contract import OpenedBox, SecretVote
from live.errors import Rejected
from live.ids import BallotId, PersonId
from live.meeting import commands as c
from live.meeting.evolve import fold
from live.meeting.figures import electorate, figures
from live.meeting.state import Ballot
from live.meeting.tally import Places, places, to_count
from live.meeting.views import view
from live.meeting.voting import choices_of
from live.meeting.words import BallotMethod, Majority, Mark
from live.store.codec import CODEC
from tests.unit.meeting.room import CHAIR, HALL, SECRETARY, STATION, Room, member, opened, person

NUMBERS: Final = range(2, 10)
CHOICES: Final = ("for", "against", "other")
FORGED: Final[Any] = {"given_out": 9, "returned": 9, "valid": 9, "invalid": 0, "sums": {"for": 9}}
"""Numbers of a counting committee, which only a ballot on paper has."""
Move = tuple[str, int, int]
moves: Final = st.lists(
    st.tuples(
        st.sampled_from(("come", "go", "sit", "leave", "excuse", "vote", "vote", "record", "off")),
        st.integers(2, 9),
        st.integers(0, 2),
    ),
    max_size=40,
)
methods: Final = st.sampled_from(BallotMethod)


@dataclass
class Vote:
    """A ballot that is held by the rules, with a box as the service keeps it."""

    room: Room
    method: BallotMethod
    sealed: bool = False
    pressed: dict[PersonId, int] = field(default_factory=dict)

    @property
    def ballot(self) -> Ballot:
        """The ballot now."""
        return self.room.meeting.ballots[-1]

    def begin(self, majority: Majority) -> None:
        """Open it; the list is that of the denominator."""
        before = self.room.meeting
        self.room.do(
            c.OpenBallot(
                item=self.room.item(3),
                matter="Dự thảo",
                method=self.method,
                majority=majority,
                committee=(person(1),),
            )
        )
        assert self.ballot.entitled == electorate(before)
        assert self.ballot.denominator == figures(before).denominator
        assert sum(dict(self.ballot.how).values()) == self.ballot.denominator
        self.box = OpenedBox.empty(self.ballot.denominator, 3)

    def cast(self, number: int, choice: int) -> None:
        """Let somebody press, and put what the rules let by into the box as the service does."""
        who = person(number)
        ballot = self.ballot
        self.room.do(c.CastVote(ballot=ballot.id, choice=(CHOICES[choice],)), member(number))
        if ballot.is_secret:
            self.box.put(SecretVote(voter=ballot.entitled.index(who), marks=(choice,)))
        assert who not in self.pressed, "nobody votes twice"
        self.pressed[who] = choice

    def go_on(self, move: Move) -> None:
        """Try one thing."""
        kind, number, choice = move
        who, site = person(number), (HALL, STATION)[choice % 2]
        match kind:
            case "come":
                self.room.connect(member(number))
            case "go":
                self.room.disconnect(member(number))
                self.room.later(200_000)
            case "sit":
                self.room.do(c.MarkPerson(person=who, mark=Mark.IN_ROOM, site=site))
            case "leave":
                self.room.do(c.MarkPerson(person=who, mark=Mark.LEFT))
            case "excuse":
                self.room.do(c.MarkPerson(person=who, mark=Mark.EXCUSED, reason="Ốm"))
            case "off":
                self.room.do(c.TakeOff(person=who, reason="x"))
            case "record":
                record = c.RecordVote(ballot=self.ballot.id, person=who, choice=(CHOICES[choice],))
                self.room.do(record, SECRETARY)
                self.pressed[who] = choice
            case "vote":
                self.cast(number, choice)

    def end(self, extra: int) -> None:
        """Close, count every room rightly, and confirm as the service does."""
        ballot = self.ballot.id
        where = places(self.room.meeting, self.ballot)
        self.room.do(c.CloseBallot(ballot=ballot))
        assert places(self.room.meeting, self.ballot) == where
        for site in where.rooms:
            there = to_count(where, self.ballot, site)
            for_ = min(extra, there)
            if self.method is BallotMethod.HANDS:
                self.wrong_first(ballot, site, there)
                hands = c.CountHands(
                    ballot=ballot, site=site, sums={"for": for_}, not_voting=there - for_
                )
                self.room.do(hands)
        confirm = self.confirmation(where, extra)
        if self.method is not BallotMethod.PAPER:
            forged = replace(confirm, paper=c.PaperCount(**FORGED))
            with pytest.raises(Rejected, match="not_on_paper"):
                self.room.do(forged)
        self.room.do(confirm)

    def wrong_first(self, ballot: BallotId, site: str, there: int) -> None:
        """Enter one hand too many: it cannot be confirmed."""
        sums = {"against": there + 1}
        self.room.do(c.CountHands(ballot=ballot, site=site, sums=sums))  # type: ignore[arg-type]
        with pytest.raises(Rejected, match="hands_"):
            self.room.do(c.ConfirmBallot(ballot=ballot))

    def confirmation(self, where: Places, extra: int) -> c.ConfirmBallot | c.CountBallot:
        """Return what confirms it."""
        if not self.ballot.is_secret:
            return c.ConfirmBallot(ballot=self.ballot.id)
        held = self.box.contents()
        voters = tuple(self.ballot.entitled[place] for place in held.voters)
        given = min(extra, len(set(where.seated) - set(voters)))
        paper = c.PaperCount(
            given_out=given,
            returned=given,
            valid=given // 2,
            invalid=given - given // 2,
            sums={"against": given // 2},
        )
        return c.CountBallot(
            ballot=self.ballot.id,
            sums=dict(zip(CHOICES, held.sums, strict=True)),
            voters=voters,
            paper=paper if self.method is BallotMethod.PAPER else None,
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=moves,
    after=moves,
    method=methods,
    majority=st.sampled_from(Majority),
    extra=st.integers(0, 8),
)
def test_sums_reconcile_for_any_order_of_joins_leaves_and_votes(
    before: list[Move], after: list[Move], method: BallotMethod, majority: Majority, extra: int
) -> None:
    vote = Vote(room=opened(online=(3, 4)), method=method)
    for move in before:
        if move[0] not in ("vote", "record"):
            attempt(vote, move)
    vote.begin(majority)
    for move in after:
        attempt(vote, move)
    vote.end(extra)
    ballot, result = vote.ballot, vote.ballot.result
    assert result
    total = sum(result.sums.values())
    there = {
        *ballot.online,
        *(p for people in ballot.rooms.values() for p in people),
        *vote.pressed,
    }
    assert total + result.not_voting + (result.invalid or 0) == len(there) <= ballot.denominator
    assert vote.pressed.keys() <= set(ballot.entitled)
    counted = Counter(CHOICES[choice] for choice in vote.pressed.values())
    assert all(result.sums[choice] >= counted[choice] for choice in choices_of(ballot.question))
    half = majority is Majority.HALF
    votes, whole = result.sums["for"], ballot.denominator
    assert result.passed is (2 * votes > whole if half else 3 * votes >= 2 * whole)
    if ballot.is_secret:
        assert ballot.votes == {}
        assert result.valid == total
        assert result.voters is None or set(vote.pressed) <= set(result.voters)
    assert fold(vote.room.log) == vote.room.meeting
    assert [CODEC.decode(*CODEC.encode(event)) for event in vote.room.log] == vote.room.log


def attempt(vote: Vote, move: Move) -> None:
    """Try one thing; a refusal changes nothing."""
    before = vote.room.meeting
    try:
        vote.go_on(move)
    except Rejected:
        assert vote.room.meeting is before


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(votes=st.lists(st.tuples(st.integers(2, 9), st.integers(0, 2)), max_size=20))
def test_secret_votes_show_in_no_event_and_no_view(votes: list[tuple[int, int]]) -> None:
    vote = Vote(room=opened(online=NUMBERS), method=BallotMethod.SECRET)
    vote.begin(Majority.HALF)
    log, seen = list(vote.room.log), view(vote.room.meeting, CHAIR)
    for number, choice in votes:
        with suppress(Rejected):
            vote.cast(number, choice)
    assert vote.room.log == log
    assert view(vote.room.meeting, CHAIR) == seen


@settings(max_examples=100, deadline=None)
@given(votes=st.permutations([(number, number % 3) for number in range(12)]))
def test_a_box_is_the_same_for_any_order_of_its_votes(votes: list[tuple[int, int]]) -> None:
    box = OpenedBox.empty(12, 3)
    for voter, mark in votes:
        box.put(SecretVote(voter=voter, marks=(mark,)))
    assert (bytes(box.voted), box.contents().sums) == (bytes([1] * 12), (4, 4, 4))
