"""The link quality of all clients of a meeting, and its silent microphone, across processes.

Each process knows its own clients and sends notes to the others; the last note of a process is
dropped after `FORGET_S`. Pure: notes and times come in, no bus and no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter, ValidationError

from live.errors import BadPacket
from live.ids import MeetingId, NodeId
from live.media.preference import MediaPreference
from live.supervision.links import LinkQuality

LINKS_TOPIC: Final = "links"
"""Bus topic: notes about link quality; see `FarLinks.take_untrusted`."""
TELL_S: Final = 10.0
"""Seconds after which an unchanged note is sent again, for processes started since; chosen."""
FORGET_S: Final = 25.0
"""Seconds after which a note is dropped: two later ones are missing by then; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLinks:
    """Link quality, media preferences and silent microphones in one meeting, by feed."""

    links: Mapping[str, LinkQuality] = field(default_factory=dict)
    media: Mapping[str, MediaPreference] = field(default_factory=dict)
    """The highest preference among a feed's devices."""
    quiet: Mapping[str, int] = field(default_factory=dict)
    """Since when the speaker's open microphone gives no sound, in wall clock time."""

    @property
    def less(self) -> dict[str, MediaPreference]:
        """The preferences of feeds of which no device gets everything."""
        return {v: media for v, media in self.media.items() if media is not MediaPreference.FULL}


NOTHING: Final = MeetingLinks()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksNote:
    """A note on the bus: what one process knows."""

    node: NodeId
    meetings: Mapping[MeetingId, MeetingLinks]


ADAPTER: Final = TypeAdapter(LinksNote)


def merged(parts: Iterable[MeetingLinks]) -> MeetingLinks:
    """Merge what several processes know; of several links of one feed the first is kept."""
    links: dict[str, LinkQuality] = {}
    media: dict[str, MediaPreference] = {}
    quiet: dict[str, int] = {}
    for part in parts:
        links = {**part.links, **links}
        quiet = {**part.quiet, **quiet}
        for feed, wish in part.media.items():
            media[feed] = more(wish, media.get(feed, wish))
    return MeetingLinks(links=links, media=media, quiet=quiet)


def more(one: MediaPreference, other: MediaPreference) -> MediaPreference:
    """Return the higher of two preferences."""
    order = (MediaPreference.NONE, MediaPreference.SOUND, MediaPreference.FULL)
    return max(one, other, key=order.index)


def note(node: NodeId, meetings: Mapping[MeetingId, MeetingLinks]) -> bytes:
    """Return the note that a process sends to the others."""
    return ADAPTER.dump_json(LinksNote(node=node, meetings=meetings))


class FarLinks:
    """The last note of every other process.

    Args:
        node: this process, whose own notes are ignored.
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
        """Return what each other process knows of a meeting."""
        self._told = {n: kept for n, kept in self._told.items() if now - kept[0] < FORGET_S}
        return [told.meetings.get(meeting, NOTHING) for _, told in self._told.values()]
