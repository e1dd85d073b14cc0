"""A record that takes nothing: who presses is told, and everybody still comes in and watches.

The database is a real one of SQLite, on a disk that a test fills.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from live.clock import SystemClock
from live.ids import DeviceId, MeetingId, PersonId
from live.meeting.commands import DeviceCame, DeviceWent, SetMicrophone
from live.meeting.words import Microphone
from live.service import Meetings
from live.store import Database, open_database
from signaling.presence import late, together
from tests.disk import Disk, own_disk
from tests.unit.signaling.world import Client, Installation, World, open_meetings, process

M: Final = MeetingId("m")
THIRD: Final = PersonId("p3")
PHONE: Final = DeviceId("phone")
PRESSES: Final = 60
"""More than fit into the pages that a small database has."""


@dataclass
class House:
    """A server whose record is in SQLite."""

    world: World
    database: Database
    disk: Disk


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        disk = stack.enter_context(own_disk())
        database = await open_database(f"sqlite:///{tmp_path}/record.sqlite3")
        stack.push_async_callback(database.close)
        shared = Installation(store=database.events)
        await open_meetings(Meetings(shared.store, shared.bus, SystemClock(), shared.ids), "m")
        world = await stack.enter_async_context(process(shared, "n1"))
        yield House(world, database, disk)


async def press_until_refused(client: Client) -> str:
    """Write to the record until it takes no more; return the code of the refusal."""
    for number in range(PRESSES):
        id_ = f"press{number}"
        await client.do("insert_item", id_, after=None, title="x" * 200, planned_min=5)
        if (answer := await client.answer(id_))["type"] == "refused":
            return str(answer["code"])
    raise AssertionError("the record took everything")


TROUBLES: Final = [(Disk.full, "storage_full"), (Disk.read_only, "storage_read_only")]


@pytest.mark.parametrize(("ruin", "code"), TROUBLES)
async def test_who_presses_is_told_and_who_comes_watches_until_there_is_place_again(
    house: House, ruin: Callable[[Disk], None], code: str
) -> None:
    chair = await house.world.joined("chair")
    ruin(house.disk)
    assert await press_until_refused(chair) == code
    assert house.database.trouble() == code
    await chair.say("ping")
    await chair.hear("pong")

    member = await house.world.joined("member:p3", "phone")
    assert (await member.hear("state"))["meeting"] == "m"
    await member.say("prefer", media="sound")
    await member.say("microphone", state="off")
    await member.say("ping")
    await member.hear("pong")

    house.disk.well()
    presence = house.world.signaling.presence
    assert await presence.beat()
    await presence.settle()
    assert house.database.trouble() is None
    meeting = await house.world.meetings.state(M)
    assert meeting.attendance.rows[THIRD].devices[PHONE].microphone is Microphone.OFF
    await chair.do("insert_item", "afterwards", after=None, title="x", planned_min=5)
    await chair.hear("done", id="afterwards")


async def test_who_went_meanwhile_is_gone_afterwards(house: House) -> None:
    chair = await house.world.joined("chair")
    member = await house.world.joined("member:p3", "phone")
    await member.hear("state")
    house.disk.read_only()
    await press_until_refused(chair)
    await member.socket.close()
    results = house.world.meetings.results
    await house.world.until(lambda: results["storage_read_only"] == 2)  # the press, and the going
    assert PHONE in (await house.world.meetings.state(M)).attendance.rows[THIRD].devices
    house.disk.well()
    await house.world.signaling.presence.settle()
    assert PHONE not in (await house.world.meetings.state(M)).attendance.rows[THIRD].devices


def test_what_happens_to_a_device_before_it_is_recorded_comes_to_one_thing() -> None:
    came = DeviceCame(device=PHONE, node="n1")
    went = DeviceWent(device=PHONE, node="n1")
    off = SetMicrophone(device=PHONE, microphone=Microphone.OFF)
    silent = DeviceCame(device=PHONE, node="n1", microphone=Microphone.OFF)
    assert together(came, off) == silent
    assert together(went, off) == went
    assert together(came, went) == went
    assert together(went, came) == came


def test_who_went_is_dated_from_then_and_who_came_from_when_it_could_be_recorded() -> None:
    came = DeviceCame(device=PHONE, node="n1")
    went = DeviceWent(device=PHONE, node="n1", silent_ms=6000)
    assert late(went, 40_000) == DeviceWent(device=PHONE, node="n1", silent_ms=46_000)
    assert late(came, 40_000) == came
