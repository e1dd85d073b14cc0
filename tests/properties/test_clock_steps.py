"""However the clocks of the servers' machines are set: records never go back, and what lasts in a
meeting lasts as long as it did."""

import asyncio
from dataclasses import dataclass, field
from itertools import count, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from live.bus import LocalBus
from live.clock import STEP_MS, ManualClock
from live.ids import DeviceId, MeetingId, PersonId, TurnId
from live.meeting import commands as c
from live.meeting.events import Event
from live.meeting.floor import spoken_ms
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting, Phase
from live.service import Meetings
from tests.memory import MemoryEvents
from tests.unit.signaling.world import actor, plan

M, P3 = MeetingId("m"), PersonId("p3")
WHO = Actor(role=Role.MEMBER, person=P3, name="Ba", device=DeviceId("d"))
NODES = 2
DAY_MS = 24 * 3_600_000

PASSES = st.tuples(st.just("pass"), st.integers(0, 20_000))
SET = st.tuples(st.just("set"), st.integers(-DAY_MS, DAY_MS))
NOTICES = st.tuples(st.just("notice"), st.integers(0, NODES - 1))
ACTS = st.tuples(st.just("act"), st.integers(0, NODES - 1))
RESTARTS = st.tuples(st.just("restart"), st.integers(0, NODES - 1))
DIFFERS = st.tuples(st.just("differ"), st.integers(-DAY_MS, DAY_MS))


@dataclass
class Servers:
    """Two programs on one database; time passes for both, each has a clock that can be set."""

    events: MemoryEvents = field(default_factory=MemoryEvents)
    bus: LocalBus = field(default_factory=LocalBus)
    passed_ms: int = 0
    numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.clocks = [ManualClock() for _ in range(NODES)]
        self.nodes = [self.node(clock) for clock in self.clocks]

    def ids(self) -> str:
        return f"i{next(self.numbers)}"

    def node(self, clock: ManualClock) -> Meetings:
        return Meetings(self.events, self.bus, clock, self.ids)

    async def begin(self) -> None:
        """Open a meeting in which p3 is present by link and begins to speak."""
        first = self.nodes[0]
        await first.create(plan("m"), actor("chair"))
        await first.do(M, c.OpenMeeting(), actor("chair"))
        await first.do(M, c.DeviceCame(device=DeviceId("d"), node="n"), WHO)
        await first.do(M, c.CallOn(person=P3), actor("chair"))
        for node in self.nodes:
            await node.state(M)

    async def happens(self, what: str, much: int) -> None:
        """Let one thing happen."""
        match what:
            case "pass":
                self.passed_ms += much
                for clock in self.clocks:
                    clock.advance(much)
                for node in self.nodes:
                    await node.tick()
            case "set":
                for clock in self.clocks:
                    clock.set_by(much)
            case "differ":
                self.clocks[1].set_by(much)
            case "notice":
                await self.nodes[much].follow_clock()
            case "act":
                note = c.NoteTurn(turn=await self.turn(), text=self.ids())
                await self.nodes[much].do(M, note, actor("secretary"))
            case "restart":
                old = self.clocks[much]
                self.clocks[much] = ManualClock(old.wall_ms() + old.set_ms)
                self.nodes[much] = self.node(self.clocks[much])
                await self.nodes[much].state(M)

    async def turn(self) -> TurnId:
        floor = (await self.nodes[0].state(M)).floor
        return (floor.turn or floor.turns[-1]).id

    async def close(self) -> Meeting:
        """End the meeting at the first node."""
        for node in self.nodes:
            await node.follow_clock()
        await self.nodes[0].do(M, c.CloseMeeting(), actor("chair"))
        return await self.nodes[1].state(M)


async def evening(steps: list[tuple[str, int]]) -> tuple[Servers, Meeting]:
    servers = Servers()
    await servers.begin()
    for what, much in steps:
        await servers.happens(what, much)
    return servers, await servers.close()


@settings(max_examples=60, deadline=None)
@given(st.lists(PASSES | SET | NOTICES | ACTS, max_size=25))
@example([("set", -53_628_225), ("notice", 1), ("set", 1_029)])
def test_what_lasts_in_a_meeting_lasts_as_long_however_clocks_are_set(
    steps: list[tuple[str, int]],
) -> None:
    servers, meeting = asyncio.run(evening(steps))
    facts, (turn,) = meeting.facts, meeting.floor.turns
    intervals = meeting.attendance.rows[P3].intervals
    assert facts.phase is Phase.CLOSED
    assert facts.opened_ms is not None
    assert facts.closed_ms is not None
    assert abs(facts.closed_ms - facts.opened_ms - servers.passed_ms) <= 1000
    assert abs(spoken_ms(turn, facts.closed_ms) - servers.passed_ms) <= 1000
    present_ms = sum((each.until_ms or 0) - each.from_ms for each in intervals)
    assert abs(present_ms - servers.passed_ms) <= 1000
    hour_ms = facts.closed_ms + facts.off_ms
    assert abs(hour_ms - servers.clocks[0].wall_ms()) <= STEP_MS  # less is not followed


@settings(max_examples=60, deadline=None)
@given(st.lists(PASSES | SET | NOTICES | ACTS | RESTARTS | DIFFERS, max_size=25))
def test_the_moments_of_a_record_never_go_back(steps: list[tuple[str, int]]) -> None:
    servers, _ = asyncio.run(evening(steps))
    moments = [event.at_ms for event in asyncio.run(_log(servers))]
    assert all(before <= after for before, after in pairwise(moments))


async def _log(servers: Servers) -> list[Event]:
    return list(await servers.events.read(M))
