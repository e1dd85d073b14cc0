"""Audio that is sent again: on a NACK, or without one where NACKs do not help. Pure.

A browser that sends a NACK gets the packet as long as that can still be played in time. Where it
sends none (Firefox), or the round trip is too long, every packet is sent a second or third time
25 to 75 ms later: byte for byte, under the same number, so that the receiver drops duplicates.
"""

from collections import deque
from typing import Final

from live.media.sfu.relay.nack import SOUND_WORTH_S

LOSS: Final = 0.02
"""Share (0..1) of audio packets missing after retransmission, from which on packets are repeated
even where the round trip is short. Opus conceals less than that well enough."""
GOOD: Final = 0.0125
"""Share (0..1) of missing packets that repetition aims at; at 11 % loss one repetition suffices."""
TIMES_MAX: Final = 2
"""Most repetitions of a packet; at 20 % loss, 0.8 % is still missing."""
QUICK_S: Final = 0.120
"""Round trip up to which NACKs are enough. Chosen: a browser's jitter buffer waits so long by
default."""
HOLD_S: Final = 60.0
"""Seconds for which repetition goes on after it was last needed, because each new start costs some
lost audio; also the pause after repetition overloaded the link."""
WORSE: Final = 0.15
"""A rise of the loss share by this much after repetition began means that the link is full:
repetition stops."""
REPORTS: Final = 3
"""Receiver reports over which loss is averaged; 25 packets each at one report a second."""
UNDER_WAY_S: Final = 0.2
"""Longest time for which a retransmitted packet counts as in flight and is not sent again."""
LEAST_UNDER_WAY_S: Final = 0.02
"""Shortest such time: on a short path, or before the round trip is known, a browser repeats a NACK
this often."""
REMEMBERED: Final = 512
"""Retransmitted packets remembered per slot; a client gets 400 a second (`peer.RESENT_PER_S`)."""


def under_way_s(round_trip_s: float | None) -> float:
    """Return how many seconds a retransmitted packet counts as in flight."""
    return max(LEAST_UNDER_WAY_S, min(round_trip_s or 0.0, UNDER_WAY_S))


class Again:
    """Packets retransmitted lately; a repeated NACK for one still in flight is ignored."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at: dict[int, float] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._at

    def allows(self, number: int, now: float, under_way_s: float) -> bool:
        """Return whether a packet may be sent again; if so, record it as sent."""
        before = self._at.get(number)
        if before is not None and now - before < under_way_s:
            return False
        self._at.pop(number, None)
        self._at[number] = now
        if len(self._at) > REMEMBERED:
            del self._at[next(iter(self._at))]
        return True


class Repetition:
    """Decides which audio packets of one slot are sent again."""

    __slots__ = (
        "_asked",
        "_counted",
        "_marks",
        "_needed_at",
        "_raised_for",
        "_reports",
        "_rests_until",
        "again",
        "times",
    )

    def __init__(self) -> None:
        self.times = 0
        """How many times each packet is repeated without a NACK."""
        self._asked = 0
        """Distinct packets named in NACKs since the last report."""
        self._reports: deque[tuple[float, float]] = deque(maxlen=REPORTS)
        """Per report since ``times`` changed: shares of packets missing in the end, and NACKed."""
        self._needed_at = self._rests_until = float("-inf")
        self._raised_for = 0.0
        """The larger of both shares when ``times`` was last raised."""
        self._counted = (0, 0)
        """At the last report: packets expected from the publisher, and those of them that never
        came to us."""
        self.again = Again()
        """Packets retransmitted on a NACK; the only part that video slots use."""
        self._marks: deque[int] = deque(maxlen=TIMES_MAX + 2)
        """The newest packet number at each of the last ticks."""

    def allows(self, number: int, age_s: float, now: float, round_trip_s: float | None) -> bool:
        """Return whether to retransmit a packet for a NACK; ``age_s`` is the packet's age."""
        self._asked += number not in self.again
        if not self.again.allows(number, now, under_way_s(round_trip_s)):
            return False
        return age_s + (round_trip_s or 0.0) / 2 <= SOUND_WORTH_S

    def since(self, expected: int, holes: int, loss: float) -> tuple[int, float]:
        """Return the packets since the last call, and the share of them that the receiver lost
        although we had them.

        Args:
            expected: packets expected from the publisher since the first one.
            holes: how many of those never came to us.
            loss: share (0..1) that the receiver reports for the interval.
        """
        sent, missing = expected - self._counted[0], holes - self._counted[1]
        self._counted = (expected, holes)
        return sent, max(0.0, loss - max(0, missing) / sent) if sent > 0 else 0.0

    def report(
        self,
        missing: float,
        sent: int,
        now: float,
        *,
        round_trip_s: float | None,
        spare_sounds: float,
    ) -> None:
        """Take the loss of one interval, and decide how many times packets are repeated.

        Args:
            missing: share (0..1) of sent packets that the receiver lacks after retransmissions.
            sent: packets of that interval.
            now: monotonic seconds.
            round_trip_s: None: not known.
            spare_sounds: how many more audio slots the link carries; below 0 it is overloaded.
        """
        asked, self._asked = min(1.0, self._asked / sent), 0
        if self.times and spare_sounds < 0:
            self._give_up(now)
        self._reports.append((missing, asked))
        if len(self._reports) < REPORTS:
            return
        missing, asked = (sum(shares) / REPORTS for shares in zip(*self._reports, strict=True))
        needed = _needed(max(missing ** (1 / (self.times + 1)), asked))
        if asked and (round_trip_s or 0.0) <= QUICK_S and missing < LOSS:
            needed = 0
        if needed >= self.times:
            self._needed_at = now
        told = max(missing, asked)
        if self.times and told > self._raised_for + WORSE:
            self._give_up(now)
        elif needed > self.times and spare_sounds >= 1 and now >= self._rests_until:
            self._raised_for = told
            self._repeat(self.times + 1)
        elif now - self._needed_at > HOLD_S:
            self._repeat(needed)

    def _give_up(self, now: float) -> None:
        """Stop repeating for `HOLD_S`: the link does not carry the repetitions."""
        self._repeat(0)
        self._rests_until = now + HOLD_S

    def _repeat(self, times: int) -> None:
        if times != self.times:
            self.times = times
            self._reports.clear()
            self._marks.clear()

    def due(self, newest: int) -> range:
        """Return the packet numbers to repeat at this tick; ticks are 25 ms apart.

        A packet is repeated at the second tick after it was sent, and if ``times`` is 2 at the
        third again: most bursts of loss are shorter than that.
        """
        marks = self._marks
        marks.append(newest)
        if not self.times or len(marks) < self.times + 2:
            return range(0)
        return range(marks[-self.times - 2] + 1, marks[-2] + 1)


def _needed(lost: float) -> int:
    """Return how many repetitions bring a loss share down to `GOOD`, if losses are independent."""
    return next((times for times in range(TIMES_MAX) if lost ** (times + 1) <= GOOD), TIMES_MAX)
