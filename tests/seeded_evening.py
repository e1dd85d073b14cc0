"""An evening of 48 branch meetings in one district, decided by the real rules from a seed.

Every meeting goes through the monthly agenda of 100 minutes with what is usual: people come late,
links drop and come back, rooms are off for seconds, items take longer or shorter, speakers forget
their microphone. Five have a real fault (`FAULTS`). Nothing here waits, and nothing is random that
the seed does not say. `evening` watches them all as a supervisor's wall does.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Final

from live.errors import Rejected
from live.ids import BranchId, DeviceId, MeetingId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.roster import Category
from live.meeting.templates import MONTHLY
from live.meeting.words import BallotMethod, Mark, Microphone
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    PLAN,
    SECRETARY,
    SERVER,
    START_MS,
    STATION,
    STATION_SITE,
    Room,
    member,
    members,
    person,
)

MEETINGS: Final = 48
UNITS: Final = 4
BEGIN_MS: Final = START_MS + 15 * MINUTE
"""The hour for which all 48 are announced."""
SECOND: Final = 1_000
FAULTS: Final = {
    5: "site_disconnected",
    14: "nobody_speaks",
    23: "only_notices",
    32: "required_late",
    41: "chair_disconnected",
}
"""Number of a meeting → the alert that its fault must raise. At most one a meeting."""

Act = Callable[[Room], object]


@dataclass
class Script:
    """One meeting: what is to happen when, and what happened."""

    number: int
    rng: Random
    room: Room
    online: tuple[int, ...]
    fault: str | None
    acts: list[tuple[int, int, Act]] = field(default_factory=list)
    serial: Iterator[int] = field(default_factory=count)
    refused: int = 0
    """What came too late, as it does in a real meeting: a vote after the end, a second press."""
    fault_ms: int | None = None
    """When the fault began by its rule, limit included."""

    def at(self, ms: float, act: Act) -> None:
        """Plan something."""
        heapq.heappush(self.acts, (int(ms), next(self.serial), act))

    def do(self, ms: float, command: c.Command, actor: Actor = CHAIR) -> None:
        """Plan a command."""
        self.at(ms, lambda room: room.do(command, actor))

    def until(self, now_ms: int) -> None:
        """Let everything happen that is due."""
        while self.acts and self.acts[0][0] <= now_ms:
            at_ms, _, act = heapq.heappop(self.acts)
            self.room.now_ms = max(self.room.now_ms, at_ms)
            try:
                act(self.room)
            except Rejected:
                self.refused += 1
        self.room.now_ms = max(self.room.now_ms, now_ms)
        self.room.do(c.Tick(), SERVER)

    def drop(self, from_ms: float, seconds: float, actor: Actor) -> None:
        """Plan that a link is down for some seconds."""
        self.at(from_ms, lambda room: room.disconnect(actor))
        self.at(from_ms + seconds * SECOND, lambda room: room.connect(actor))


def script(number: int, seed: int) -> Script:
    """Return the plan of one meeting."""
    rng = Random(f"{seed}/{number}")
    people = rng.randint(9, 24)
    plan = replace(
        PLAN,
        meeting=MeetingId(f"m{number:02}"),
        branch=(BranchId(f"b{number:02}"), f"Chi bộ {number}"),
        unit=(UnitId(f"u{number % UNITS}"), f"Đảng ủy xã {number % UNITS}"),
        members=members(*[Category.OFFICIAL] * people),
        items=MONTHLY,
        scheduled_ms=BEGIN_MS,
    )
    it = Script(
        number=number,
        rng=rng,
        room=Room(plan),
        online=tuple(range(3, 6)),
        fault=FAULTS.get(number),
    )
    it.do(START_MS, c.AnnounceMeeting())
    opened_ms = BEGIN_MS + rng.uniform(-60, 8 * 60) * SECOND
    _gather(it, people, opened_ms)
    it.do(opened_ms, c.OpenMeeting())
    closes_ms = _agenda(it, people, opened_ms)
    it.do(closes_ms, c.CloseMeeting())
    _setbacks(it, opened_ms, closes_ms)
    return it


def _gather(it: Script, people: int, opened_ms: float) -> None:
    """Let rooms, desk and members come: most before the opening, some in its first minutes."""
    for actor in (HALL_SITE, STATION_SITE, CHAIR, SECRETARY):
        it.at(opened_ms - it.rng.uniform(3, 10) * MINUTE, _comes(actor))
    for number in it.online:
        it.at(opened_ms - it.rng.uniform(-4, 8) * MINUTE, _comes(member(number)))
    absent = it.rng.sample(range(9, people + 1), k=max(1, people // 10))
    for number in range(6, people + 1):
        site: SiteId | None = STATION if number <= 8 else HALL
        mark, at_ms = Mark.IN_ROOM, opened_ms - it.rng.uniform(-6, 9) * MINUTE
        if number in absent:
            mark, site = Mark.EXCUSED, None
        marked = c.MarkPerson(person=person(number), mark=mark, site=site, reason="Đi công tác")
        it.do(at_ms, marked, SECRETARY)


def _comes(actor: Actor) -> Act:
    return lambda room: room.connect(actor)


def _agenda(it: Script, people: int, opened_ms: float) -> float:
    """Plan the items one after the other; return when the meeting closes."""
    at_ms = opened_ms
    for place, item in enumerate(MONTHLY):
        if not item.counted:
            continue
        minutes = item.planned_min * it.rng.uniform(0.85, 1.12)
        minutes = _with_fault(it, item.kind, minutes, opened_ms, at_ms)
        it.at(at_ms, _starts(place))
        if item.kind == "discussion" and it.fault != "nobody_speaks":
            _discussion(it, people, at_ms, at_ms + minutes * MINUTE)
        if item.kind == "vote":
            _vote(it, at_ms + 20 * SECOND)
        at_ms += minutes * MINUTE
    return at_ms


def _starts(place: int) -> Act:
    return lambda room: room.do(c.StartItem(item=room.item(place)))


def _with_fault(it: Script, kind: str, minutes: float, opened_ms: float, at_ms: float) -> float:
    """Return how long an item takes, and note when the meeting's fault begins by its rule."""
    rules = it.room.meeting.facts.rules
    if it.fault == "only_notices" and kind == "current_affairs":
        it.fault_ms = int(at_ms) + rules.current_affairs_warn_min * MINUTE
        return 38
    if it.fault == "required_late" and kind == "review":
        planned_min = sum(i.planned_min for i in MONTHLY[:9] if i.counted)
        it.fault_ms = int(opened_ms) + (planned_min + rules.required_late_min) * MINUTE
        return 45
    if it.fault == "nobody_speaks" and kind == "discussion":
        it.fault_ms = int(at_ms) + rules.silence_min * MINUTE
    return minutes


