"""Commands beside the meeting's business: undo, devices, deadlines."""

from pydantic.dataclasses import dataclass

from live.ids import DeviceId
from live.meeting.commands.strict import STRICT
from live.meeting.words import Microphone


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Undo:
    """Take back one's own last action, soon, unless somebody acted on the same thing."""

    version: int


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceCame:
    """The server saw a device connect. Sent by the server alone.

    ``entered``: its owner has just come in by the door, and so says where to take part; a device
    that comes back after a break says nothing.
    """

    device: DeviceId
    node: str
    microphone: Microphone = Microphone.ON
    entered: bool = False


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SetMicrophone:
    """A device can be heard from now, or cannot. Sent by the server alone."""

    device: DeviceId
    microphone: Microphone


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeviceWent:
    """A device went; ``silent_ms``: for how long it, or the server that held it, had shown no sign
    of life when that was noticed. Server alone."""

    device: DeviceId
    node: str
    silent_ms: int = 0


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Tick:
    """A deadline passed (`deadline`): grace ended, a limit was reached. Server alone."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CorrectClock:
    """The clock of the server's machine was set: this is the hour. Server alone."""

    wall_ms: int
