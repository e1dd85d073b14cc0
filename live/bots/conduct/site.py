"""A simulated room's device, whose number pad latecomers without a phone use."""

from dataclasses import dataclass, field

from live.bots.cast import CastSeat, Script
from live.bots.conduct.seen import Act, Deed, Seen


@dataclass(slots=True)
class Pad:
    """The number pad of one site; every second latecomer uses it, the secretary marks the rest."""

    seat: CastSeat
    script: Script
    began_ms: int | None = None
    _typed: set[int] = field(default_factory=set)

    def decide(self, seen: Seen) -> list[Deed]:
        """Return the check-in of a latecomer who is due, if any."""
        if not seen.open:
            return []
        if self.began_ms is None:
            self.began_ms = seen.now_ms
        for late in self.script.latecomers[::2]:
            due = seen.now_ms - self.began_ms > late.after_s * 1000
            if due and late.site == self.seat.site and late.number not in self._typed:
                self._typed.add(late.number)
                return [Act("check_in_number", {"number": late.number})]
        return []
