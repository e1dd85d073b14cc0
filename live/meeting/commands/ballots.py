"""Commands about ballots: open, vote, count, close, confirm, cancel."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import BallotId, ItemId, PersonId, SiteId
from live.meeting.commands.strict import STRICT
from live.meeting.voting import Motion
from live.meeting.words import BallotMethod, Count, Line, Majority, Seen, Text, Word

CANDIDATES: Final = 60
"""Most candidates of one election; chosen, above any branch committee's list."""
Matter = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Seen
]
"""What is voted on. 500 characters, chosen."""
Counts = Annotated[dict[Word, Count], Field(max_length=CANDIDATES)]
Choices = Annotated[tuple[Word, ...], Field(max_length=CANDIDATES)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Slate:
    """An election as it is asked for: the candidates by name."""

    candidates: Annotated[tuple[Line, ...], Field(max_length=CANDIDATES)]
    at_most: int
    kind: Literal["election"] = "election"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OpenBallot:
    """Open a ballot on the current item. The list of who may vote is taken now. ``again``: the
    ballot that this one repeats."""

    item: ItemId
    matter: Matter
    method: BallotMethod
    ask: Annotated[Motion | Slate, Field(discriminator="kind")] = Motion()
    majority: Majority = Majority.HALF
    committee: Annotated[tuple[PersonId, ...], Field(max_length=20)] = ()
    again: BallotId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CastVote:
    """Vote, for oneself: one of ``for``, ``against``, ``other``, or ids of candidates."""

    ballot: BallotId
    choice: Choices


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RecordVote:
    """Record by name how somebody without a device votes."""

    ballot: BallotId
    person: PersonId
    choice: Choices


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CountHands:
    """Enter the hands counted in a room; replaces an earlier count of it."""

    ballot: BallotId
    site: SiteId
    sums: Counts
    not_voting: Count = 0


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CloseBallot:
    """End the voting."""

    ballot: BallotId


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PaperCount:
    """What the counting committee counted, all rooms together."""

    given_out: Count
    returned: Count
    valid: Count
    invalid: Count
    sums: Counts


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ConfirmBallot:
    """Confirm the result of a closed ballot; ``paper`` is the counting committee's count."""

    ballot: BallotId
    paper: PaperCount | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CountBallot:
    """Confirm a secret ballot with what the ballot box holds. Sent by the server alone, in place of
    `ConfirmBallot`. ``voters``: who pressed."""

    ballot: BallotId
    sums: dict[str, int]
    voters: tuple[PersonId, ...]
    paper: PaperCount | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CancelBallot:
    """Give a ballot up without a result, with the reason."""

    ballot: BallotId
    reason: Line


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReserveOpinion:
    """Record an opinion that somebody keeps after the vote; ``person`` None: one's own. An empty
    text takes it off."""

    ballot: BallotId
    text: Text
    person: PersonId | None = None
