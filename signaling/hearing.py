"""Whether audio packets arrive from a speaker whose page reports that its microphone is on.

A page reports its microphone (`inbound.ReportMicrophone`). While the page's owner has the floor,
audio packets should arrive. If none do for `SILENT_S`, that is recorded, and their return too. A
page that reported nothing is assumed to be heard. Pure: sources, times and meetings come in; what
is to be recorded goes out.
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
"""Seconds without packets after which a speaker counts as not heard: longer than a new connection
takes, and longer than the engine (`live.media.sfu`) takes to report a source as down; chosen."""


class Hearing:
    """Tracks since when speakers' packets are missing."""

    def __init__(self) -> None:
        self._silent_since: dict[tuple[MeetingId, TurnId], float] = {}

    def verdicts(
        self,
        meetings: Iterable[Meeting],
        live: Collection[SourceName],
        clients: Collection[Client],
        now: float,
    ) -> list[tuple[MeetingId, Actor, Microphone]]:
        """Return the microphone states to record: meeting, actor of the device, state.

        Args:
            meetings: their present states.
            live: sources of which packets arrive.
            clients: clients connected to this process.
            now: monotonic seconds.
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
    """Yield the clients here (with devices) that should send a speaker's audio and report it on."""
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
