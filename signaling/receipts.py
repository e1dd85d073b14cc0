"""Tells people that their secret vote is in the ballot box: each one's own devices, nobody else.

Votes are announced between processes without names; each process looks into the box for the people
who are connected to it. However many votes come meanwhile, one look tells about all of them.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from live.errors import StoreUnavailable
from live.ids import MeetingId
from signaling.channel import Channel
from signaling.hub import MeetingService
from signaling.outbound import Voted

AGAIN_S: Final = 1.0
"""Seconds until the next look after one that found storage away; chosen."""

log = logging.getLogger(__name__)


class Receipts:
    """The messages `Voted` of this process."""

    def __init__(self, meetings: MeetingService, channels: Mapping[MeetingId, Channel]) -> None:
        self._meetings = meetings
        self._channels = channels
        self._due: set[MeetingId] = set()
        self._woken = asyncio.Event()

    def look(self, meeting: MeetingId) -> None:
        """Look into the box of a meeting soon: somebody voted, or came."""
        self._due.add(meeting)
        self._woken.set()

    def look_everywhere(self) -> None:
        """Look into every box: notes were lost."""
        for meeting in self._channels:
            self.look(meeting)

    async def run(self) -> None:
        """Tell people until cancelled."""
        while True:
            while not self._due:
                self._woken.clear()
                await self._woken.wait()
            meeting = self._due.pop()
            if channel := self._channels.get(meeting):
                try:
                    await self._tell(meeting, channel)
                except StoreUnavailable as error:
                    log.info("nobody is told of votes for now: %s", error.code)
                    self._due.add(meeting)
                    await asyncio.sleep(AGAIN_S)

    async def _tell(self, meeting: MeetingId, channel: Channel) -> None:
        """Tell those whose vote in the open secret ballot is in the box.

        Raises:
            StoreUnavailable: the box cannot be read now.
        """
        known = await self._meetings.voters(meeting)
        if known is None:
            return
        ballot, voters = known
        for watch in channel.watches:
            if watch.actor.person in voters and watch.receipt != ballot:
                watch.receipt = ballot
                watch.outbox.reply(Voted(meeting=meeting, ballot=ballot))
