"""Two processes over one record and, where there is a server for it, one bus.

Each has connections of its own, as two processes would. Over SQLite their buses are apart, so that
there only `look` tells one of the other's events.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from live.bus import Bus, LocalBus
from live.bus.redis import RedisBus
from live.clock import ManualClock
from live.ids import CommandId, DeviceId, MeetingId, PersonId
from live.meeting.commands import Command, DeviceCame, OpenMeeting
from live.meeting.permissions import Actor
from live.service import Meetings
from live.store import Database, open_database
from tests.contract.meetings import ADMINISTRATOR, CHAIR, PEOPLE, member, plan
from tests.servers import fresh_database


@dataclass(kw_only=True)
class Process:
    """What one process has to itself."""

    database: Database
    bus: Bus
    meetings: Meetings


@dataclass(kw_only=True)
class Installation:
    """Two processes over one record, on one clock, with a meeting that is open."""

    one: Process
    two: Process
    clock: ManualClock
    meeting: MeetingId

    async def do(self, process: Process, command: Command, actor: Actor, name: str = "") -> int:
        """Send a command through one of the processes."""
        command_id = CommandId(name) if name else None
        return await process.meetings.do(self.meeting, command, actor, command_id)


@pytest.fixture(
    params=[
        pytest.param("sqlite"),
        pytest.param("postgres and redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
    ]
)
async def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Where the record and the bus are."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/record.sqlite3", ""
    database = await fresh_database(request.getfixturevalue("postgres"))
    return database, request.getfixturevalue("redis")


@pytest.fixture
async def here(
    urls: tuple[str, str], request: pytest.FixtureRequest
) -> AsyncIterator[Installation]:
    database, redis = urls
    clock = ManualClock()
    processes = []
    for number in (1, 2):
        opened = await open_database(database)
        bus: Bus = RedisBus(redis, prefix=f"{request.node.name}:") if redis else LocalBus()
        await bus.start()
        meetings = Meetings(
            opened.events,
            bus,
            clock,
            map(f"{number}-{{}}".format, count()).__next__,
            boxes=opened.boxes,
        )
        processes.append(Process(database=opened, bus=bus, meetings=meetings))
    one, two = processes
    meeting = await one.meetings.create(plan(), ADMINISTRATOR)
    await two.meetings.state(meeting)
    here = Installation(one=one, two=two, clock=clock, meeting=meeting)
    await here.do(one, OpenMeeting(), CHAIR)
    for person in PEOPLE:
        await here.do(one, DeviceCame(device=device_of(person), node="n1"), member(person))
    yield here
    for process in processes:
        await process.meetings.stop()
        await process.bus.stop()
        await process.database.close()


def device_of(person: PersonId) -> DeviceId:
    device = member(person).device
    assert device is not None
    return device
