"""What is counted afterwards: acknowledgements against the log, and when screens were whole."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from live.meeting.events import Event

PRESSES: Final = ("ask", "withdraw")
"""The commands that members send."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The outcome of one run.

    ``lost`` were acknowledged and are not on record at that version; ``doubled`` were done more
    often than acknowledged; ``moments_back`` are events dated before the one ahead of them. All
    three must be 0.
    """

    acknowledged: int
    lost: int
    doubled: int
    moments_back: int
    whole_s: Sequence[float] = field(default=())
    """Seconds from the end of each damage until a member's screen showed what is new; one for each
    damage and member."""

    def __add__(self, other: "Reckoning") -> "Reckoning":
        return Reckoning(
            self.acknowledged + other.acknowledged,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.moments_back + other.moments_back,
            (*self.whole_s, *other.whole_s),
        )

    def figures(self) -> Iterable[tuple[str, float]]:
        """Return name and value of each figure."""
        yield "acknowledged", self.acknowledged
        yield "lost", self.lost
        yield "doubled", self.doubled
        yield "moments_back", self.moments_back
        if self.whole_s:
            yield "screens_whole_p50_s", statistics.median(self.whole_s)
            yield "screens_whole_max_s", max(self.whole_s)


def reckon(
    log: Sequence[Event],
    recorded: Mapping[str, int],
    acknowledged: Mapping[str, int],
    whole_s: Sequence[float],
) -> Reckoning:
    """Compare what members were told with a meeting's record.

    Args:
        log: the meeting's events.
        recorded: id of a command → version that the record says it led to.
        acknowledged: id → version of every answer; nobody waits for another one.
        whole_s: see `Reckoning`.
    """
    lost = sum(
        recorded.get(id_) != version or version > len(log) for id_, version in acknowledged.items()
    )
    presses = sum(event.command in PRESSES for event in log)
    return Reckoning(
        acknowledged=len(acknowledged),
        lost=lost,
        doubled=max(0, presses - len(acknowledged)),
        moments_back=sum(later.at_ms < earlier.at_ms for earlier, later in pairwise(log)),
        whole_s=whole_s,
    )
