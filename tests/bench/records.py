"""What a meeting decides and leaves behind: how fast its record is read and played again, and how
fast a secret ballot of 200 is held (`ballots`).

The evening is that of the largest branch of the demonstration: 46 on the list, the whole agenda,
and everybody present speaks in the discussion, most of them twice: 60 turns.

Times of reading, playing and making files (`minutes`) are those of the processor
(`time.process_time`), on which other work tells less; those of the ballot are what its voters wait.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from live.bots.rosters import BEN_GO
from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.attendance import is_away, is_here
from live.meeting.evolve import fold
from live.meeting.permissions import Actor, Role
from live.record.chain import log_lines
from live.record.checking import check_untrusted
from live.service import Meetings
from live.store.codec import CODEC
from tests.bench import ballots, minutes
from tests.evening import counted
from tests.memory import MemoryEvents
from web.demo.commune import person_named
from web.demo.evenings import EVENINGS
from web.demo.past import ToldPast

MEETING: Final = MeetingId("bench")
ROUNDS: Final = 40
TURNS: Final = 60
HASTE: Final = 3.2
"""How long items take, relative to their plan: everybody then comes to speak."""
START_MS: Final = 1_790_000_000_000


def run() -> Iterable[tuple[str, float, str]]:
    """Measure."""
    store = asyncio.run(evening())
    events = asyncio.run(store.read(MEETING))
    texts = asyncio.run(store.stored(MEETING))
    count = len(events)
    yield "log_replay_events_per_second", count / seconds(lambda: fold(events)), "1/s"
    decoded = seconds(lambda: [CODEC.decode(name, text) for name, text in texts])
    yield "log_decode_events_per_second", count / decoded, "1/s"
    lines = list(log_lines(MEETING, "b", texts))
    yield (
        "log_write_events_per_second",
        count / seconds(lambda: list(log_lines("m", "b", texts))),
        "1/s",
    )
    yield "log_verify_events_per_second", count / seconds(lambda: check_untrusted(lines)), "1/s"
    yield from minutes.figures(fold(events))
    yield from ballots.run()


def seconds(work: Callable[[], object]) -> float:
    """Return the shortest of several times of some work: it has the least of other work in it."""
    samples = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        samples.append(time.process_time() - began)
    return min(samples)


async def evening() -> MemoryEvents:
    """Hold the evening to its end and return the store with its record."""
    store, clock, ids = MemoryEvents(), ManualClock(now_ms=0), counted("bench-")
    plan = next(each for each in EVENINGS if each.roster is BEN_GO)
    full = replace(plan, at=len(plan.items) - 1, since_min=1, haste=HASTE, late=())
    meetings = Meetings(store, LocalBus(), clock, ids)
    past = ToldPast(
        meetings=meetings, clock=clock, ids=ids, evening=full, now_ms=START_MS, meeting=MEETING
    )
    await past.tell()
    chair = Actor(role=Role.CHAIR, person=person_named(BEN_GO, BEN_GO.chair), name=BEN_GO.chair)
    state = await meetings.state(MEETING)
    here = [p for p in state.members if is_here(state, p) and not is_away(state, p)]
    for person in here:
        if len((await meetings.state(MEETING)).floor.turns) < TURNS:
            await speech(meetings, clock, chair, person)
    await meetings.do(MEETING, c.CloseMeeting(), chair)
    return store


async def speech(meetings: Meetings, clock: ManualClock, chair: Actor, person: PersonId) -> None:
    """Let somebody be called, speak for a minute, and be noted."""
    await meetings.do(MEETING, c.CallOn(person=person), chair)
    turn = (await meetings.state(MEETING)).floor.turn
    assert turn is not None
    clock.advance(60_000)
    await meetings.do(MEETING, c.TakeBack(turn=turn.id), chair)
    await meetings.do(MEETING, c.NoteTurn(turn=turn.id, text="Đồng ý với dự thảo."), chair)
    clock.advance(5_000)
