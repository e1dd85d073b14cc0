"""Events of ballots. None of them is about a single secret vote."""

from collections.abc import Mapping

from pydantic.dataclasses import dataclass

from live.ids import BallotId, ItemId, PersonId, SiteId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.voting import HandCount, Question
from live.meeting.words import BallotMethod, Majority


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BallotOpened(Event):
    """A ballot was opened; ``entitled`` may vote, ``how`` are the parts of their number."""

    ballot: BallotId
    number: int
    item: ItemId
    matter: str
    method: BallotMethod
    question: Question
    majority: Majority
    committee: tuple[PersonId, ...]
    again: BallotId | None
    entitled: tuple[PersonId, ...]
    how: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class VoteCast(Event):
    """Somebody voted in an open ballot, or the desk recorded it."""

    ballot: BallotId
    person: PersonId
    choice: tuple[str, ...]
    salt: str = ""
    """Random, so that nobody finds the vote by trying all that there can be on its hash, by which
    it stands in the logs of some readers (`live.record.chain`). None in older records."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class HandsCounted(Event):
    """The hands in a room were counted; replaces an earlier count of it."""

    ballot: BallotId
    site: SiteId
    count: HandCount


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BallotClosed(Event):
    """The voting ended. ``rooms`` and ``online``: where the entitled were then."""

    ballot: BallotId
    rooms: Mapping[SiteId, tuple[PersonId, ...]]
    online: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BallotConfirmed(Event):
    """The result was confirmed."""

    ballot: BallotId
    result: s.BallotResult


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BallotCancelled(Event):
    """A ballot was given up without a result."""

    ballot: BallotId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class OpinionReserved(Event):
    """Somebody's reserved opinion was recorded; replaces an earlier one, empty: takes it off."""

    ballot: BallotId
    person: PersonId
    text: str
