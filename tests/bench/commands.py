"""How many commands a second are decided, recorded on disk and acknowledged; SQLite, one process.

Six meetings with sixty members each, as the demonstration's evening at its busiest: every member
sends one command after the other, each waiting for its own acknowledgement. The temporary folder
should be on the disk that the figure is about (``TMPDIR``).
"""

import asyncio
import tempfile
import time
from collections.abc import Iterable

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import BranchId, CommandId, MeetingId, PersonId, UnitId, random_id
from live.meeting.commands import OpenMeeting, WriteToChair
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan, PlannedItem
from live.meeting.roster import Member
from live.meeting.state import MeetingKind
from live.service import Meetings
from live.store import open_database

MEETINGS = 6
SENDERS = 60
SECONDS = 5.0

CHAIR = Actor(role=Role.CHAIR, person=PersonId("p1"), name="Chủ trì")


def run() -> Iterable[tuple[str, float, str]]:
    """Measure."""
    with tempfile.TemporaryDirectory() as folder:
        yield (
            "commands_per_second",
            asyncio.run(measure(f"sqlite:///{folder}/record.sqlite3")),
            "1/s",
        )


async def measure(url: str) -> float:
    """Return acknowledged commands per second."""
    database = await open_database(url)
    meetings = Meetings(database.events, LocalBus(), SystemClock(), random_id)
    for number in range(MEETINGS):
        await meetings.create(plan(number), CHAIR)
        await meetings.do(MeetingId(f"m{number}"), OpenMeeting(), CHAIR)
    began = time.perf_counter()
    sent = await asyncio.gather(
        *(
            send(meetings, MeetingId(f"m{number}"), sender, began + SECONDS)
            for number in range(MEETINGS)
            for sender in range(SENDERS)
        )
    )
    rate = sum(sent) / (time.perf_counter() - began)
    await database.close()
    return rate


async def send(meetings: Meetings, meeting: MeetingId, sender: int, until: float) -> int:
    """Send commands until the time is over; return how many were acknowledged."""
    count = 0
    while time.perf_counter() < until:
        command = WriteToChair(text=f"Ý kiến {count}")
        await meetings.do(meeting, command, CHAIR, CommandId(f"{sender}-{count}"))
        count += 1
    return count


def plan(number: int) -> MeetingPlan:
    """Return a meeting with a full list."""
    return MeetingPlan(
        meeting=MeetingId(f"m{number}"),
        title="Sinh hoạt chi bộ thường kỳ",
        kind=MeetingKind.REGULAR,
        scheduled_ms=0,
        branch=(BranchId("b"), "Chi bộ"),
        unit=(UnitId("u"), "Đảng ủy"),
        members=tuple(
            Member(person=PersonId(f"p{one}"), number=one, name=f"Đồng chí {one}")
            for one in range(1, SENDERS + 1)
        ),
        items=(PlannedItem(kind="discussion", title="Thảo luận", planned_min=40),),
        chair=PersonId("p1"),
        checkin_secret="bench",
    )
