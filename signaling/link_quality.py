"""How the links of a meeting do, whichever process its people are connected to.

Each process knows those who are connected to it, and tells the others; of a process that was not
heard of for a while nothing is known. Pure: notes and times come in, no bus and no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter, ValidationError

from live.errors import BadPacket
from live.ids import MeetingId, NodeId
from live.media.preference import MediaPreference
from live.supervision.alerts import LinkQuality

LINKS_TOPIC: Final = "links"
"""Bus topic: what a process knows of links; see `FarLinks.take_untrusted`."""
TELL_S: Final = 10.0
"""Seconds after which what did not change is told again, for processes that are new; chosen."""
FORGET_S: Final = 25.0
"""Seconds after which the word of a process is too old: two were lost; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLinks:
    """What is known of one meeting, by feed."""

    links: Mapping[str, LinkQuality] = field(default_factory=dict)
    media: Mapping[str, MediaPreference] = field(default_factory=dict)
    """The most that any device gets."""

    @property
    def less(self) -> dict[str, MediaPreference]:
        """Who chose less, and has no device that gets everything."""
        return {v: media for v, media in self.media.items() if media is not MediaPreference.FULL}


NOTHING: Final = MeetingLinks()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksNote:
    """A note on the bus: what one process knows."""

    node: NodeId
    meetings: Mapping[MeetingId, MeetingLinks]


ADAPTER: Final = TypeAdapter(LinksNote)


def merged(parts: Iterable[MeetingLinks]) -> MeetingLinks:
    """Put together what several know; of one feed's links the first is said."""
    links: dict[str, LinkQuality] = {}
    media: dict[str, MediaPreference] = {}
    for part in parts:
        links = {**part.links, **links}
        for feed, wish in part.media.items():
            media[feed] = more(wish, media.get(feed, wish))
    return MeetingLinks(links=links, media=media)


def more(one: MediaPreference, other: MediaPreference) -> MediaPreference:
    """Return which of two is more."""
    order = (MediaPreference.NONE, MediaPreference.SOUND, MediaPreference.FULL)
    return max(one, other, key=order.index)


def note(node: NodeId, meetings: Mapping[MeetingId, MeetingLinks]) -> bytes:
    """Return what a process tells the others."""
    return ADAPTER.dump_json(LinksNote(node=node, meetings=meetings))


class FarLinks:
    """What the other processes said last.

    Args:
        node: this process, whose own notes come back and are nothing new.
    """

    def __init__(self, node: NodeId) -> None:
        self._node = node
        self._told: dict[NodeId, tuple[float, LinksNote]] = {}

    def take_untrusted(self, payload: bytes, now: float) -> None:
        """Take a note at ``now``, monotonic seconds.

        Raises:
            BadPacket: the note is not one of ours.
        """
        try:
            told = ADAPTER.validate_json(payload)
        except ValidationError as error:
            raise BadPacket("links note") from error
        if told.node != self._node:
            self._told[told.node] = now, told

    def of(self, meeting: MeetingId, now: float) -> list[MeetingLinks]:
        """Return what each of the others knows of a meeting."""
        self._told = {n: kept for n, kept in self._told.items() if now - kept[0] < FORGET_S}
        return [told.meetings.get(meeting, NOTHING) for _, told in self._told.values()]
