"""One run: the meeting is opened, every blow falls while members press, the log is read."""

import asyncio
from collections.abc import Mapping, Sequence

from live.ids import CommandId, MeetingId
from live.meeting.events import Event
from live.store import open_database
from tests.faults.crowd import pressing
from tests.faults.damage import OUTAGE_S, Blow, schedule
from tests.faults.installations import Installation
from tests.faults.reckoning import Reckoning, reckon
from tests.program import SECRET
from tests.seeding import seed
from web.settings import Settings


async def hurt(on: Installation, seed_: int, rounds: int, lasts_s: float = OUTAGE_S) -> Reckoning:
    """Let every blow fall on an installation; outages last ``lasts_s`` seconds."""
    seeded = await seed(on.data, on.database, secret=SECRET if on.database else "")
    for program in on.programs:
        await asyncio.to_thread(program.start)
    async with pressing(seeded, [program.ws_url for program in on.programs]) as crowd:
        await crowd.is_whole_again(since=0)
        crowd.whole_s.clear()
        for blow in schedule(on, seeded, seed_, rounds):
            before = len(crowd.whole_s)
            await crowd.is_whole_again(since=await fall(blow, lasts_s))
            took = max(crowd.whole_s[before:])
            print(f"# {blow.name}: whole after {took:.1f} s", flush=True)
    for program in on.programs:
        await asyncio.to_thread(program.stop)
    log, recorded = await record_of(on, seeded.meeting, crowd.keys())
    return reckon(log, recorded, crowd.acknowledged(), crowd.whole_s)


async def fall(blow: Blow, lasts_s: float) -> float:
    """Hurt, wait as long as it lasts, make good; return when that began, in loop time."""
    async with blow.damage():
        if blow.lasts:
            await asyncio.sleep(lasts_s)
        return asyncio.get_running_loop().time()


async def record_of(
    on: Installation, meeting: MeetingId, keys: Mapping[str, str]
) -> tuple[Sequence[Event], Mapping[str, int]]:
    """Read from the database itself: a meeting's events, and the version of each known command.

    Args:
        keys: id of a command → key of who sent it.
    """
    database = await open_database(Settings(data=on.data, database=on.database).database_url)
    events = database.events
    try:
        found = {
            id_: await events.version_of(meeting, CommandId(f"{key}/{id_}"))
            for id_, key in keys.items()
        }
        known = {id_: version for id_, version in found.items() if version is not None}
        return await events.read(meeting), known
    finally:
        await database.close()
