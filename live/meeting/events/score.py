"""Events of the score. Points are those of every criterion, so that an event says all by itself."""

from collections.abc import Mapping

from pydantic.dataclasses import dataclass

from live.ids import BallotId
from live.meeting.events.base import STRICT, Event


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScoreProposed(Event):
    """The committee proposed points."""

    points: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScoreAdopted(Event):
    """The branch adopted points, by a ballot or without one of its own."""

    points: Mapping[str, int]
    ballot: BallotId | None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ScoreReviewed(Event):
    """The superior confirmed the branch's points, or gave others with a reason."""

    points: Mapping[str, int]
    confirmed: bool
    reason: str
