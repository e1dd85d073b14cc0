"""Commands about the score: the committee proposes, the branch adopts, the superior reviews."""

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import BallotId
from live.meeting.commands.strict import STRICT
from live.meeting.words import Seen

CriterionCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,2}$")]
Points = Annotated[dict[CriterionCode, Annotated[int, Field(ge=0, le=100)]], Field(max_length=60)]
"""Criterion → points. 60 criteria at most, chosen."""
ReviewReason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Seen]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ProposeScore:
    """Give the committee's points for what it judges or ticks; the record gives the others."""

    points: Points


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AdoptScore:
    """Record the points that the branch adopted; those not named are the committee's.
    ``ballot``: the vote that adopted them."""

    points: Points = Field(default_factory=dict)
    ballot: BallotId | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReviewScore:
    """Confirm the branch's points as the superior (``points`` empty), or give others, with a
    reason; those not named are the branch's. ``adopted``: which points of the branch were seen,
    by how many times it has adopted some."""

    adopted: Annotated[int, Field(ge=1)]
    points: Points = Field(default_factory=dict)
    reason: ReviewReason = ""
