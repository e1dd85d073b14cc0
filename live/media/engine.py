"""The seam between meetings and media: offers in, answers out, who fills which slot.

A *source* is a named stream of one kind that some peer may publish: a microphone, a camera, a
screen. A *slot* is one outgoing stream of one receiver, fixed at negotiation (its SSRC never
changes); its source changes at any time without renegotiation. The caller names sources by
opaque strings and may name one that does not exist yet: the engine fills the slot when it comes.

What no slot shows is not forwarded to anybody. There is no other way for media to flow, so a
closed microphone is one that no route names.

An engine may be several *carriers*, processes that know nothing of each other's media. A *room
key* names where peers meet, again an opaque string; everybody under one key is with one carrier.
Who shall show what several carriers have connects to each of these.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol

PeerId = NewType("PeerId", str)
SourceName = NewType("SourceName", str)


class MediaKind(StrEnum):
    """What a stream carries."""

    AUDIO = "audio"
    VIDEO = "video"


class Layer(StrEnum):
    """How much of a picture, least first.

    Three are simulcast layers by rid (RFC 8853): quarter, half and full width of what the camera
    gives. A thumbnail is the smallest of them at a quarter of its rate: its base temporal layer
    alone (L1T3), where the publisher makes one.
    """

    THUMBNAIL = "t"
    QUARTER = "q"
    HALF = "h"
    FULL = "f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One outgoing stream as answered: its m-section's mid, its kind, its index among its kind."""

    mid: str
    kind: MediaKind
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to an offer, and the slots that its receiving m-sections became."""

    sdp: str
    slots: tuple[Slot, ...]
    continues: bool = False
    """Whether the peer goes on as it was, on a new path: its slots show what they showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a slot is to show. ``source=None`` empties it; ``layer`` is the most that is wanted."""

    mid: str
    source: SourceName | None
    layer: Layer = Layer.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerUp:
    """ICE and DTLS are through; media may flow."""

    peer: PeerId


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerDown:
    """The peer is gone: closed, or silent for longer than the consent time (RFC 7675 §5.1).

    Not told of a peer whose name a second `MediaEngine.connect` took over.
    """

    peer: PeerId
    reason: str
    """``closed`` ``stopped`` (by us), ``closed_by_peer`` ``silent`` ``never_connected``
    ``handshake_failed`` ``bug``, ``engine_lost`` (the process that carried it is gone)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUp:
    """First packets of a source arrived."""

    peer: PeerId
    source: SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDown:
    """A source ended with its peer, or fell silent for seconds.

    Not told when another peer publishes under the same name by then.
    """

    peer: PeerId
    source: SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLayers:
    """Which layers of a picture somebody watches, smallest first; none: nobody watches it.

    Until the first one everything is wanted. Told at once when more is wanted, some seconds late
    when less is, and again from time to time; a publisher sends nothing else. A picture that
    nobody wants stays up without packets. Not told of sound, which costs little and must not
    miss its first syllable.
    """

    peer: PeerId
    source: SourceName
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The slots of a peer, by mid, whose pictures its link does not carry now; told on change."""

    peer: PeerId
    mids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessLevels:
    """Loudness of the sources heard lately, in dBov: 0 loudest, -127 silence (RFC 6464 §3)."""

    levels: Mapping[SourceName, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """How one peer's link does: loss in each direction as a share 0..1, round trip in ms."""

    peer: PeerId
    loss_up: float
    loss_down: float
    rtt_ms: int | None


EngineEvent = (
    PeerUp | PeerDown | SourceUp | SourceDown | WantedLayers | Paused | LoudnessLevels | LinkReport
)
Listener = Callable[[EngineEvent], None]


class MediaEngine(Protocol):
    """What every engine does: in this process, in another one, on another machine.

    All names are the caller's. Calls about an unknown peer raise `EngineError("no_such_peer")`,
    except `close`, which is harmless. A second `connect` under one peer id replaces the first,
    or continues it: see there.
    """

    async def start(self) -> None:
        """Open sockets and begin to serve."""
        ...

    async def stop(self) -> None:
        """Close every peer and every socket."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on. Listeners must not block."""
        ...

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
    ) -> Answer:
        """Answer a client's offer under a room key; peers of other carriers cannot show each other.

        ``publishes`` names the sources of the offer's sending m-sections, in order of the
        m-sections; a section named None, or beyond the names, is answered as inactive.

        An offer of a living peer with the same certificate and the same m-sections restarts ICE
        (RFC 8445 §9): keys, streams and slots stay, and media goes on over the old path until the
        new one is there. Then `Answer.continues` is true, and no event tells of it.

        Raises:
            EngineError: ``bad_offer`` when the offer cannot be read or has no usable codec;
                ``no_engine`` when the process that carries media does not answer.
        """
        ...

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Say what the given slots of a peer show from now on; slots not named stay as they are."""
        ...

    async def close(self, peer: PeerId) -> None:
        """Forget a peer; its sources end. Unknown peers are ignored."""
        ...

    def stats(self) -> Mapping[str, float]:
        """Return counters for ``/metrics`` by name (``snake_case`` with unit)."""
        ...

    @property
    def carriers(self) -> int:
        """How many carriers there are; changes only when all peers are down anyway."""
        ...


def carrier_of(room_key: str, carriers: int) -> int:
    """Return which carrier has a room key, from 0: the same in every process of an installation."""
    return zlib.crc32(room_key.encode()) % carriers
