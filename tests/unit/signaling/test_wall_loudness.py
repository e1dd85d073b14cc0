"""A wall is told how loud each meeting is: in steps, what changed, in one message for all."""

import pytest
from pydantic import BaseModel

from live.clock import ManualClock
from live.ids import MeetingId
from live.media.preference import MediaPreference
from signaling import outbound
from signaling.channel import SILENT_DBOV, Channel, Watch
from signaling.outbox import Outbox
from signaling.wall_loudness import WallLoudness, step_of
from tests.unit.signaling.steps import after
from tests.unit.signaling.world import actor

A, B = MeetingId("a"), MeetingId("b")


class Scene:
    """Two meetings on the wall of one supervisor, one of them also on a desk."""

    def __init__(self) -> None:
        clock = ManualClock()
        self.channels = {each: Channel(after(name=each), clock) for each in (A, B)}
        self.loudness = WallLoudness()
        self.wall, self.desk = Outbox(), Outbox()
        self.watches = [self.watch(each, "supervisor", self.wall) for each in (A, B)]
        self.watch(A, "chair", self.desk)

    def watch(self, meeting: MeetingId, word: str, outbox: Outbox) -> Watch:
        watch = Watch(self.channels[meeting], actor(word), outbox)
        self.channels[meeting].watches.add(watch)
        return watch

    def show(self, **levels: int) -> None:
        for meeting, level in levels.items():
            self.loudness.hear(MeetingId(meeting), [SILENT_DBOV, level])
        self.loudness.show(self.channels)

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
    it.loudness.hear(A, [-24])
    it.loudness.hear(A, [-50, -127])
    assert it.told() == loudness(a=-24)


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
