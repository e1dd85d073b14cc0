"""One admitted connection, as hub, stage and figures see it. Holds, does nothing."""

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
    """Who is connected, from which device, watching what.

    ``id`` is this connection's alone; the device comes back under the same name with another one.
    """

    id: str
    token: str = field(repr=False)
    device: DeviceId
    opened_ms: int
    admission: Admission
    outbox: Outbox = field(default_factory=Outbox)
    watches: dict[MeetingId, Watch] = field(default_factory=dict)
    media: MediaPreference = MediaPreference.FULL
    """How much sound and picture the device gets."""
    microphone: Microphone | None = None
    """Whether the device can be heard, as its page says; None: it never said anything."""
    where: Where | None = None
    """From where its owner said to take part; asked anew it is admitted as the same."""
    silent_ms: int = 0
    """When its connection ended, for how long nothing had come over it."""
    at_door: bool = False
    """Its owner has not entered: sees the meeting, is not in it, and not on its record."""

    @property
    def key(self) -> tuple[str, DeviceId]:
        """What two connections of one device have in common: the link and the device."""
        return self.admission.key, self.device

    @property
    def actor(self) -> Actor:
        """Who acts when this connection asks for something."""
        return self.admission.actor_on(self.device)
