"""How fast a change reaches everybody: 60 clients in one meeting on the real program.

The chair gives the floor to one member after the other, ten times a second, and takes each back,
because who has just got the floor keeps it for two seconds. A sample is the time from sending the
command until one client has received the patch with its effect: decision, commit in SQLite,
differences, sending and receiving are all in it. All clients are read by this one process, so the
figure is an upper bound.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import BranchId, MeetingId, PersonId, UnitId, random_id
from live.meeting.commands import OpenMeeting, StartItem
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan, PlannedItem
from live.meeting.roster import Member
from live.meeting.state import MeetingKind
from live.service import Meetings
from live.store import open_database
from tests.program import Program
from web.links import Holder, Links
from web.settings import Settings, secret_of

CLIENTS: Final = 60
COMMANDS: Final = 200
PAUSE_S: Final = 0.1
"""Seconds between commands: more than the busiest meeting has."""
WITHIN_S: Final = 10.0
MEETING: Final = MeetingId("m")
CHAIR: Final = Actor(role=Role.CHAIR, person=PersonId("p1"), name="Chủ trì")


@dataclass(eq=False)
class Reader:
    """One client: its socket, and when each version of the view reached it."""

    socket: ClientConnection
    reached_s: dict[int, float] = field(default_factory=dict)
    version: int = 0
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    done: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    async def read(self) -> None:
        """Receive until the connection ends."""
        async for text in self.socket:
            now = time.perf_counter()
            message = json.loads(text)
            if message["type"] in ("state", "patch"):
                self.reached_s.update(
                    dict.fromkeys(range(self.version + 1, message["version"] + 1), now)
                )
                self.version = message["version"]
                async with self.moved:
                    self.moved.notify_all()
            elif message["type"] in ("done", "refused"):
                self.done.put_nowait(message)

    async def reaches(self, version: int) -> float:
        """Return when a version came, waiting for it."""
        async with asyncio.timeout(WITHIN_S), self.moved:
            await self.moved.wait_for(lambda: self.version >= version)
        return self.reached_s[version]


async def seed(data: Path, clients: int = CLIENTS) -> list[str]:
    """Put an open meeting into the database; return a token for each member."""
    settings, clock = Settings(data=data), SystemClock()
    database = await open_database(settings.database_url)
    meetings = Meetings(database.events, LocalBus(), clock, random_id)
    people = [PersonId(f"p{number}") for number in range(1, clients + 1)]
    plan = MeetingPlan(
        meeting=MEETING,
        title="Sinh hoạt thường kỳ",
        kind=MeetingKind.REGULAR,
        scheduled_ms=clock.wall_ms(),
        branch=(BranchId("b"), "Chi bộ"),
        unit=(UnitId("u"), "Đảng ủy"),
        members=tuple(
            Member(person=person, number=number, name=f"Nguyễn Thị Đồng Chí {number}")
            for number, person in enumerate(people, 1)
        ),
        items=(PlannedItem(kind="discussion", title="Thảo luận", planned_min=35),),
        checkin_secret="secret of the code",
        chair=people[0],
    )
    await meetings.create(plan, CHAIR)
    await meetings.do(MEETING, OpenMeeting(), CHAIR)
    item = (await meetings.state(MEETING)).agenda.items[0].id
    await meetings.do(MEETING, StartItem(item=item), CHAIR)
    secret = secret_of(settings)
    links = Links(
        database=database,
        bus=LocalBus(),
        clock=clock,
        ids=random_id,
        secret=secret,
    )
    roles = [Role.CHAIR, *[Role.MEMBER] * (clients - 1)]
    holders = [
        Holder(role=role, name="Đồng chí", person=person)
        for role, person in zip(roles, people, strict=True)
    ]
    made = await links.issue(holders, MEETING)
    await database.close()
    return [links.token(link) for link in made]


async def join(url: str, token: str) -> Reader:
    """Connect a client and say hello."""
    reader = Reader(await connect(url, max_size=None, max_queue=None))
    await reader.socket.send(json.dumps({"type": "hello", "token": token, "device": "d"}))
    return reader


async def give(chair: Reader, number: int) -> tuple[float, int]:
    """Give the floor to the next member; return when that was sent, and the version it led to."""
    person = f"p{number % (CLIENTS - 1) + 2}"
    sent_s = time.perf_counter()
    return sent_s, await do(chair, f"c{number}", "call_on", person=person)


async def do(chair: Reader, id_: str, command: str, **args: object) -> int:
    """Send a command; return the version it led to."""
    message = {"type": "do", "id": id_, "meeting": MEETING, "command": command, "args": args}
    await chair.socket.send(json.dumps(message))
    done = await chair.done.get()
    if done["type"] != "done":
        raise RuntimeError(f"refused: {done}")
    return int(done["version"])


async def measure(url: str, tokens: list[str]) -> list[float]:
    """Return the milliseconds from each command to each client."""
    readers = [await join(url, token) for token in tokens]
    reading = [asyncio.create_task(reader.read()) for reader in readers]
    for reader in readers:
        await reader.reaches(1)
    samples = []
    for number in range(COMMANDS):
        sent_s, version = await give(readers[0], number)
        came_s = [await reader.reaches(version) for reader in readers]
        samples += [1000 * (at_s - sent_s) for at_s in came_s]
        undone = await do(readers[0], f"u{number}", "undo", version=version)
        for reader in readers:
            await reader.reaches(undone)
        await asyncio.sleep(PAUSE_S)
    for reader in readers:
        await reader.socket.close()
    await asyncio.gather(*reading)
    return samples


def run() -> Iterable[tuple[str, float, str]]:
    """Start the program with a meeting of 60, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        tokens = asyncio.run(seed(data))
        with Program("serve", data) as program:
            samples = asyncio.run(measure(program.ws_url, tokens))
    percentiles = statistics.quantiles(samples, n=100)
    yield "state_fanout_p50_ms", percentiles[49], "ms"
    yield "state_fanout_p99_ms", percentiles[98], "ms"
