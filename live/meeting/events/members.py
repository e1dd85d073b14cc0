"""Events of the list of members: it follows the branch's register, or that alone moved on."""

from pydantic.dataclasses import dataclass

from live.meeting import state as s
from live.meeting.events.base import STRICT, Event
from live.meeting.roster import Member, Venue
from live.meeting.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RegisterFollowed(Event):
    """Before opening: what the meeting takes from the registers is like this now."""

    branch: s.Named
    unit: s.Named
    place: str
    members: tuple[Member, ...]
    sites: tuple[Venue, ...]
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RegisterChanged(Event):
    """After opening: the branch's list is like this now; that of the meeting stays as it is."""

    members: tuple[Member, ...]
