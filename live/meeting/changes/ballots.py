"""How events change ballots."""

from collections.abc import Mapping
from typing import Any, Final

from live.ids import BallotId
from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import Ballot, BallotPhase, Meeting, OpenVote, ReservedOpinion


def opened(meeting: Meeting, event: e.BallotOpened) -> Meeting:
    """Add a ballot."""
    ballot = Ballot(
        id=event.ballot,
        number=event.number,
        item=event.item,
        matter=event.matter,
        method=event.method,
        question=event.question,
        majority=event.majority,
        committee=event.committee,
        again=event.again,
        entitled=event.entitled,
        how=event.how,
        opened_ms=event.at_ms,
        opened_by=event.by,
    )
    return replace(meeting, ballots=(*meeting.ballots, ballot))


def cast(meeting: Meeting, event: e.VoteCast) -> Meeting:
    """Add an open vote."""
    vote = OpenVote(choice=event.choice, at_ms=event.at_ms, by=event.by)
    votes = {**_ballot(meeting, event.ballot).votes, event.person: vote}
    return _with(meeting, event.ballot, votes=votes)


def counted(meeting: Meeting, event: e.HandsCounted) -> Meeting:
    """Set the hands counted in a room."""
    hands = {**_ballot(meeting, event.ballot).hands, event.site: event.count}
    return _with(meeting, event.ballot, hands=hands)


def closed(meeting: Meeting, event: e.BallotClosed) -> Meeting:
    """End the voting."""
    return _with(
        meeting,
        event.ballot,
        phase=BallotPhase.CLOSED,
        closed_ms=event.at_ms,
        rooms=event.rooms,
        online=event.online,
    )


def confirmed(meeting: Meeting, event: e.BallotConfirmed) -> Meeting:
    """Set the result."""
    return _with(
        meeting,
        event.ballot,
        phase=BallotPhase.CONFIRMED,
        confirmed_ms=event.at_ms,
        result=event.result,
    )


def cancelled(meeting: Meeting, event: e.BallotCancelled) -> Meeting:
    """Give a ballot up."""
    return _with(meeting, event.ballot, phase=BallotPhase.CANCELLED, cancelled_why=event.reason)


def reserved(meeting: Meeting, event: e.OpinionReserved) -> Meeting:
    """Set, replace or take off a reserved opinion."""
    others = tuple(
        opinion
        for opinion in _ballot(meeting, event.ballot).reserved
        if opinion.person != event.person
    )
    opinion = ReservedOpinion(person=event.person, text=event.text, at_ms=event.at_ms, by=event.by)
    opinions = (*others, opinion) if event.text else others
    return _with(meeting, event.ballot, reserved=opinions)


def _ballot(meeting: Meeting, ballot: BallotId) -> Ballot:
    return next(each for each in meeting.ballots if each.id == ballot)


def _with(meeting: Meeting, ballot: BallotId, **values: Any) -> Meeting:  # noqa: ANN401 - fields
    """Return the meeting with fields of one ballot replaced."""
    ballots = tuple(
        replace(each, **values) if each.id == ballot else each for each in meeting.ballots
    )
    return replace(meeting, ballots=ballots)


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.BallotOpened: opened,
    e.VoteCast: cast,
    e.HandsCounted: counted,
    e.BallotClosed: closed,
    e.BallotConfirmed: confirmed,
    e.BallotCancelled: cancelled,
    e.OpinionReserved: reserved,
}
