"""Whether the sound that a page promises arrives: packets are believed, not words.

A page says that its microphone is on (`inbound.SetMicrophone`). While its owner has the floor,
packets of it should arrive; when none do for a while, the record is told so, and told again when
they come. Only of pages that said it: who never said anything about a microphone is believed to be
heard. Pure: sources, times and meetings come in; what is to be recorded goes out.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from live.ids import DeviceId, MeetingId, TurnId
from live.media.engine import SourceName
from live.meeting.feeds import feed_of
from live.meeting.permissions import Actor
from live.meeting.state import Device, Meeting, SiteFeed, Turn
from live.meeting.words import Microphone
from signaling.client import Client
from signaling.stage import key_of
from signaling.wire import Part, source_name

SILENT_S: Final = 6.0
"""Seconds without packets after which no sound comes: longer than a connection that is made anew
needs, and a source that pauses (`live.media.sfu`) is told as down; chosen."""


class Hearing:
    """What this process knows of the speakers' packets."""

    def __init__(self) -> None:
        self._silent_since: dict[tuple[MeetingId, TurnId], float] = {}

    def verdicts(
        self,
        meetings: Iterable[Meeting],
        live: Collection[SourceName],
        clients: Collection[Client],
        now: float,
    ) -> list[tuple[MeetingId, Actor, Microphone]]:
        """Return of whose device the record is to learn something, and what.

        Args:
            meetings: as they stand.
            live: sources of which packets arrive.
            clients: who is connected to this process.
            now: seconds that never go back.
        """
        before, self._silent_since = self._silent_since, {}
        found = []
        for meeting in meetings:
            turn = meeting.floor.turn
            if turn is None:
                continue
            key = meeting.facts.id, turn.id
            feed = key_of(feed_of(meeting, turn.person))
            arrives = source_name(meeting.facts.id, feed, Part.MICROPHONE) in live
            if not arrives:
                self._silent_since[key] = before.get(key, now)
            is_silent = not arrives and now - self._silent_since[key] >= SILENT_S
            for client, device in _speakers(meeting, turn, clients):
                if device.microphone is Microphone.ON and is_silent:
                    found.append((meeting.facts.id, client.actor, Microphone.NO_PATH))
                elif device.microphone is Microphone.NO_PATH and arrives:
                    found.append((meeting.facts.id, client.actor, Microphone.ON))
        return found


def _speakers(
    meeting: Meeting, turn: Turn, clients: Collection[Client]
) -> Iterator[tuple[Client, Device]]:
    """Yield the clients here that should carry a speaker's voice and say that they do."""
    feed = feed_of(meeting, turn.person)
    devices: dict[DeviceId, Device]
    if isinstance(feed, SiteFeed):
        devices = dict(list(meeting.sites[feed.site].devices.items())[:1])
    else:
        row = meeting.attendance.rows.get(feed.person)
        guest = meeting.supervision.guests.get(feed.person)
        devices = dict(row.devices if row else guest.devices if guest else {})
    for client in clients:
        device = devices.get(client.device)
        if device and client.microphone is Microphone.ON and not client.at_door:
            yield client, device
