"""What a client may say: one class per message, told apart by ``type``.

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
    """Common to all: frozen, and a field that we do not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Hello(InboundMessage):
    """The first message: who I am, which device, and which versions of which views I hold.

    ``at_door``: its owner has not entered yet, see `Enter`. ``microphone``: see `ReportMicrophone`.
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
    """The owner, who was only at the door, comes in."""

    type: Literal["enter"]


class Do(InboundMessage):
    """A command to a meeting. ``id`` makes a repeat harmless."""

    type: Literal["do"]
    id: Annotated[CommandId, Name]
    meeting: Meeting
    command: Annotated[str, Name]
    args: dict[str, Any] = {}


class Connect(InboundMessage):
    """An offer: ``sends`` names the sending m-sections in their order.

    ``meeting`` says where they are published, for who follows several meetings.
    """

    type: Literal["connect"]
    pc: PcName
    sdp: Annotated[str, StringConstraints(min_length=1, max_length=limits.SDP_CHARACTERS)]
    sends: Annotated[tuple[Part, ...], Field(max_length=limits.SECTIONS)] = ()
    meeting: Meeting | None = None


class Disconnect(InboundMessage):
    """The peer connection is over."""

    type: Literal["disconnect"]
    pc: PcName


class ShowStage(InboundMessage):
    """What a member or site wants in its slots: at most this layer."""

    type: Literal["show"]
    pc: PcName
    layer: Layer = Layer.FULL


class ShowWall(InboundMessage):
    """What a supervisor wants: meetings in order of video slots, one large, one to listen to."""

    type: Literal["show"]
    pc: PcName
    meetings: Annotated[tuple[Meeting, ...], Field(max_length=limits.TILES)]
    large: Meeting | None = None
    listen: Meeting | None = None
    layer: Layer = Layer.QUARTER


class Prefer(InboundMessage):
    """How much sound and picture this device gets; remembered for its owner."""

    type: Literal["prefer"]
    media: MediaPreference


class ReportMicrophone(InboundMessage):
    """Whether this device can be heard once the floor opens its microphone."""

    type: Literal["microphone"]
    state: Microphone


class Ping(InboundMessage):
    """Are you there, and what time is it?"""

    type: Literal["ping"]


def tag_of(raw: Any) -> str | None:  # noqa: ANN401 - JSON before it is checked
    """Return which class a JSON value wants to be; a show with meetings is a wall."""
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
    """Parse what a client sent.

    Raises:
        BadPacket: not JSON, not a message, a field too many, too long or of the wrong type. Says
            where, never what: the value may be a secret.
    """
    try:
        return ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadPacket(f"{field}: {first['type']}" if field else first["type"]) from None
