"""Several processes follow one register: the last reading stands, none opens on an old one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

import pytest

from live.announcing import SEATS_TOPIC
from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import BranchId, MeetingId, PersonId, UnitId
from live.meeting.commands import OpenMeeting
from live.meeting.events import RegisterChanged, RegisterFollowed
from live.meeting.state import Phase
from live.service import Meetings
from live.store.contract import EventStore
from live.store.directory import deactivate
from live.store.listing import members
from live.store.registers import Branch, Person, Registers, Unit
from tests.contract.meetings import ADMINISTRATOR, CHAIR, PEOPLE, plan
from tests.memory import memory_database

BRANCH: Final = BranchId("b")
NEW: Final = Person(id=PersonId("new"), branch=BRANCH, number=13, name="Hoàng Thị Mới")


@dataclass
class SlowRegister:
    """The register of people; what comes between its being read and the answer is a test's."""

    inner: object
    meanwhile: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    async def find(self, **equal: object) -> object:
        """Read, then let something happen, then answer with what was read."""
        found = await self.inner.find(**equal)  # type: ignore[attr-defined]
        if self.meanwhile:
            await self.meanwhile.pop()()
        return found


@dataclass
class Two:
    """Two processes over one record and one register; the first reads slowly."""

    store: EventStore
    registers: Registers
    slow: SlowRegister
    bus: LocalBus
    one: Meetings
    other: Meetings
    meeting: MeetingId

    async def people(self) -> list[PersonId]:
        """Return who is on the meeting's list."""
        return list((await self.other.state(self.meeting)).members)


@pytest.fixture
async def two() -> AsyncIterator[Two]:
    database, clock, bus = memory_database(), ManualClock(), LocalBus()
    registers = database.registers
    await registers.units.put(Unit(id=UnitId("u"), parent=None, name="Đảng ủy xã Thượng Bình"))
    await registers.branches.put(Branch(id=BRANCH, unit=UnitId("u"), name="Chi bộ thôn Nà Khoang"))
    await registers.people.put(
        *(
            Person(id=person, branch=BRANCH, number=number, name=f"Đồng chí {number}")
            for number, person in enumerate(PEOPLE, 1)
        )
    )
    slow = SlowRegister(registers.people)
    slowly = replace(registers, people=slow)  # type: ignore[arg-type]
    ids = map(str, count()).__next__
    one = Meetings(database.events, bus, clock, ids, slowly)
    other = Meetings(database.events, bus, clock, ids, registers)
    meeting = await one.create(plan(), ADMINISTRATOR)
    yield Two(database.events, registers, slow, bus, one, other, meeting)
    await one.stop()
    await other.stop()


async def test_an_old_reading_never_replaces_a_later_one(two: Two) -> None:
    """One process has read the register; the register changes and another follows before that."""

    async def changed() -> None:
        await two.registers.people.put(NEW)
        await two.other.follow(BRANCH, ADMINISTRATOR)

    await deactivate(two.registers, PEOPLE[5])
    two.slow.meanwhile.append(changed)
    await two.one.follow(BRANCH, ADMINISTRATOR)
    assert await two.people() == [*(p for p in PEOPLE if p != PEOPLE[5]), NEW.id]


async def test_a_meeting_does_not_open_on_a_list_that_was_followed_meanwhile(two: Two) -> None:
    async def changed() -> None:
        await two.registers.people.put(NEW)
        await two.other.follow(BRANCH, ADMINISTRATOR)

    two.slow.meanwhile.append(changed)
    await two.one.do(two.meeting, OpenMeeting(), CHAIR)
    state = await two.other.state(two.meeting)
    assert (state.facts.phase, NEW.id in state.members) == (Phase.OPEN, True)


async def test_what_is_changed_in_the_moment_of_opening_is_a_change_to_an_open_meeting(
    two: Two,
) -> None:
    async def changed() -> None:
        await two.registers.people.put(NEW)

    two.slow.meanwhile.append(changed)
    await two.one.do(two.meeting, OpenMeeting(), CHAIR)
    await two.other.follow(BRANCH, ADMINISTRATOR)
    state = await two.other.state(two.meeting)
    assert NEW.id not in state.members
    assert NEW.id in {member.person for member in state.register}
    assert [type(e) for e in await two.store.read(two.meeting)][-1] is RegisterChanged


async def test_opening_catches_up_with_what_nobody_told(two: Two) -> None:
    await two.registers.people.put(NEW)
    await deactivate(two.registers, PEOPLE[5])
    await two.one.do(two.meeting, OpenMeeting(), CHAIR)
    _, followed, _ = await two.store.read(two.meeting)
    assert isinstance(followed, RegisterFollowed)
    assert (followed.by.role, followed.command) == ("system", "follow_register")
    assert await two.people() == [*(p for p in PEOPLE if p != PEOPLE[5]), NEW.id]


async def test_a_register_that_says_the_same_is_not_recorded(two: Two) -> None:
    await two.one.follow(BRANCH, ADMINISTRATOR)
    before = await two.store.read(two.meeting)
    await two.one.follow(BRANCH, ADMINISTRATOR)
    await two.other.follow(BRANCH, ADMINISTRATOR)
    assert await two.store.read(two.meeting) == before


async def test_a_branch_without_anybody_on_its_list_is_not_followed(two: Two) -> None:
    for person in PEOPLE:
        await deactivate(two.registers, person)
    await two.one.follow(BRANCH, ADMINISTRATOR)
    assert await two.people() == list(PEOPLE)


async def test_every_process_is_told_that_other_people_are_expected(two: Two) -> None:
    async with two.bus.subscribe(SEATS_TOPIC) as notes:
        await two.one.follow(BRANCH, ADMINISTRATOR)
        await two.registers.people.put(NEW)
        await two.one.follow(BRANCH, ADMINISTRATOR)
        assert await anext(notes) == two.meeting.encode()


def test_a_number_names_one_person_whatever_the_register_says() -> None:
    """A register that two processes wrote at once may have a number twice."""
    twice = [replace(NEW, id=PersonId(name), name=name, number=1) for name in ("b", "a", "c")]
    without = replace(NEW, id=PersonId("d"), number=None)
    numbers = {member.person: member.number for member in members([*twice, without])}
    assert numbers == {"a": 1, "b": 2, "c": 3, "d": 4}
