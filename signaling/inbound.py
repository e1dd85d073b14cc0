"""Messages of clients: one class per message, distinguished by ``type``.

Extra fields are refused, every text and list is bounded. Nothing here acts on a message.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
)

from live.errors import BadPacket
from live.ids import CommandId, DeviceId, MeetingId
from live.media.engine import Layer
from live.media.preference import MediaPreference
from live.meeting.words import Microphone
from signaling import limits
from signaling.admission import Where
from signaling.wire import Part

Name = StringConstraints(
    min_length=1, max_length=limits.NAME_CHARACTERS, pattern=r"^[A-Za-z0-9_.:-]+$"
)
Meeting = Annotated[MeetingId, Name]
PcName = Annotated[str, Name]


class InboundMessage(BaseModel):
    """Base of all inbound messages: frozen; unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Hello(InboundMessage):
    """The first message: token, device, and the versions of views that the client holds.

    ``at_door``: the owner has not entered yet, see `Enter`. ``microphone``: see `ReportMicrophone`.
    ``where``: from where a member says to take part.
    """

    type: Literal["hello"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=limits.TOKEN_CHARACTERS)]
    device: Annotated[DeviceId, Name]
    have: dict[Meeting, Annotated[int, Field(ge=0)]] = {}
    at_door: bool = False
    microphone: Microphone | None = None
    where: Where | None = None


class Enter(InboundMessage):
    """The owner, who was at the door, enters the meeting."""

    type: Literal["enter"]


class Do(InboundMessage):
    """A command to a meeting. A repeat with the same ``id`` is recorded once."""

    type: Literal["do"]
    id: Annotated[CommandId, Name]
    meeting: Meeting
    command: Annotated[str, Name]
    args: dict[str, Any] = {}


class Connect(InboundMessage):
    """An SDP offer: ``sends`` names its sending m-sections in order.

    ``meeting`` is where they are published, if the client follows several meetings; a supervisor
    publishes them in those of ``also`` as well.
    """

    type: Literal["connect"]
    pc: PcName
    sdp: Annotated[str, StringConstraints(min_length=1, max_length=limits.SDP_CHARACTERS)]
    sends: Annotated[tuple[Part, ...], Field(max_length=limits.SECTIONS)] = ()
    meeting: Meeting | None = None
    also: Annotated[tuple[Meeting, ...], Field(max_length=limits.TILES)] = ()


class Disconnect(InboundMessage):
    """The client ends a peer connection."""

    type: Literal["disconnect"]
    pc: PcName


class ShowStage(InboundMessage):
    """The highest layer that a member or site wants in its slots."""

    type: Literal["show"]
    pc: PcName
    layer: Layer = Layer.FULL


class ShowWall(InboundMessage):
    """The meetings that a supervisor wants, by video slot (None: an empty one); one may be large,
    with its shared screen or without, one listened to."""

    type: Literal["show"]
    pc: PcName
    meetings: Annotated[tuple[Meeting | None, ...], Field(max_length=limits.TILES)]
    large: Meeting | None = None
    large_layer: Layer = Layer.FULL
    screen: bool = False
    listen: Meeting | None = None
    layer: Layer = Layer.QUARTER


class Prefer(InboundMessage):
    """How much sound and picture this device is to get; remembered for the device's owner."""

    type: Literal["prefer"]
    media: MediaPreference


class ReportMicrophone(InboundMessage):
    """Whether this device can be heard once the floor opens its microphone."""

    type: Literal["microphone"]
    state: Microphone


class Ping(InboundMessage):
    """Asks for a `Pong`: tests the connection, and asks for the server's time."""

    type: Literal["ping"]


def tag_of(raw: Any) -> str | None:  # noqa: ANN401 - JSON before it is checked
    """Return the class tag of a JSON value; ``show`` with ``meetings`` is a wall."""
    if not isinstance(raw, dict):
        return None
    kind = raw.get("type")
    if kind == "show":
        return "wall" if "meetings" in raw else "stage"
    return kind if isinstance(kind, str) else None


Inbound = (
    Hello
    | Enter
    | Do
    | Connect
    | Disconnect
    | ShowStage
    | ShowWall
    | Prefer
    | ReportMicrophone
    | Ping
)

ADAPTER: TypeAdapter[Inbound] = TypeAdapter(
    Annotated[
        Annotated[Hello, Tag("hello")]
        | Annotated[Enter, Tag("enter")]
        | Annotated[Do, Tag("do")]
        | Annotated[Connect, Tag("connect")]
        | Annotated[Disconnect, Tag("disconnect")]
        | Annotated[ShowStage, Tag("stage")]
        | Annotated[ShowWall, Tag("wall")]
        | Annotated[Prefer, Tag("prefer")]
        | Annotated[ReportMicrophone, Tag("microphone")]
        | Annotated[Ping, Tag("ping")],
        Discriminator(tag_of),
    ]
)


def message_untrusted(text: str) -> Inbound:
    """Parse a client's message.

    Raises:
        BadPacket: not JSON, not a message, a field unknown, too long or of the wrong type. Names
            the field, never its value, which may be a secret.
    """
    try:
        return ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadPacket(f"{field}: {first['type']}" if field else first["type"]) from None