def _discussion(it: Script, people: int, from_ms: float, until_ms: float) -> None:
    """Plan that one after the other asks and gets the floor, with what goes on between."""
    at_ms = from_ms + it.rng.uniform(20, 150) * SECOND
    while at_ms < until_ms - MINUTE:
        number = it.rng.choice([*it.online, *range(6, people + 1)])
        actor = member(number) if number in it.online else SECRETARY
        asks: c.Command = c.Ask() if number in it.online else c.AskFor(person=person(number))
        it.do(max(from_ms + SECOND, at_ms - it.rng.uniform(5, 240) * SECOND), asks, actor)
        it.at(at_ms, _gives)
        lasts_s = it.rng.uniform(50, 330)
        if number in it.online and it.rng.random() < 0.3:
            _forgets_microphone(it, number, at_ms)
        it.at(at_ms + lasts_s * SECOND, _ends)
        at_ms += (lasts_s + it.rng.uniform(4, 75)) * SECOND


def _forgets_microphone(it: Script, number: int, at_ms: float) -> None:
    device = DeviceId(f"{Role.MEMBER}-{person(number)}")
    off = c.SetMicrophone(device=device, microphone=Microphone.OFF)
    on = c.SetMicrophone(device=device, microphone=Microphone.ON)
    it.do(at_ms - SECOND, off, member(number))
    it.do(at_ms + it.rng.uniform(5, 40) * SECOND, on, member(number))


def _gives(room: Room) -> None:
    """Give the floor to who waits; where nobody does, a chair calls on somebody."""
    if room.waiting():
        room.next()
    else:
        room.do(c.CallOn(person=person(6)))


def _ends(room: Room) -> None:
    if room.turn:
        room.do(c.TakeBack(turn=room.turn.id))


def _vote(it: Script, at_ms: float) -> None:
    """Plan a vote by name that the desk records."""

    def opens(room: Room) -> None:
        item = room.meeting.agenda.current
        if item:
            named = BallotMethod.NAMED
            room.do(c.OpenBallot(item=item, matter="Thông qua nghị quyết", method=named))

    def votes(room: Room) -> None:
        ballot = room.meeting.ballots[-1]
        for voter in ballot.entitled:
            room.do(c.RecordVote(ballot=ballot.id, person=voter, choice=("for",)))

    def ends(room: Room) -> None:
        ballot = room.meeting.ballots[-1].id
        room.do(c.CloseBallot(ballot=ballot))
        room.do(c.ConfirmBallot(ballot=ballot))

    for step, act in enumerate((opens, votes, ends)):
        it.at(at_ms + step * 40 * SECOND, act)


def _setbacks(it: Script, opened_ms: float, closes_ms: float) -> None:
    """Plan links that drop: for seconds in most meetings, for good where that is the fault."""
    span_ms = closes_ms - opened_ms - 5 * MINUTE

    def when() -> float:
        return opened_ms + MINUTE + it.rng.random() * span_ms

    for number in it.online:
        for _ in range(it.rng.randint(0, 3)):
            it.drop(when(), it.rng.uniform(3, 80), member(number))
    for actor, share, longest_s in (
        (HALL_SITE, 0.2, 45),
        (STATION_SITE, 0.3, 50),
        (CHAIR, 0.2, 85),
        (SECRETARY, 0.2, 90),
    ):
        if it.rng.random() < share:
            it.drop(when(), it.rng.uniform(3, longest_s), actor)
    down = {"site_disconnected": STATION_SITE, "chair_disconnected": CHAIR}.get(it.fault or "")
    if down:
        it.fault_ms = int(opened_ms) + 40 * MINUTE
        it.drop(it.fault_ms, 14 * 60, down)


def scripts(seed: int, *, line_fails: bool = False) -> list[Script]:
    """Return the 48 meetings of an evening.

    Args:
        line_fails: whether the line of one commune fails for five minutes: the rooms of its twelve
            meetings drop within a minute.
    """
    found = [script(number, seed) for number in range(MEETINGS)]
    if line_fails:
        for n, one in enumerate(each for each in found if each.number % UNITS == 0):
            one.drop(BEGIN_MS + 55 * MINUTE + n * 4 * SECOND, 300, HALL_SITE)
    return found
