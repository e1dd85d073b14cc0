"""Who is simulated, where, and after which script: what the crew is told when it starts.

Written by the demonstration (`web.demo`), read by `python -m live.bots`. Data only.
"""

from typing import Final, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

STRICT: Final = ConfigDict(extra="forbid")

Manner = Literal["lively", "reading", "round", "free"]
"""How a meeting talks at the item where it lingers: from the queue, one reads out for long,
everyone in turn, or free discussion."""

Role = Literal["chair", "secretary", "member", "companion", "site"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Latecomer:
    """Somebody without a device who comes some seconds after the crew has started."""

    person: str
    number: int
    site: str
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Script:
    """What one meeting does: where it lingers (place on the agenda, from 0) and how it talks."""

    meeting: str
    linger: int
    manner: Manner
    chair: str
    main_site: str
    pace_s: float = 50.0
    """How long the items before the lingering one take: livelier than life."""
    latecomers: tuple[Latecomer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CastSeat:
    """One simulated device: who or which room, and what it does with it."""

    role: Role
    meeting: str
    name: str
    token: str
    person: str | None = None
    site: str | None = None
    high_voice: bool = False
    camera: bool = False
    hears: bool = False
    """Also offers slots and counts what comes; costs the server what a real receiver costs."""
    drops: bool = False
    """Loses its line now and then."""
    arrives_s: float = 0.0
    people: tuple[str, ...] = ()
    """Names of who sits before a site's camera."""

    @property
    def key(self) -> str:
        """Return what tells this seat from every other, the same over restarts."""
        return f"{self.meeting}/{self.role}/{self.person or self.site}"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Cast:
    """Everything the crew needs."""

    url: str
    """Of the WebSocket: ``ws://127.0.0.1:8000/ws``."""
    folder: str
    """Where pictures and sounds are kept."""
    seed: int
    scripts: tuple[Script, ...]
    seats: tuple[CastSeat, ...]
    certificate: str | None = None
    """The server's own certificate (PEM), trusted without asking what name it bears."""


CAST: Final = TypeAdapter(Cast)
