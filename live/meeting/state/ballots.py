"""The state of ballots: what is asked, who may vote, open votes, counts, results.

Of a secret vote nothing is kept here before the count, and after it only sums and the list of who
voted (`live/ballot_box`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from live.ids import BallotId, ItemId, PersonId, SiteId
from live.meeting.permissions import Author
from live.meeting.voting import SECRET_METHODS, Choice, HandCount, Question, Sums
from live.meeting.words import BallotMethod, Majority


class BallotPhase(StrEnum):
    """The phase of a ballot."""

    OPEN = "open"
    CLOSED = "closed"
    """Nobody votes any more; the result is not confirmed yet."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVote:
    """How somebody voted in an open ballot, and who recorded it."""

    choice: Choice
    at_ms: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotResult:
    """A confirmed result: one sum of all rooms and everybody online.

    Numbers of ballot papers (``given_out`` to ``invalid``; each secret press counts as one) are
    None for open methods; ``passed`` is None for an election.
    """

    sums: Sums
    not_voting: int
    given_out: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: int | None = None
    passed: bool | None = None
    elected: tuple[str, ...] = ()
    """Ids of the elected, most votes first."""
    tied: tuple[str, ...] = ()
    """Ids of those who had votes enough, but as many as each other for fewer seats."""
    voters: tuple[PersonId, ...] | None = None
    """Who voted secretly, in the order of the list; None: open method, or not known by name because
    not everybody in the rooms took a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedOpinion:
    """An opinion that somebody keeps after the vote, to be reported upward."""

    person: PersonId
    text: str
    at_ms: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A vote on one matter. ``number`` counts the ballots of the meeting from 1."""

    id: BallotId
    number: int
    item: ItemId
    matter: str
    method: BallotMethod
    question: Question
    majority: Majority
    committee: tuple[PersonId, ...]
    again: BallotId | None
    """The ballot that this one repeats."""
    entitled: tuple[PersonId, ...]
    """Who may vote, in the order of the list, as at the opening; their number is the
    denominator."""
    how: tuple[tuple[str, int], ...]
    """The signed parts of the denominator."""
    opened_ms: int
    opened_by: Author
    phase: BallotPhase = BallotPhase.OPEN
    closed_ms: int | None = None
    confirmed_ms: int | None = None
    cancelled_why: str | None = None
    votes: Mapping[PersonId, OpenVote] = field(default_factory=dict)
    """Votes by name; none of a secret method."""
    hands: Mapping[SiteId, HandCount] = field(default_factory=dict)
    """The last count of each room."""
    rooms: Mapping[SiteId, tuple[PersonId, ...]] = field(default_factory=dict)
    """Who of the entitled sat in which room at the closing."""
    online: tuple[PersonId, ...] = ()
    """Who of the entitled was present elsewhere at the closing."""
    result: BallotResult | None = None
    reserved: tuple[ReservedOpinion, ...] = ()

    @property
    def denominator(self) -> int:
        """How many are entitled; majorities are shares of it."""
        return len(self.entitled)

    @property
    def is_secret(self) -> bool:
        """Whether presses go into the ballot box."""
        return self.method in SECRET_METHODS

    @property
    def unfinished(self) -> bool:
        """Whether it has neither a result nor been cancelled."""
        return self.phase in (BallotPhase.OPEN, BallotPhase.CLOSED)
