"""Messages between processes about media, over the bus or over a stream.

Versioned: another version is refused with a sentence. Sizes are bounded by the transports (the bus,
a frame of `live.media.process`) and by signaling's limit on offers.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from live.errors import BadPacket
from live.media.engine import (
    Answer,
    EngineEvent,
    LinkReport,
    LoudnessLevels,
    Paused,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
    WantedLayers,
)

T = TypeVar("T")

VERSION: Final = 2
PRESENCE_PREFIX = "media/node/"
PRESENCE_TTL_S = 3.0
PRESENCE_EVERY_S = 1.0
"""A node counts as dead after it missed two of three renewals, so that its clients are on another
node within 3 s."""
EVENTS_TOPIC = "media/events"


def requests_topic(node: str) -> str:
    """Return the bus topic of requests to a node."""
    return f"media/requests/{node}"


def replies_topic(node: str) -> str:
    """Return the bus topic of replies to a node."""
    return f"media/replies/{node}"


class NodeMessage(BaseModel):
    """Base of all messages: frozen, no unknown fields, one version."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    v: Literal[2] = VERSION


class NodePresence(NodeMessage):
    """A node that can carry media, and when it started."""

    node: str
    since_ms: int
    carriers: int = Field(ge=1)
    """See `MediaEngine.carriers`."""


class ConnectRequest(NodeMessage):
    """See `MediaEngine.connect`."""

    type: Literal["connect"] = "connect"
    id: str
    asker: str = ""
    """The node to reply to; empty on a stream, where replies go to the other end."""
    peer: PeerId
    sdp: str
    publishes: tuple[SourceName | None, ...]
    room_key: str
    in_step: bool = True


class RouteRequest(NodeMessage):
    """See `MediaEngine.route`."""

    type: Literal["route"] = "route"
    id: str
    asker: str = ""
    peer: PeerId
    routes: tuple[Route, ...]


class CloseRequest(NodeMessage):
    """See `MediaEngine.close`."""

    type: Literal["close"] = "close"
    id: str
    asker: str = ""
    peer: PeerId


class StatsRequest(NodeMessage):
    """Asks for `Stats`; sent every second over a stream, also to check that the engine lives."""

    type: Literal["stats"] = "stats"
    id: str
    asker: str = ""


class SnapshotRequest(NodeMessage):
    """Asks for a `Snapshot`; sent after a new node is elected, or after events were lost."""

    type: Literal["snapshot"] = "snapshot"
    id: str
    asker: str


class Answered(NodeMessage):
    """A connect was served."""

    type: Literal["answered"] = "answered"
    id: str
    answer: Answer


class Completed(NodeMessage):
    """A route or close was served."""

    type: Literal["done"] = "done"
    id: str


class Failed(NodeMessage):
    """The engine raised `EngineError`."""

    type: Literal["failed"] = "failed"
    id: str
    code: str
    detail: str


class Stats(NodeMessage):
    """See `MediaEngine.stats`."""

    type: Literal["stats"] = "stats"
    id: str
    stats: Mapping[str, float]


class Snapshot(NodeMessage):
    """All peers and sources that are up."""

    type: Literal["snapshot"] = "snapshot"
    id: str
    peers: tuple[PeerUp, ...]
    sources: tuple[SourceUp, ...]


class EventsTold(NodeMessage):
    """An event of a node's engine; ``type`` names the variant."""

    node: str = ""
    """The node of the engine; empty on a stream, where it is the other end."""


class ToldPeerUp(EventsTold):
    """`PeerUp`."""

    type: Literal["peer_up"] = "peer_up"
    event: PeerUp


class ToldPeerDown(EventsTold):
    """`PeerDown`."""

    type: Literal["peer_down"] = "peer_down"
    event: PeerDown


class ToldSourceUp(EventsTold):
    """`SourceUp`."""

    type: Literal["source_up"] = "source_up"
    event: SourceUp


class ToldSourceDown(EventsTold):
    """`SourceDown`."""

    type: Literal["source_down"] = "source_down"
    event: SourceDown


class ToldWanted(EventsTold):
    """`WantedLayers`."""

    type: Literal["wanted"] = "wanted"
    event: WantedLayers


class ToldPaused(EventsTold):
    """`Paused`."""

    type: Literal["paused"] = "paused"
    event: Paused


class ToldLevels(EventsTold):
    """`LoudnessLevels`."""

    type: Literal["levels"] = "levels"
    event: LoudnessLevels


class ToldQuality(EventsTold):
    """`LinkReport`."""

    type: Literal["quality"] = "quality"
    event: LinkReport


