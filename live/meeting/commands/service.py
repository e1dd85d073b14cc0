"""Commands about undo, devices, deadlines and the clock."""

from pydantic.dataclasses import dataclass

from live.ids import DeviceId
from live.meeting.commands.strict import STRICT
from live.meeting.words import Microphone, PictureSize


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Undo:
    """Undo the sender's last action, within `undoing.UNDO_MS` and unless somebody acted on the same
    thing since. ``version``: the one that the action's first event led to."""

    version: int


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceCame:
    """A device connected. Sent by the server alone.

    ``entered``: the person has just entered from the join page, and so takes part where the link
    says; a device that only reconnects does not change where its person is.
    """

    device: DeviceId
    node: str
    microphone: Microphone = Microphone.ON
    entered: bool = False


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SetMicrophone:
    """Set whether a device's microphone can be heard. Sent by the server alone."""

    device: DeviceId
    microphone: Microphone


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SetPicture:
    """Set how large a supervisor's device shows the meeting, for ``ago_ms`` already. Sent by the
    server alone."""

    device: DeviceId
    picture: PictureSize
    ago_ms: int = 0


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceWent:
    """A device disconnected. ``silent_ms``: how long ago the device, or the server process that
    held its connection, last gave a sign of life. Sent by the server alone."""

    device: DeviceId
    node: str
    silent_ms: int = 0


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Tick:
    """Act on deadlines that passed (`deadline`): a grace period, a turn's limit. Server alone."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CorrectClock:
    """The server machine's clock was set; ``wall_ms`` is its new time. Server alone."""

    wall_ms: int
