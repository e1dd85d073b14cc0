"""A wall is told how loud each meeting is: in steps, what changed, in one message for all."""

import pytest
from pydantic import BaseModel

from live.clock import ManualClock
from live.ids import DeviceId, MeetingId, PersonId
from live.media.engine import LoudnessLevels, SourceName
from live.media.preference import MediaPreference
from live.meeting.commands import CallOn, DeviceCame
from signaling import outbound
from signaling.channel import SILENT_DBOV, Channel, Watch
from signaling.outbox import Outbox
from signaling.wall_loudness import WallLoudness, step_of
from signaling.wire import microphone_levels
from tests.unit.signaling.steps import after
from tests.unit.signaling.world import actor

A, B = MeetingId("a"), MeetingId("b")
SPEAKS = (
    (DeviceCame(device=DeviceId("p3"), node="n"), actor("member:p3")),
    (CallOn(person=PersonId("p3")), actor("chair")),
)
OPEN, CLOSED = "p:p3", "p:p6"
"""Feeds with an open and a closed microphone."""


class Scene:
    """Two meetings on the wall of one supervisor, one of them also on a desk."""

    def __init__(self) -> None:
        clock = ManualClock()
        self.channels = {each: Channel(after(*SPEAKS, name=each), clock) for each in (A, B)}
        self.loudness = WallLoudness()
        self.wall, self.desk = Outbox(), Outbox()
        self.watches = [self.watch(each, "supervisor", self.wall) for each in (A, B)]
        self.watch(A, "chair", self.desk)

    def watch(self, meeting: MeetingId, word: str, outbox: Outbox) -> Watch:
        watch = Watch(self.channels[meeting], actor(word), outbox)
        self.channels[meeting].watches.add(watch)
        return watch

    def show(self, **levels: int) -> None:
        self.hear(OPEN, **levels)
        self.loudness.show(self.channels)

    def hear(self, feed: str, **levels: int) -> None:
        self.take({f"{name}/{feed}/microphone": level for name, level in levels.items()})

    def take(self, levels: dict[str, int]) -> None:
        event = LoudnessLevels(levels={SourceName(name): level for name, level in levels.items()})
        self.loudness.take(microphone_levels(event))

    def told(self, **levels: int) -> list[BaseModel]:
        self.show(**levels)
        return self.wall.figures()


def loudness(**of: int) -> list[BaseModel]:
    return [outbound.Loudness(of={MeetingId(meeting): level for meeting, level in of.items()})]


def test_wall_is_told_of_all_meetings_at_once_and_then_of_those_that_changed() -> None:
    it = Scene()
    assert it.told(a=-20, b=-43) == loudness(a=-18, b=-42)
    assert it.told(a=-20, b=-43) == []
    assert it.told(a=-20, b=-30) == loudness(b=-30)
    assert it.desk.figures() == []


def test_meeting_that_falls_silent_is_told_once() -> None:
    it = Scene()
    assert it.told(a=-20) == loudness(a=-18)
    assert it.told() == loudness(a=SILENT_DBOV)
    assert it.told() == []
    assert it.told(a=-127) == []


def test_loudest_between_two_messages_is_told() -> None:
    it = Scene()
    it.hear(OPEN, a=-24)
    it.hear(OPEN, a=-50)
    assert it.told() == loudness(a=-24)


def test_closed_microphones_and_pictures_are_not_heard() -> None:
    it = Scene()
    it.hear(CLOSED, a=-10)
    it.take({"a/p:p3/camera": -10})
    assert it.told(b=-20) == loudness(b=-18)


def test_one_microphone_in_several_meetings_is_heard_in_each() -> None:
    it = Scene()
    it.take({"a+b/p:p3/microphone": -20})
    assert it.told() == loudness(a=-18, b=-18)


def test_what_a_slow_client_has_not_taken_yet_is_told_with_what_came_after() -> None:
    it = Scene()
    it.show(a=-20, b=-30)
    it.show(a=-20, b=-48)
    assert it.wall.figures() == loudness(a=-18, b=-48)


def test_wall_that_comes_later_is_told_what_is_loud_now() -> None:
    it = Scene()
    it.show(a=-20)
    late = Outbox()
    it.watch(A, "supervisor", late)
    it.show(a=-20)
    assert late.figures() == loudness(a=-18)


def test_wall_without_sound_and_picture_is_told_of_silence() -> None:
    it = Scene()
    assert it.told(a=-20) == loudness(a=-18)
    for watch in it.watches:
        watch.media = MediaPreference.SOUND
    assert it.told(a=-20) == loudness(a=SILENT_DBOV)
    assert it.told(a=-12) == []


@pytest.mark.parametrize(
    ("heard", "before", "step"),
    [
        (-26, -24, -24),
        (-29, -24, -24),
        (-30, -24, -30),
        (-18, -24, -18),
        (0, -24, 0),
        (-56, SILENT_DBOV, SILENT_DBOV),
        (-54, SILENT_DBOV, -54),
        (SILENT_DBOV, -54, SILENT_DBOV),
        (-127, -24, SILENT_DBOV),
    ],
)
def test_step_changes_only_by_a_whole_one(heard: int, before: int, step: int) -> None:
    assert step_of(heard, before) == step
