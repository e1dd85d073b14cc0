"""Random commands about the score, for the properties that hold whatever anybody does."""

from collections.abc import Callable
from typing import Final

from live.meeting import commands as c
from live.meeting.rubric import RUBRIC, ScoreFill
from tests.properties.alert_draws import ALERT_DRAWS
from tests.properties.minutes_draws import MINUTES_DRAWS
from tests.unit.meeting.room import Room

Numbers = tuple[int, int, int]


def propose(_: Room, n: Numbers) -> c.ProposeScore:
    """Propose points for nearly everything that is not given by the record."""
    skip = n[0] % 40
    points = {
        line.code: line.points if n[1] % 2 else 0
        for place, line in enumerate(RUBRIC)
        if line.fill is not ScoreFill.AUTO and place != skip
    }
    return c.ProposeScore(points=points)


def some(n: Numbers) -> dict[str, int]:
    """Return points for one criterion, or none."""
    line = RUBRIC[n[0] % len(RUBRIC)]
    return {line.code: n[1] % (line.points + 2)} if n[2] % 3 else {}


SCORE_DRAWS: Final[tuple[Callable[[Room, Numbers], c.Command], ...]] = (
    propose,
    lambda _, n: c.AdoptScore(points=some(n)),
    lambda room, n: c.ReviewScore(
        adopted=max(1, len(room.meeting.score.adopted) - (n[0] % 5 == 0)),
        points=some(n),
        reason="x" if n[1] % 2 else "",
    ),
)
RECORD_DRAWS: Final = (*MINUTES_DRAWS, *SCORE_DRAWS, *ALERT_DRAWS)
"""Commands about what the meeting leaves behind."""
