"""A demonstration in memory: the same seeding as ever, on a clock of the test's own."""

from dataclasses import dataclass

from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import MeetingId
from live.service import Meetings
from live.store import Database
from tests.memory import memory_database
from tests.unit.demo.ids import counting
from web.demo.commune import found
from web.demo.evenings import Evening
from web.demo.past import ToldPast

NOW_MS = 1_795_000_000_000
PASSWORD = "a password for tests"


@dataclass
class House:
    """Registers with the commune, and one meeting that stands where it stands now."""

    database: Database
    clock: ManualClock
    meetings: Meetings
    meeting: MeetingId
    evening: Evening


async def begun(evening: Evening) -> House:
    """Seed the commune and tell one meeting's past."""
    database = memory_database()
    await found(database.registers, PASSWORD)
    clock = ManualClock(now_ms=0)
    ids = counting()
    meetings = Meetings(database.events, LocalBus(), clock, ids)
    meeting = MeetingId(f"{evening.roster.key}-1")
    past = ToldPast(
        meetings=meetings,
        clock=clock,
        ids=ids,
        evening=evening,
        now_ms=NOW_MS,
        meeting=meeting,
    )
    await past.tell()
    return House(database, clock, meetings, meeting, evening)
