"""What ballots ask and what is counted: the values that commands, events and the state share."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from live.meeting.words import BallotMethod

FOR: Final = "for"
AGAINST: Final = "against"
OTHER: Final = "other"
"""The three choices of a motion: tán thành, không tán thành, ý kiến khác."""

SECRET_METHODS: Final = frozenset({BallotMethod.PAPER, BallotMethod.SECRET})
"""Methods whose presses go into the ballot box and not into the record."""

Choice = tuple[str, ...]
"""What one person votes: one of the three choices of a motion, or ids of candidates (none of them:
the person votes for nobody)."""
Sums = dict[str, int]
"""Votes for each choice, in the order in which the choices are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A question with three answers: for, against, another opinion. It is also the form in which
    a motion is asked for, so unknown fields are refused."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    kind: Literal["motion"] = "motion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who stands for election."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """Candidates of whom everybody may choose some, at most ``at_most``."""

    candidates: tuple[Candidate, ...]
    at_most: int
    kind: Literal["election"] = "election"


Question = Annotated[Motion | Election, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCount:
    """The hands counted in one room. ``not_voting`` were there and raised no hand."""

    sums: Sums
    not_voting: int


def choices_of(question: Motion | Election) -> tuple[str, ...]:
    """Return the choices of a question, in the order in which they are shown."""
    if isinstance(question, Motion):
        return (FOR, AGAINST, OTHER)
    return tuple(candidate.id for candidate in question.candidates)


def fits(question: Motion | Election, choice: Choice) -> bool:
    """Return whether somebody may vote so: one answer to a motion; of candidates at most as many
    as are to be elected, nobody twice."""
    known = set(choice) <= set(choices_of(question))
    if isinstance(question, Motion):
        return known and len(choice) == 1
    return known and len(set(choice)) == len(choice) <= question.at_most
