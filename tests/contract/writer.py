"""Appends without end and says aloud what was acknowledged: the process that a test kills.

``python -m tests.contract.writer URL``: each line is a meeting and the version acknowledged.
"""

import asyncio
import sys

from live.ids import BranchId, MeetingId
from live.meeting.events import MeetingEdited
from live.meeting.permissions import Author, Role
from live.store import Append, EventStore, MeetingIndex, open_database

MEETINGS = tuple(MeetingId(f"m{number}") for number in range(4))
BY = Author(role=Role.CHAIR, person=None, name="Hoàng Văn Lịch")


def event(version: int) -> MeetingEdited:
    """Return an event that says which version it makes."""
    return MeetingEdited(at_ms=version, by=BY, title=f"Lần {version}", scheduled_ms=1, place="")


async def write(store: EventStore, meeting: MeetingId) -> None:
    index = MeetingIndex(
        meeting=meeting, branch=BranchId("b"), title="", kind="", state="open", scheduled_ms=1
    )
    version = await store.create(index, [event(1)])
    while True:
        later = [event(version + 1), event(version + 2)]
        version = await store.append(
            Append(meeting=meeting, expected_version=version, events=later)
        )
        print(meeting, version, flush=True)


async def main(url: str) -> None:
    database = await open_database(url)
    await asyncio.gather(*(write(database.events, meeting) for meeting in MEETINGS))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
