"""One admitted connection, as hub, stage and figures see it. Holds data only."""

from dataclasses import dataclass, field

from live.ids import DeviceId, MeetingId
from live.media.preference import MediaPreference
from live.meeting.permissions import Actor
from live.meeting.words import Microphone
from signaling.admission import Admission, Where
from signaling.channel import Watch
from signaling.outbox import Outbox


@dataclass(slots=True, eq=False)
class Client:
    """Who is connected, from which device, and which meetings it watches.

    ``id`` is unique to this connection; ``device`` stays the same when the device reconnects.
    """

    id: str
    token: str = field(repr=False)
    device: DeviceId
    number: int
    """Orders the connections of this process by when they said hello."""
    opened_ms: int
    """Wall clock when it said hello; orders the connections of a device to several processes."""
    admission: Admission
    outbox: Outbox = field(default_factory=Outbox)
    watches: dict[MeetingId, Watch] = field(default_factory=dict)
    media: MediaPreference = MediaPreference.FULL
    """How much sound and picture the device gets."""
    microphone: Microphone | None = None
    """Whether the device can be heard, as its page reported; None: the page reported nothing."""
    where: Where | None = None
    """From where the owner said to take part; passed on each time the client is readmitted."""
    silent_ms: int = 0
    """Milliseconds without data from the client when its connection ended."""
    at_door: bool = False
    """The owner has not entered: sees the meeting, but is not recorded as present."""

    @property
    def key(self) -> tuple[str, DeviceId]:
        """The link and the device; the same for every connection of one device."""
        return self.admission.key, self.device

    @property
    def actor(self) -> Actor:
        """The actor of commands that come over this connection."""
        return self.admission.actor_on(self.device)
