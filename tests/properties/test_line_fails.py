"""A line that fails is one group, whenever each loss is noticed and whoever comes back."""

from copy import copy
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from live.ids import MeetingId, UnitId
from live.meeting import commands as c
from live.supervision.board import Board, follow, standing
from live.supervision.catalogue import CATALOGUE, Kind
from live.supervision.condition import Glance
from live.supervision.grouping import TOGETHER_MS, AlertId, Groups, MeetingAlerts, grouped
from tests.unit.meeting.room import CHAIR, HALL_SITE, PLAN, START_MS, Room

BRANCHES: Final = 12
KEY: Final = "site_disconnected"
RAISED_MS: Final = CATALOGUE[KEY].on_delay_s * 1000
GONE_MS: Final = CATALOGUE[KEY].off_delay_s * 1000
LOST_MS: Final = START_MS + 600_000
"""When the line fails."""
LATEST_MS: Final = 150_000
"""How late a loss is noticed at most."""

spreads = st.lists(st.integers(0, TOGETHER_MS), min_size=BRANCHES, max_size=BRANCHES)
delays = st.lists(st.integers(0, LATEST_MS), min_size=BRANCHES, max_size=BRANCHES)
looks = st.sampled_from([7_000, 20_000, 31_000])
some = st.sets(st.integers(0, BRANCHES - 1), min_size=1, max_size=BRANCHES - 1)


def opened(number: int, units: int) -> Room:
    """Return an open meeting with people in its room, whose device is connected."""
    unit = UnitId(f"u{number % units}")
    room = Room(replace(PLAN, meeting=MeetingId(f"m{number:02}"), unit=(unit, unit)))
    room.connect(HALL_SITE)
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    return room


ROOMS: Final = {
    units: [opened(number, units) for number in range(BRANCHES)] for units in (1, 4, BRANCHES)
}
"""By the number of units to which the branches belong; every evening has copies of them."""


@dataclass
class Branch:
    """A meeting, and what of it the process that makes the alerts knows."""

    room: Room
    seen_ms: int
    """When the loss is noticed there."""
    board: Board | None = None

    def __post_init__(self) -> None:
        self.known = self.room.meeting

    def lose(self, at_ms: int) -> None:
        """Let the room be disconnected."""
        self.room.now_ms = at_ms
        self.room.disconnect(HALL_SITE)

    def come_back(self, at_ms: int) -> None:
        """Let the room be connected again, and that be noticed."""
        self.room.now_ms = self.seen_ms = at_ms
        self.room.connect(HALL_SITE)

    def shown(self, now_ms: int) -> MeetingAlerts:
        """Return what stands as it is known at a moment."""
        if now_ms >= self.seen_ms:
            self.known = self.room.meeting
        self.board = follow(self.board, Glance(meeting=self.known, now_ms=now_ms))
        return MeetingAlerts(meeting=self.known, alerts=standing(self.board, self.known, now_ms))


class Wall:
    """What somebody sees who follows all twelve."""

    def __init__(self, units: int, lost_ms: list[int], seen_ms: list[int], chance: Random) -> None:
        rooms = [copy(room) for room in ROOMS[units]]
        self.branches = [Branch(*each) for each in zip(rooms, seen_ms, strict=True)]
        self.groups: Groups = {}
        self.raised: set[AlertId] = set()
        self.now_ms = LOST_MS
        self._chance = chance
        self.look()
        for branch, at_ms in zip(self.branches, lost_ms, strict=True):
            branch.lose(at_ms)

    def look(self) -> None:
        """Look at all meetings, in any order."""
        self._chance.shuffle(self.branches)
        shown = [branch.shown(self.now_ms) for branch in self.branches]
        self.groups = grouped(shown, self.groups)
        self.raised = {
            AlertId(meeting=one.meeting.facts.id, key=alert.key, subject=alert.subject)
            for one in shown
            for alert in one.alerts
            if alert.kind is Kind.ALERT and alert.key == KEY
        }

    def until(self, ms: int, every_ms: int) -> None:
        """Look again and again."""
        while self.now_ms < ms:
            self.now_ms += every_ms
            self.look()

    @property
    def entries(self) -> set[str | None]:
        """What the list of alerts has an entry for; None: for one that is of no group."""
        return {self.groups[each].name if each in self.groups else None for each in self.raised}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ROOMS)), spreads, delays, looks, some, st.randoms())
def test_a_line_that_fails_is_one_group_once_all_are_raised_and_stays_it_for_those_who_stand(
    units: int,
    spread: list[int],
    delay: list[int],
    every_ms: int,
    back: set[int],
    chance: Random,
) -> None:
    lost_ms = [LOST_MS + at for at in spread]
    seen_ms = [lost + late for lost, late in zip(lost_ms, delay, strict=True)]
    wall = Wall(units, lost_ms, seen_ms, chance)
    wall.until(max(seen_ms) + RAISED_MS + 2 * every_ms, every_ms)
    assert len(wall.raised) == BRANCHES
    assert len(wall.entries) == 1
    assert None not in wall.entries
    group = wall.entries

    for number in back:
        wall.branches[number].come_back(wall.now_ms)
    wall.until(wall.now_ms + GONE_MS + 2 * every_ms, every_ms)
    assert len(wall.raised) == BRANCHES - len(back)
    assert wall.entries == group
