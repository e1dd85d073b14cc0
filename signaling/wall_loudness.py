"""How loud each meeting is, for supervisors' walls.

A wall shows where somebody speaks, not each syllable: one message tells all meetings of a client in
coarse steps, and only those that changed.
"""

from collections.abc import Mapping
from typing import Final

from live.ids import MeetingId
from live.media.preference import MediaPreference
from live.meeting.feeds import feed_key, open_microphones
from live.meeting.permissions import Role
from live.meeting.state import Meeting
from signaling import outbound
from signaling.channel import SILENT_DBOV, Channel
from signaling.outbox import Outbox
from signaling.wire import FeedKey, FeedLevels

WALL_S: Final = 0.8
"""Seconds between two messages; chosen: longer than the pauses between words, soon enough to see a
voice begin."""
STEP_DB: Final = 6
"""dB between two steps, and by how much loudness has to change to be told; chosen: the least that
is clearly louder (`loudness.LOUDER_DB`)."""
KEY: Final = "loudness"


class WallLoudness:
    """How loud each microphone was since the last message, and the step its meeting is on."""

    def __init__(self) -> None:
        self._heard: dict[MeetingId, dict[FeedKey, int]] = {}
        self._steps: dict[MeetingId, int] = {}

    def take(self, heard: FeedLevels) -> None:
        """Take what the engine heard."""
        for meeting, levels in heard.items():
            loudest = self._heard.setdefault(meeting, {})
            for feed, level in levels.items():
                loudest[feed] = max(level, loudest.get(feed, SILENT_DBOV))

    def show(self, channels: Mapping[MeetingId, Channel]) -> None:
        """Tell every wall what has changed for it."""
        before, self._steps = self._steps, {}
        news: dict[Outbox, dict[MeetingId, int]] = {}
        for meeting, channel in channels.items():
            heard = self._loudest(channel.meeting)
            step = self._steps[meeting] = step_of(heard, before.get(meeting, SILENT_DBOV))
            for watch in channel.watches:
                if watch.actor.role is not Role.SUPERVISOR:
                    continue
                told = step if watch.media is MediaPreference.FULL else SILENT_DBOV
                if told != watch.loudness:
                    watch.loudness = news.setdefault(watch.outbox, {})[meeting] = told
        self._heard.clear()
        for outbox, of in news.items():
            unsent = outbox.unsent(KEY)
            late = unsent.of if isinstance(unsent, outbound.Loudness) else {}
            outbox.figure(KEY, outbound.Loudness(of={**late, **of}))

    def _loudest(self, meeting: Meeting) -> int:
        """Return the level of the loudest microphone that is open now: nobody is watched who is not
        heard."""
        heard = self._heard.get(meeting.facts.id, {})
        open_now = {feed_key(feed) for feed in open_microphones(meeting)}
        levels = (level for feed, level in heard.items() if feed in open_now)
        return max(levels, default=SILENT_DBOV)


def step_of(heard: int, before: int) -> int:
    """Return the step of a loudness, both in dBov; one that changed by less stays where it was."""
    if heard > SILENT_DBOV and abs(heard - before) < STEP_DB:
        return before
    return max(SILENT_DBOV, STEP_DB * round(heard / STEP_DB))
