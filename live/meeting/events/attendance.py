"""Events of attendance: devices, presence, absence, corrections."""

from pydantic.dataclasses import dataclass

from live.ids import DeviceId, PersonId, SiteId
from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.permissions import Role
from live.meeting.words import Mark, Microphone


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeviceConnected(Event):
    """A device of a person or a room connected."""

    device: DeviceId
    node: str
    role: Role
    person: PersonId | None
    site: SiteId | None
    name: str = ""
    title: str = ""
    unit: str = ""
    microphone: Microphone = Microphone.ON


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MicrophoneSet(Event):
    """The microphone of a person's or a room's device changed: it can be heard, or why not."""

    device: DeviceId
    person: PersonId | None
    site: SiteId | None
    microphone: Microphone


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DeviceDropped(Event):
    """A device disconnected. ``since_ms``: a guest's last sign of life; None: ``at_ms``."""

    device: DeviceId
    person: PersonId | None
    site: SiteId | None
    since_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonCame(Event):
    """A member is present from now, or moved: in a room, or online (``site`` None)."""

    person: PersonId
    site: SiteId | None
    method: s.Method


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonDropped(Event):
    """A member's last link dropped; the grace period runs. ``since_ms``: the link's last sign of
    life; None: ``at_ms``."""

    person: PersonId
    since_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonReturned(Event):
    """A member's link came back within the grace period: presence goes on without a gap."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class PersonLeft(Event):
    """A member left at ``left_ms`` (when the link dropped, or when the desk marked it)."""

    person: PersonId
    left_ms: int


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AbsenceMarked(Event):
    """A member is absent, with or without a reason."""

    person: PersonId
    mark: Mark
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MarkCleared(Event):
    """A member's absence, or presence by hand, code or number, was taken back."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AttendanceCorrected(Event):
    """A member's record was corrected; the record before it is kept with the correction."""

    person: PersonId
    reason: str
    was: str
    intervals: tuple[s.Interval, ...]
    absence: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RollCallReported(Event):
    """The attendance was read out."""

    figures: s.RollCall
