"""What is on air: for each meeting the sources that send now, and whose microphones are heard."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from live.ids import MeetingId
from live.media.engine import LoudnessLevels, SourceName
from live.meeting.feeds import open_microphones
from live.meeting.state import Meeting
from signaling.loudness import Speakers
from signaling.stage import Air, key_of
from signaling.wire import Part, microphone_levels, source_names, source_parts


@dataclass(slots=True)
class _Known:
    """The sources and speakers of one meeting."""

    live: dict[SourceName, list[SourceName]] = field(default_factory=dict)
    """The name of each source here → the engine's names of what sends under it, the latest last."""
    speakers: Speakers = field(default_factory=Speakers)


class OnAir:
    """The sources and speakers of all meetings, from the engine's events in this process."""

    def __init__(self) -> None:
        self._known: defaultdict[MeetingId, _Known] = defaultdict(_Known)

    def __len__(self) -> int:
        """Return the number of meetings with a source that sends."""
        return len(self._known)

    def live(self) -> set[SourceName]:
        """Return the sources of which packets arrive now."""
        return {source for known in self._known.values() for source in known.live}

    def is_live(self, meeting: MeetingId | None, source: SourceName | None) -> bool:
        """Return whether packets of a source arrive now."""
        known = self._known.get(meeting) if meeting is not None else None
        return known is not None and source in known.live

    def of(self, meetings: Iterable[MeetingId]) -> dict[MeetingId, Air]:
        """Return what is on air in these meetings, without those in which nothing is sent."""
        return {
            meeting: Air(live=known.live, heard=known.speakers.order)
            for meeting in meetings
            if (known := self._known.get(meeting))
        }

    def source_of(self, name: SourceName) -> SourceName:
        """Return the engine's name of what sends under a name of one meeting; the name itself, if
        nothing does."""
        meeting, _, _ = source_parts(name)
        known = self._known.get(meeting)
        return known.live.get(name, [name])[-1] if known else name

    def came_up(self, source: SourceName) -> list[MeetingId]:
        """Take note that a source began to send; return its meetings."""
        meetings = []
        for name in source_names(source):
            meeting, _, _ = source_parts(name)
            senders = self._known[meeting].live.setdefault(name, [])
            senders[:] = [*(each for each in senders if each != source), source]
            meetings.append(meeting)
        return meetings

    def went_down(self, source: SourceName) -> list[MeetingId]:
        """Take note that a source sends no more; return its meetings."""
        meetings = []
        for name in source_names(source):
            meeting, feed, part = source_parts(name)
            meetings.append(meeting)
            known = self._known[meeting]
            senders = [each for each in known.live.pop(name, []) if each != source]
            if senders:
                known.live[name] = senders
            elif part is Part.MICROPHONE:
                known.speakers.forget(feed)
            if not known.live:
                del self._known[meeting]
        return meetings

    def heard(
        self, event: LoudnessLevels, state: Callable[[MeetingId], Meeting | None], now: float
    ) -> list[MeetingId]:
        """Choose by loudness which open microphones of each meeting are heard; return the meetings
        in which the choice changed.

        Args:
            event: the loudness of sources.
            state: returns the present state of a meeting, or None.
            now: monotonic seconds.
        """
        changed = []
        for meeting, levels in microphone_levels(event).items():
            shown = state(meeting)
            if shown is None or meeting not in self._known:
                continue
            open_now = set(map(key_of, open_microphones(shown)))
            if self._known[meeting].speakers.hear(levels, open_now, now):
                changed.append(meeting)
        return changed
