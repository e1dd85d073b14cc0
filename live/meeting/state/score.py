"""The state of the score: three values side by side, none of which replaces another."""

from collections.abc import Mapping
from dataclasses import dataclass

from live.ids import BallotId
from live.meeting.permissions import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreColumn:
    """The points of every criterion as somebody gave them, by the criterion's code."""

    points: Mapping[str, int]
    by: Author
    at_ms: int
    ballot: BallotId | None = None
    """The vote by which the branch adopted them; None: adopted without one of its own."""
    reason: str = ""
    """Why the superior's points differ."""
    confirmed: bool = False
    """Whether the superior took the branch's points over as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything that was said about the score; of each kind the last counts, all are kept."""

    proposed: tuple[ScoreColumn, ...] = ()
    """By the committee."""
    adopted: tuple[ScoreColumn, ...] = ()
    """By the branch."""
    reviewed: tuple[ScoreColumn, ...] = ()
    """By the superior."""
