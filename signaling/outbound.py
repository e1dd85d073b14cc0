"""Messages of the server: one class per message. `PROTOCOL.md` says when each is sent."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from live.errors import Fact
from live.ids import BallotId, CommandId, MeetingId, NodeId, SiteId
from live.media.engine import Layer
from live.media.preference import MediaPreference
from live.supervision.catalogue import Kind, Level
from live.supervision.links import Grade
from signaling.sync import Op
from signaling.wire import Part


class OutboundMessage(BaseModel):
    """Base of all outbound messages: frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Welcome(OutboundMessage):
    """The token is accepted: role, name, the meetings that follow, and the stored preference."""

    type: Literal["welcome"] = "welcome"
    server_ms: int
    role: str
    name: str
    language: str
    meetings: tuple[MeetingId, ...]
    node: NodeId
    media: MediaPreference


class State(OutboundMessage):
    """The whole view of a meeting."""

    type: Literal["state"] = "state"
    meeting: MeetingId
    version: int
    view: dict[str, Any]
    server_ms: int


class Patch(OutboundMessage):
    """What changed in a view between two versions."""

    type: Literal["patch"] = "patch"
    meeting: MeetingId
    from_: int = Field(serialization_alias="from")
    version: int
    ops: list[Op]
    server_ms: int


class Carriers(OutboundMessage):
    """The number of each meeting's media process; a peer connection shows those of one number."""

    type: Literal["carriers"] = "carriers"
    of: dict[MeetingId, int]


class Gone(OutboundMessage):
    """The client may no longer see a meeting, or no longer follows it."""

    type: Literal["gone"] = "gone"
    meeting: MeetingId
    reason: Literal["over", "not_followed"]


class Done(OutboundMessage):
    """A command is recorded durably; the view at ``version`` or later contains it."""

    type: Literal["done"] = "done"
    id: CommandId
    meeting: MeetingId
    version: int


class Voted(OutboundMessage):
    """The owner's own secret vote is in the ballot box; told to the owner's devices alone."""

    type: Literal["voted"] = "voted"
    meeting: MeetingId
    ballot: BallotId


class Refused(OutboundMessage):
    """A message was refused; ``id``: its command's id or its ``pc``; null before a close."""

    type: Literal["refused"] = "refused"
    id: str | None
    code: str
    facts: dict[str, Fact] = {}


class SlotName(OutboundMessage):
    """One outgoing stream as answered."""

    mid: str
    kind: Literal["audio", "video"]
    index: int


class Reason(OutboundMessage):
    """Why a part of a request was refused."""

    code: str
    facts: dict[str, Fact] = {}


class Connected(OutboundMessage):
    """The SDP answer, and the slots that the receiving m-sections became.

    ``continues``: the previous connection goes on, with its keys and the sources of its slots.
    ``silent``: why microphone and camera were answered inactive; null: they were not.
    """

    type: Literal["connected"] = "connected"
    pc: str
    sdp: str
    slots: tuple[SlotName, ...]
    continues: bool
    silent: Reason | None


class Fill(OutboundMessage):
    """What one slot shows from now on. ``live``: its packets arrive at the server now."""

    mid: str
    meeting: MeetingId | None
    source: str | None
    name: str
    live: bool


class Slots(OutboundMessage):
    """What every slot of a peer connection shows; ``on_air``: all see this client's camera."""

    type: Literal["slots"] = "slots"
    pc: str
    fill: tuple[Fill, ...]
    on_air: bool


class Dropped(OutboundMessage):
    """The server has lost a peer connection that the client did not end."""

    type: Literal["dropped"] = "dropped"
    pc: str
    reason: str


class Wanted(OutboundMessage):
    """The layers of a client's picture that any receiver wants; the others need not be sent."""

    type: Literal["wanted"] = "wanted"
    pc: str
    part: Part
    layers: tuple[Layer, ...]


class Code(OutboundMessage):
    """The check-in code of a site, until it rotates."""

    type: Literal["code"] = "code"
    meeting: MeetingId
    site: SiteId
    code: str
    until_ms: int
    url: str


class Loudness(OutboundMessage):
    """Loudness of meetings on a supervisor's wall, in dBov (RFC 6464 §3); only of those where it
    changed."""

    type: Literal["loudness"] = "loudness"
    of: dict[MeetingId, int]


class Quality(OutboundMessage):
    """Link grades of people and sites, and preferences of those who chose less than full media."""

    type: Literal["quality"] = "quality"
    meeting: MeetingId
    links: dict[str, Grade]
    media: dict[str, MediaPreference] = {}


class Acknowledged(OutboundMessage):
    """Which supervisor took note of an alert, and what is done about it."""

    by: str
    word: str
    at_ms: int


class Shelved(OutboundMessage):
    """Which supervisor put an alert away, why, and until when."""

    by: str
    reason: str
    until_ms: int


class Alert(OutboundMessage):
    """One thing that somebody must act on (``alert``), or that is as it should not be (``notice``).

    ``subject``: the room or item, where a meeting has several of one key. ``group``: alerts of one
    cause in several meetings have the same.
    """

    key: str
    subject: str = ""
    kind: Kind = Kind.ALERT
    level: Level
    since_ms: int
    act_by_ms: int | None = None
    facts: dict[str, Fact] = {}
    again: int = 0
    acknowledged: Acknowledged | None = None
    shelved: Shelved | None = None
    group: str | None = None


class Alerts(OutboundMessage):
    """Everything that needs attention in a meeting now."""

    type: Literal["alerts"] = "alerts"
    meeting: MeetingId
    alerts: tuple[Alert, ...]


class Pong(OutboundMessage):
    """Answers a `Ping`, with the server's time."""

    type: Literal["pong"] = "pong"
    server_ms: int


class Bye(OutboundMessage):
    """The connection will be closed, for this reason; see the close codes."""

    type: Literal["bye"] = "bye"
    code: str


Outbound = (
    Welcome
    | State
    | Patch
    | Carriers
    | Gone
    | Done
    | Voted
    | Refused
    | Connected
    | Slots
    | Dropped
    | Wanted
    | Code
    | Loudness
    | Quality
    | Alerts
    | Pong
    | Bye
)
