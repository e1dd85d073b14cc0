"""Simulated members: they ask to speak, speak, withdraw requests, and lose their connection.

A remote member and a companion (a phone in the room) behave alike; the companion first types
the code that is shown on the wall.
"""

import random
from dataclasses import dataclass, field
from typing import Final

from live.bots.cast import CastSeat, Script
from live.bots.conduct.seen import Act, Deed, DropOut, Seen, SeenRoom
from live.bots.conduct.speech import speech_ms
from live.bots.conduct.voting import Voter

WAITING: Final = 3
"""Length of the queue from which on members do not ask to speak."""
FINDING_CODE_MS: Final = 4_000
"""Milliseconds that a person takes to read and type the code."""


@dataclass(slots=True)
class MemberConduct:
    """One member with a device of their own."""

    seat: CastSeat
    script: Script
    room: SeenRoom
    chance: random.Random
    began_ms: int | None = None
    next_ask_ms: int = 0
    next_drop_ms: int = 0
    tired_of_waiting_ms: int | None = None
    voter: Voter = field(init=False)

    def __post_init__(self) -> None:
        # Its own chance: whether there is a ballot changes nothing else that the member does.
        self.voter = Voter(random.Random(f"vote/{self.seat.key}"))  # noqa: S311 - not a secret

    def decide(self, seen: Seen) -> list[Deed]:
        """Return what this member does now."""
        if not seen.open:
            return []
        if self.began_ms is None:
            self.began_ms = seen.now_ms
            self.next_ask_ms = seen.now_ms + self._seconds(5, 90)
            self.next_drop_ms = seen.now_ms + self._seconds(100, 420)
        steps = (self._check_in, self.voter.decide, self._finish, self._drop, self._withdraw)
        for step in (*steps, self._ask):
            deeds = step(seen)
            if deeds:
                return deeds
        return []

    def _seconds(self, least: float, most: float) -> int:
        return int(self.chance.uniform(least, most) * 1000)

    def _check_in(self, seen: Seen) -> list[Deed]:
        code = self.room.codes.get(self.seat.site or "")
        if self.seat.role != "companion" or seen.me["checked_in"] or code is None:
            return []
        looked_up = seen.now_ms - (self.began_ms or 0) > FINDING_CODE_MS
        return [Act("check_in", {"code": code})] if looked_up else []

    def _finish(self, seen: Seen) -> list[Deed]:
        """End the member's own turn after its length (`speech_ms`)."""
        turn = seen.turn
        if turn is None or seen.me["turn"] != turn["id"]:
            return []
        reading = self.script.manner == "reading" and seen.place == self.script.linger
        said = seen.spoken_ms > speech_ms(turn["id"], reading=reading)
        return [Act("finish_turn", {"turn": turn["id"]})] if said else []

    def _drop(self, seen: Seen) -> list[Deed]:
        if not self.seat.drops or seen.now_ms < self.next_drop_ms or seen.me["turn"] is not None:
            return []
        self.next_drop_ms = seen.now_ms + self._seconds(200, 600)
        return [DropOut(self.chance.uniform(8, 25))]

    def _withdraw(self, seen: Seen) -> list[Deed]:
        """Withdraw a request that has waited for 2 to 15 minutes."""
        request = seen.me["request"]
        if request is None:
            self.tired_of_waiting_ms = None
        elif self.tired_of_waiting_ms is None:
            self.tired_of_waiting_ms = seen.now_ms + self._seconds(120, 900)
        elif seen.now_ms > self.tired_of_waiting_ms:
            return [Act("withdraw", {"request": request})]
        return []

    def _ask(self, seen: Seen) -> list[Deed]:
        asks = seen.me["request"] is not None or seen.me["turn"] is not None
        if asks or seen.now_ms < self.next_ask_ms or seen.item is None:
            return []
        if self.seat.person in self.script.mute:
            return []
        self.next_ask_ms = seen.now_ms + self._seconds(60, 200)
        talk = seen.place is not None and seen.place >= self.script.linger
        if len(seen.queue) >= WAITING or not (talk or self.chance.random() < 0.2):
            return []
        kind = self.chance.choices(("normal", "reply", "point_of_order"), (80, 16, 4))[0]
        return [Act("ask", {"kind": kind})]
