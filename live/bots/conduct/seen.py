"""What a simulated person sees of the meeting, and what that person can do.

Reads the view as `signaling/PROTOCOL.md` describes it.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Send a command."""

    command: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DropOut:
    """Lose the connection for some seconds."""

    seconds: float


Deed = Act | DropOut


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRoom:
    """What people in a room know beside their screens: the code on the wall, and the visitors."""

    codes: dict[str, str] = field(default_factory=dict)
    """Site → the check-in code shown there."""
    visitors: set[str] = field(default_factory=set)
    """Persons whose seat a visitor of the demonstration has taken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A view at a moment (server's milliseconds)."""

    view: Json
    now_ms: int

    @property
    def open(self) -> bool:
        """Return whether the meeting is in progress."""
        return bool(self.view["meeting"]["state"] == "open")

    @property
    def me(self) -> Json:
        """Return the viewer's own part of the view."""
        own: Json = self.view["me"]
        return own

    @property
    def taken(self) -> bool:
        """Return whether another device is connected for the same seat."""
        return bool(self.me.get("devices", 1) > 1)

    @property
    def serves_room(self) -> bool:
        """Return whether the viewer is the one microphone and loudspeaker of a room."""
        return self.me["role"] == "site" and self.me["silent"] is None

    @property
    def items(self) -> list[Json]:
        """Return the agenda."""
        items: list[Json] = self.view["agenda"]["items"]
        return items

    @property
    def place(self) -> int | None:
        """Return the current item's index on the agenda, from 0."""
        current = self.view["agenda"]["current"]
        places = (at for at, item in enumerate(self.items) if item["id"] == current)
        return next(places, None)

    @property
    def item(self) -> Json | None:
        """Return the current item."""
        return None if self.place is None else self.items[self.place]

    @property
    def floor(self) -> Json:
        """Return the floor: the running turn, the queue and the settings."""
        floor: Json = self.view["floor"]
        return floor

    @property
    def turn(self) -> Json | None:
        """Return the running turn."""
        turn: Json | None = self.floor["turn"]
        return turn

    @property
    def queue(self) -> list[Json]:
        """Return the waiting requests, in order of calling."""
        queue: list[Json] = self.floor["queue"]
        return queue

    @property
    def spoken_ms(self) -> int:
        """Return how long the running turn has lasted, without its pauses."""
        turn = self.turn
        if turn is None:
            return 0
        since = turn["running_since_ms"]
        return int(turn["spoken_ms"] + (self.now_ms - since if since is not None else 0))

    @property
    def speaker(self) -> str | None:
        """Return the person who speaks now, by a turn or an interposed question."""
        turn = self.turn
        if turn is None:
            return None
        if turn["interposed"] is not None:
            return str(turn["interposed"]["person"])
        return None if turn["running_since_ms"] is None else str(turn["person"])

    @property
    def rows(self) -> dict[str, Json]:
        """Return the attendance list; empty if the viewer may not see it."""
        rows: dict[str, Json] = self.view["attendance"].get("rows", {})
        return rows


def share(*parts: object) -> float:
    """Return a pseudo-random number in 0..1 for these parts, the same in every run."""
    return zlib.crc32("/".join(map(str, parts)).encode()) / 2**32
