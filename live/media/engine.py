"""The interface between meetings and media: offers in, answers out, which source fills which slot.

A *source* is a named stream of one kind that some peer may publish: a microphone, a camera, a
screen. A *slot* is one outgoing stream of one receiver, fixed at negotiation (its SSRC never
changes); its source changes at any time without renegotiation. The caller names sources by
opaque strings and may name one that does not exist yet: the engine fills the slot when it comes.

A source that no slot shows is not forwarded. There is no other path for media, so a microphone is
closed when no route names it.

An engine may be several *carriers*, processes that know nothing of each other's media. A *room
key*, again an opaque string, groups peers: all peers with one key are on one carrier. A client that
shows sources of several carriers connects to each of them.
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
    """Size of a picture, smallest first.

    Three are simulcast layers by rid (RFC 8853): quarter, half and full width of the camera's
    picture. A thumbnail is the smallest of them at a quarter of its frame rate: its base temporal
    layer alone (L1T3), if the publisher sends temporal layers.
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
    """True after an ICE restart: the peer keeps its keys, its slots and their sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a slot is to show. ``source=None`` empties the slot; ``layer`` is the highest wanted."""

    mid: str
    source: SourceName | None
    layer: Layer = Layer.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerUp:
    """ICE and DTLS are complete; media may flow."""

    peer: PeerId


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerDown:
    """The peer is gone: closed, or silent for longer than the consent time (RFC 7675 §5.1).

    Not emitted when a second `MediaEngine.connect` replaces a peer under the same id.
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
    """A source ended with its peer, or sent no packets for some seconds.

    Not emitted when another peer publishes under the same name by then.
    """

    peer: PeerId
    source: SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLayers:
    """The layers of a picture that any slot wants, smallest first; empty: no slot wants it.

    Until the first such event all layers are wanted. Emitted at once when more layers are wanted,
    some seconds late when fewer are, and repeated from time to time; a publisher should send no
    other layers. A picture that no slot wants stays up without packets. Not emitted for audio,
    which costs little and must not lose its first syllable.
    """

    peer: PeerId
    source: SourceName
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The slots of a peer, by mid, whose pictures its link does not carry now; sent on change."""

    peer: PeerId
    mids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessLevels:
    """Loudness of the sources heard lately, in dBov: 0 loudest, -127 silence (RFC 6464 §3)."""

    levels: Mapping[SourceName, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """Quality of one peer's link: loss in each direction as a share 0..1, round trip in ms."""

    peer: PeerId
    loss_up: float
    loss_down: float
    rtt_ms: int | None


EngineEvent = (
    PeerUp | PeerDown | SourceUp | SourceDown | WantedLayers | Paused | LoudnessLevels | LinkReport
)
Listener = Callable[[EngineEvent], None]


class MediaEngine(Protocol):
    """The interface of every engine: in this process, in another one, on another machine.

    The caller chooses all names. Calls about an unknown peer raise `EngineError("no_such_peer")`,
    except `close`, which has no effect. A second `connect` under one peer id replaces the first
    peer, or continues it: see `connect`.
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
        in_step: bool = True,
    ) -> Answer:
        """Answer a client's offer under a room key; peers of other carriers cannot show each other.

        ``publishes`` names the sources of the offer's sending m-sections, in order of the
        m-sections; a section named None, or beyond the names, is answered as inactive.

        With ``in_step`` the client keeps its first audio slot and its first video slot in step,
        which show the same speaker. A receiver of several meetings has no such pair: it would delay
        the sound of one meeting to fit the picture of another.

        An offer of an existing peer with the same certificate and the same m-sections restarts ICE
        (RFC 8445 §9): keys, streams and slots stay, and media uses the old network path until the
        new one works. Then `Answer.continues` is true, and no event is emitted.

        Raises:
            EngineError: ``bad_offer`` when the offer cannot be read or has no usable codec;
                ``no_engine`` when the process that carries media does not answer.
        """
        ...

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what the given slots of a peer show from now on; other slots are unchanged."""
        ...

    async def close(self, peer: PeerId) -> None:
        """Forget a peer; its sources end. Unknown peers are ignored."""
        ...

    def stats(self) -> Mapping[str, float]:
        """Return counters for ``/metrics`` by name (``snake_case`` with unit)."""
        ...

    @property
    def carriers(self) -> int:
        """How many carriers there are; changes only when all peers are down."""
        ...


def carrier_of(room_key: str, carriers: int) -> int:
    """Return which carrier has a room key, from 0: the same in every process of an installation."""
    return zlib.crc32(room_key.encode()) % carriers
