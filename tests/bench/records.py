"""What a meeting decides and leaves behind: how fast its record is read and played again, and how
fast a secret ballot of 200 is held (`ballots`).

The evening is that of the largest branch of the demonstration: 46 on the list, the whole agenda,
and everybody present speaks in the discussion.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from statistics import median
from typing import Final

from live.bots.rosters import BEN_GO
from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import MeetingId
from live.meeting.evolve import fold
from live.record.chain import log_lines
from live.record.checking import check_untrusted
from live.service import Meetings
from live.store.codec import CODEC
from tests.bench import ballots
from tests.evening import counted
from tests.memory import MemoryEvents
from web.demo.evenings import EVENINGS
from web.demo.past import ToldPast

MEETING: Final = MeetingId("bench")
ROUNDS: Final = 15
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
    yield from ballots.run()


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of some work."""
    samples = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        samples.append(time.perf_counter() - began)
    return median(samples)


async def evening() -> MemoryEvents:
    """Hold the evening and return the store with its record."""
    store, clock, ids = MemoryEvents(), ManualClock(now_ms=0), counted("bench-")
    plan = next(each for each in EVENINGS if each.roster is BEN_GO)
    full = replace(plan, at=len(plan.items) - 1, since_min=1, haste=HASTE, late=())
    meetings = Meetings(store, LocalBus(), clock, ids)
    past = ToldPast(
        meetings=meetings, clock=clock, ids=ids, evening=full, now_ms=START_MS, meeting=MEETING
    )
    await past.tell()
    return store
