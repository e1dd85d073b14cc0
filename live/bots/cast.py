"""Who is simulated, where, and by which script: the input of the crew.

Written by the demonstration (`web.demo`), read by `python -m live.bots`. Data only.
"""

from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

PACE_S: Final = 50.0
"""Shorter than in real meetings, so that a visitor sees an agenda go on. Chosen."""
STRICT: Final = ConfigDict(extra="forbid")

Manner = Literal["lively", "reading", "round", "free"]
"""How a meeting talks at the item at which it stays: from the queue, one person reading out for
long, everyone in turn, or free discussion."""

Role = Literal["chair", "secretary", "member", "companion", "site"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Latecomer:
    """A person without a device who arrives ``after_s`` seconds after the meeting is seen open."""

    person: str
    number: int
    site: str
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Script:
    """The course of one meeting: the item at which it stays (``linger``: index on the agenda, from
    0) and how it talks there."""

    meeting: str
    linger: int
    manner: Manner
    chair: str
    main_site: str
    pace_s: float | None = PACE_S
    """Seconds that each item before ``linger`` takes. None: the minutes that the agenda plans for
    it."""
    mute: tuple[str, ...] = ()
    """Persons far away who take part without sound: they do not ask for the floor, and the chair
    does not call on them."""
    latecomers: tuple[Latecomer, ...] = ()
    ballot: str = ""
    """The matter on which a ballot is opened at ``linger``; empty: none is."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CastSeat:
    """One simulated device: its person or room, and what the device does."""

    role: Role
    meeting: str
    name: str
    token: str
    person: str | None = None
    site: str | None = None
    high_voice: bool = False
    camera: bool = False
    hears: bool = False
    """Also offers slots and counts received packets; costs the server as much as a receiver."""
    drops: bool = False
    """Loses its connection now and then."""
    arrives_s: float = 0.0
    people: tuple[str, ...] = ()
    """Names of the people before a site's camera."""

    @property
    def key(self) -> str:
        """Return an id that is unique to this seat and the same after restarts."""
        return f"{self.meeting}/{self.role}/{self.person or self.site}"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Cast:
    """Everything the crew needs."""

    url: str
    """Address of the WebSocket, such as ``ws://127.0.0.1:8000/ws``."""
    folder: str
    """Folder of the encoded pictures and sounds."""
    seed: int
    scripts: tuple[Script, ...]
    seats: tuple[CastSeat, ...]
    likenesses: int | None = None
    """How many different pictures and voices there are, which many share; None: everybody has their
    own."""
    certificate: str | None = None
    """The server's own certificate (PEM), trusted whatever host name it has."""


CAST: Final = TypeAdapter(Cast)
