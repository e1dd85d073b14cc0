"""Ballots as screens see them. Of a secret one nothing is shown before the count but that it is
open; whether one's own vote has arrived is told to its owner alone, by a message (`voted`)."""

from typing import Final

from live.ids import PersonId
from live.meeting.figures import percent
from live.meeting.permissions import DESK, OVERSEERS, Actor, Role
from live.meeting.state import Ballot, BallotPhase, Meeting
from live.meeting.tally import (
    Places,
    hands_missing,
    needed,
    open_ballot,
    places,
    still_to_press,
    to_count,
    warnings,
    why_not,
)
from live.meeting.views.base import View
from live.meeting.voting import Election, HandCount, Motion
from live.meeting.words import BallotMethod

VOTERS: Final = frozenset({Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.COMPANION})
"""Roles whose person may be entitled to vote."""


def ballots_view(meeting: Meeting, role: Role) -> list[View]:
    """Return every ballot, in the order of opening."""
    return [_ballot_view(meeting, ballot, role) for ballot in meeting.ballots]


def _ballot_view(meeting: Meeting, ballot: Ballot, role: Role) -> View:
    return {
        "id": ballot.id,
        "number": ballot.number,
        "item": ballot.item,
        "matter": ballot.matter,
        "method": ballot.method.value,
        "secret": ballot.is_secret,
        "ask": _question_view(ballot.question),
        "majority": ballot.majority.value,
        "phase": ballot.phase.value,
        "opened_ms": ballot.opened_ms,
        "closed_ms": ballot.closed_ms,
        "confirmed_ms": ballot.confirmed_ms,
        "denominator": ballot.denominator,
        "how": [{"key": key, "count": count} for key, count in ballot.how],
        "needed": needed(ballot),
        "again": ballot.again,
        "committee": list(ballot.committee),
        "cancelled_why": ballot.cancelled_why,
        "pressed": len(ballot.votes) if role in OVERSEERS and not ballot.is_secret else None,
        "votes": _votes_view(ballot, role),
        "result": _result_view(ballot),
        "reserved": [{"person": each.person, "text": each.text} for each in ballot.reserved],
        **_desk_view(meeting, ballot, at_desk=role in DESK),
    }


def _desk_view(meeting: Meeting, ballot: Ballot, *, at_desk: bool) -> View:
    """Return what the desk alone sees; empty for all others."""
    if not at_desk:
        return {"warnings": [], "hands": [], "waiting": [], "problems": []}
    where, going = places(meeting, ballot), ballot.unfinished
    return {
        "warnings": warnings(where, ballot) if going else [],
        "hands": _hands_view(meeting, where, ballot),
        "waiting": _waiting(where, ballot),
        "problems": _problems(meeting, where, ballot) if going else [],
    }


def _question_view(question: Motion | Election) -> View:
    if isinstance(question, Motion):
        return {"kind": question.kind}
    return {
        "kind": question.kind,
        "candidates": [{"id": each.id, "name": each.name} for each in question.candidates],
        "at_most": question.at_most,
    }


def _hands_view(meeting: Meeting, where: Places, ballot: Ballot) -> list[View]:
    """Return each room in which hands are to be counted, or were."""
    if ballot.method is not BallotMethod.HANDS:
        return []
    return [
        {
            "site": site,
            "name": room.venue.name,
            "present": to_count(where, ballot, site),
            "count": _count_view(ballot.hands.get(site)),
        }
        for site, room in meeting.sites.items()
        if site in where.rooms or site in ballot.hands
    ]


def _count_view(count: HandCount | None) -> View | None:
    return {**count.sums, "not_voting": count.not_voting} if count else None


def _waiting(where: Places, ballot: Ballot) -> list[PersonId]:
    """Return who has not pressed yet in an open ballot."""
    if ballot.is_secret or ballot.phase is not BallotPhase.OPEN:
        return []
    return list(still_to_press(where, ballot))


def _votes_view(ballot: Ballot, role: Role) -> list[View]:
    """Return who voted how, once confirmed. By hands the desk alone sees what was pressed: the sum
    is published for rooms and online together."""
    shown = ballot.method is BallotMethod.NAMED or role in DESK
    if not shown or ballot.phase is not BallotPhase.CONFIRMED:
        return []
    people = (person for person in ballot.entitled if person in ballot.votes)
    return [{"person": each, "choice": list(ballot.votes[each].choice)} for each in people]


def _problems(meeting: Meeting, where: Places, ballot: Ballot) -> list[View]:
    """Return why the ballot cannot be confirmed yet, as far as that is known without the box and
    the counting committee's numbers."""
    return [{"code": each.code, **each.facts} for each in hands_missing(meeting, where, ballot)]


def _result_view(ballot: Ballot) -> View | None:
    result = ballot.result
    if result is None:
        return None
    return {
        "sums": dict(result.sums),
        "pct": {key: percent(votes, ballot.denominator) for key, votes in result.sums.items()},
        "not_voting": result.not_voting,
        "given_out": result.given_out,
        "returned": result.returned,
        "valid": result.valid,
        "invalid": result.invalid,
        "passed": result.passed,
        "elected": list(result.elected),
        "tied": list(result.tied),
        "voters": list(result.voters) if result.voters is not None else None,
    }


def vote_view(meeting: Meeting, actor: Actor) -> View | None:
    """Return whether the actor may vote in the open ballot, and if not, why; None: no ballot is
    open, or it is no role that votes."""
    ballot, person = open_ballot(meeting), actor.person
    if ballot is None or person is None or actor.role not in VOTERS:
        return None
    refused = why_not(meeting, ballot, person)
    voted = None if ballot.is_secret else person in ballot.votes
    why = refused.code if refused else None
    return {"ballot": ballot.id, "may": why is None, "why": why, "voted": voted}