AnyTold = (
    ToldPeerUp
    | ToldPeerDown
    | ToldSourceUp
    | ToldSourceDown
    | ToldWanted
    | ToldPaused
    | ToldLevels
    | ToldQuality
)


def told(node: str, event: EngineEvent) -> AnyTold:  # noqa: PLR0911  one for each variant
    """Return the message for an event of a node's engine."""
    match event:
        case PeerUp():
            return ToldPeerUp(node=node, event=event)
        case PeerDown():
            return ToldPeerDown(node=node, event=event)
        case SourceUp():
            return ToldSourceUp(node=node, event=event)
        case SourceDown():
            return ToldSourceDown(node=node, event=event)
        case WantedLayers():
            return ToldWanted(node=node, event=event)
        case Paused():
            return ToldPaused(node=node, event=event)
        case LoudnessLevels():
            return ToldLevels(node=node, event=event)
        case LinkReport():
            return ToldQuality(node=node, event=event)


EngineRequest = ConnectRequest | RouteRequest | CloseRequest | StatsRequest
"""Requests that an engine can answer by itself."""
AnyRequest = EngineRequest | SnapshotRequest
AnyReply = Answered | Completed | Failed | Stats | Snapshot
EngineSays = Answered | Completed | Failed | Stats | AnyTold
"""Messages from an engine over a stream: replies and events, in the order in which they arose."""

_LATER: Final = ConfigDict(defer_build=True)
"""Adapters are built when first used, because a process parses only some of these messages."""
_REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(
    Annotated[AnyRequest, Field(discriminator="type")], config=_LATER
)
_ENGINE_REQUEST: TypeAdapter[EngineRequest] = TypeAdapter(
    Annotated[EngineRequest, Field(discriminator="type")], config=_LATER
)
_ENGINE_SAYS: TypeAdapter[EngineSays] = TypeAdapter(
    Annotated[EngineSays, Field(discriminator="type")], config=_LATER
)
_REPLY: TypeAdapter[AnyReply] = TypeAdapter(
    Annotated[AnyReply, Field(discriminator="type")], config=_LATER
)
_PRESENCE: TypeAdapter[NodePresence] = TypeAdapter(NodePresence)
_TOLD: TypeAdapter[AnyTold] = TypeAdapter(
    Annotated[AnyTold, Field(discriminator="type")], config=_LATER
)


def request_untrusted(data: bytes) -> AnyRequest:
    """Parse a request.

    Raises:
        BadPacket: not a request, or of another version.
    """
    return read_untrusted(_REQUEST, data)


def engine_request_untrusted(data: bytes) -> EngineRequest:
    """Parse a request that came over a stream.

    Raises:
        BadPacket: not a request of `EngineRequest`, or of another version.
    """
    return read_untrusted(_ENGINE_REQUEST, data)


def engine_says_untrusted(data: bytes) -> EngineSays:
    """Parse a reply or event that came over a stream.

    Raises:
        BadPacket: neither, or of another version.
    """
    return read_untrusted(_ENGINE_SAYS, data)


def reply_untrusted(data: bytes) -> AnyReply:
    """Parse a reply.

    Raises:
        BadPacket: not a reply, or of another version.
    """
    return read_untrusted(_REPLY, data)


def event_untrusted(data: bytes) -> AnyTold:
    """Parse an event.

    Raises:
        BadPacket: not an event, or of another version.
    """
    return read_untrusted(_TOLD, data)


def presence_untrusted(data: bytes) -> NodePresence:
    """Parse a presence.

    Raises:
        BadPacket: not a presence, or of another version.
    """
    return read_untrusted(_PRESENCE, data)


def encode(message: NodeMessage) -> bytes:
    """Return the JSON of a message."""
    return message.model_dump_json().encode()


def read_untrusted(adapter: TypeAdapter[T], data: bytes) -> T:
    """Parse a message of one of several types.

    Raises:
        BadPacket: not one of these types; the text names the version if that is another one.
    """
    try:
        return adapter.validate_json(data)
    except ValidationError as error:
        raise BadPacket(_why(data)) from error


class _Versioned(BaseModel):
    """The one field that every version has."""

    v: int


def _why(data: bytes) -> str:
    """Return the error text; names another version, because an operator can fix that."""
    try:
        version = _Versioned.model_validate_json(data).v
    except ValidationError:
        return "not understood"
    if version == VERSION:
        return "not understood"
    return (
        f"version {version} of the media messages is not spoken here, only {VERSION}; "
        "run the same release on both sides"
    )
