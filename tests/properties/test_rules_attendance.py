"""Attendance against a model that knows nothing of rows, events or grace timers.

The model: evidence is a connected link or a check-in; who is marked as left is gone, whatever is
still connected, until something new speaks for presence; what stops by itself for less than the
grace period has not stopped. Histories are random: two devices of a member, a silent companion,
the number pad, the secretary's hand, any amount of time between.
"""

import random
from dataclasses import dataclass, field
from typing import Final

import pytest

from live.errors import Rejected
from live.ids import DeviceId
from live.meeting import commands as c
from live.meeting.attendance import HERE, spans
from live.meeting.words import Mark
from tests.unit.meeting.room import HALL_SITE, SECRETARY, Room, companion, member, person

HISTORIES: Final = 10_000
LONGEST: Final = 24
GRACE_MS: Final = 90_000
WAITS_MS: Final = (0, 1, 20_000, 45_000, 89_999, 90_000, 90_001, 300_000)
WHO: Final = 3

Span = tuple[int, int | None]


@dataclass
class Model:
    """When somebody was there, by the sentences above."""

    links: set[str] = field(default_factory=set)
    left: bool = False
    held: bool = False
    runs: list[list[int]] = field(default_factory=list)
    """From and until; the last one may still run."""
    runs_on: bool = False
    bridges: bool = False
    """The last run stopped by itself, so that a return soon enough mends it."""

    def link(self, device: str, now_ms: int, *, anew: bool = False) -> None:
        """A link that speaks for presence came, or came anew to another process."""
        if device not in self.links or anew:
            self.links.add(device)
            self.left = False
        self._look(now_ms, by_hand=False)

    def unlink(self, device: str, now_ms: int) -> None:
        """A link is gone."""
        self.links.discard(device)
        self._look(now_ms, by_hand=False)

    def check_in(self, now_ms: int) -> None:
        """The number pad was used."""
        self.held = True
        self._look(now_ms, by_hand=False)

    def leave(self, now_ms: int) -> None:
        """The secretary says: gone."""
        self.held, self.left = False, True
        self._look(now_ms, by_hand=True)

    def _look(self, now_ms: int, *, by_hand: bool) -> None:
        here = self.held or (bool(self.links) and not self.left)
        if here and not self.runs_on:
            if not (self.runs and now_ms - self.runs[-1][1] < (GRACE_MS if self.bridges else 1)):
                self.runs.append([now_ms, now_ms])
            self.runs_on = True
        elif not here and self.runs_on:
            self.runs[-1][1] = now_ms
            self.runs_on, self.bridges = False, True
        if by_hand:
            self.bridges = False

    def spans(self, now_ms: int) -> tuple[Span, ...]:
        """Return when somebody was there, seen from now; None: still."""
        mends = self.bridges and bool(self.runs) and now_ms - self.runs[-1][1] < GRACE_MS
        spans: list[Span] = [(start, until) for start, until in self.runs]
        if spans and (self.runs_on or mends):
            spans[-1] = (spans[-1][0], None)
        return tuple(span for span in spans if span[0] != span[1])


def play(chance: random.Random, room: Room, model: Model) -> list[str]:
    """Let a random history happen to both; return it for the report."""
    history = []
    for _ in range(chance.randrange(LONGEST)):
        room.later(chance.choice(WAITS_MS))
        act = chance.choice(("came", "came", "went", "went", "phone", "number", "left", "moved"))
        device = chance.choice(("laptop", "tablet"))
        history.append(f"{room.now_ms} {act} {device}")
        _happen(act, device, room, model)
    room.later(chance.choice(WAITS_MS))
    return history


def _happen(act: str, device: str, room: Room, model: Model) -> None:
    match act:
        case "came":
            room.connect(member(WHO), device)
            model.link(device, room.now_ms)
        case "went":
            room.disconnect(member(WHO), device)
            model.unlink(device, room.now_ms)
        case "phone":
            room.connect(companion(WHO), "phone")
            room.disconnect(companion(WHO), "phone")
        case "number":
            room.do(c.CheckInNumber(number=WHO), HALL_SITE)
            model.check_in(room.now_ms)
        case "left":
            _leave(room)
            model.leave(room.now_ms)
        case _:
            _change_process(device, room, model)


def _leave(room: Room) -> None:
    if room.presence(WHO) in HERE:
        room.do(c.MarkPerson(person=person(WHO), mark=Mark.LEFT), SECRETARY)
    else:
        with pytest.raises(Rejected):
            _refuse_unless_left(room)


def _refuse_unless_left(room: Room) -> None:
    if not room.do(c.MarkPerson(person=person(WHO), mark=Mark.LEFT), SECRETARY):
        raise Rejected("left_already")


def _change_process(device: str, room: Room, model: Model) -> None:
    """A device that is connected comes to another process before the first one notices."""
    held = room.row(WHO).devices.get(DeviceId(device))
    if held:
        model.link(device, room.now_ms, anew=True)
        room.connect(member(WHO), device, node="other" if held.node == "n1" else "n1")
        room.disconnect(member(WHO), device, node=held.node)
        if held.node == "n1":
            room.connect(member(WHO), device, node="n1")


@pytest.mark.slow
def test_any_history_of_devices_and_hands_gives_the_spans_of_the_model() -> None:
    opened = Room()
    opened.do(c.OpenMeeting())
    for seed in range(HISTORIES):
        room = Room(plan=opened.plan, now_ms=opened.now_ms)
        room.meeting = opened.meeting
        model = Model()
        history = play(random.Random(seed), room, model)
        assert spans(room.row(WHO)) == model.spans(room.now_ms), (seed, history)
