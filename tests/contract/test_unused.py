"""What was never used can be removed, in every database; what something refers to cannot."""

from dataclasses import replace

import pytest

from live.bus import LocalBus
from live.clock import ManualClock
from live.errors import Rejected
from live.ids import AccountId, BranchId, LinkId, MeetingId, PersonId, SiteId, TemplateId, UnitId
from live.meeting.permissions import Role
from live.service import Meetings
from live.store import Database
from live.store.registers import (
    Account,
    Assignment,
    AttendanceMode,
    Attendee,
    Branch,
    CalendarKey,
    Link,
    Person,
    Site,
    Template,
    Unit,
)
from live.store.unused import remove_account, remove_branch, remove_unit, take_off_list
from tests.contract.meetings import ADMINISTRATOR, PEOPLE, ROOM, plan

UNIT = Unit(id=UnitId("u"), parent=None, name="Đảng ủy xã Thượng Bình")
BRANCH = Branch(id=BranchId("b"), unit=UNIT.id, name="Chi bộ thôn Nà Khoang")
PERSON = Person(id=PersonId("new"), branch=BRANCH.id, number=1, name="Lý A Sềnh")
ACCOUNT = Account(
    id=AccountId("a"), username="thuky", name="Thư ký", password_hash="", role=Role.SECRETARY
)
LINK = Link(id=LinkId("l"), role=Role.MEMBER, name="Lý A Sềnh", created_ms=0, expires_ms=1)


async def meet(database: Database) -> None:
    """Make a meeting of `BRANCH`, with `PEOPLE`."""
    ids = iter(map(str, range(100)))
    meetings = Meetings(database.events, LocalBus(), ManualClock(), lambda: next(ids))
    await meetings.create(plan(), ADMINISTRATOR)


async def test_the_record_knows_of_whom_it_speaks(database: Database) -> None:
    assert not await database.events.mentions(PEOPLE[3])
    await meet(database)
    for name in (PEOPLE[3], ROOM, "b"):
        assert await database.events.mentions(name)
    for name in ("p", "p99", "new", "%", "p_"):
        assert not await database.events.mentions(name)


async def test_a_unit_is_removed_once_nothing_belongs_to_it(database: Database) -> None:
    registers = database.registers
    await registers.units.put(UNIT, Unit(id=UnitId("below"), parent=UNIT.id, name="Công ty"))
    await registers.branches.put(BRANCH)
    await registers.accounts.put(replace(ACCOUNT, unit=UNIT.id))
    template = Template(id=TemplateId("t"), unit=UNIT.id, name="Mẫu", kind="regular", items=())
    await registers.templates.put(template)
    with pytest.raises(Rejected, match="unit_in_use") as refusal:
        await remove_unit(database, UNIT.id)
    assert refusal.value.facts == {"units": 1, "branches": 1, "templates": 1, "accounts": 1}
    await remove_unit(database, UnitId("below"))
    await registers.branches.remove(BRANCH.id)
    await registers.accounts.remove(ACCOUNT.id)
    with pytest.raises(Rejected, match="unit_in_use"):
        await remove_unit(database, UNIT.id)
    await registers.templates.remove(template.id)
    await remove_unit(database, UNIT.id)
    assert await registers.units.find() == []


@pytest.mark.parametrize("user", ["people", "sites", "assignments", "meetings"])
async def test_a_branch_is_removed_only_when_it_was_never_used(
    database: Database, user: str
) -> None:
    registers = database.registers
    await registers.branches.put(BRANCH)
    if user == "people":
        await registers.people.put(replace(PERSON, active=False))
    elif user == "sites":
        await registers.sites.put(Site(id=SiteId("s"), branch=BRANCH.id, name="Nhà văn hóa"))
    elif user == "assignments":
        await registers.assignments.put(Assignment(account=ACCOUNT.id, branch=BRANCH.id))
    else:
        await meet(database)
    with pytest.raises(Rejected, match="branch_in_use") as refusal:
        await remove_branch(database, BRANCH.id)
    assert refusal.value.facts[user] == 1
    await registers.branches.put(replace(BRANCH, id=BranchId("unused")))
    await remove_branch(database, BranchId("unused"))
    assert await registers.branches.find() == [BRANCH]


async def test_a_person_of_whom_nothing_speaks_is_gone_and_others_stay_inactive(
    database: Database,
) -> None:
    registers = database.registers
    expected = replace(PERSON, id=PEOPLE[3], number=4)
    linked = replace(PERSON, id=PersonId("linked"), number=5)
    await registers.people.put(PERSON, expected, linked)
    await registers.links.put(replace(LINK, person=linked.id))
    await meet(database)
    assert await take_off_list(database, PERSON.id)
    assert not await take_off_list(database, expected.id)
    assert not await take_off_list(database, linked.id)
    assert await registers.people.find() == [
        replace(expected, active=False),
        replace(linked, active=False),
    ]


async def test_an_account_that_was_never_used_is_removed_with_what_it_follows(
    database: Database,
) -> None:
    registers = database.registers
    giver = replace(ACCOUNT, id=AccountId("giver"), username="quantri")
    guest = replace(ACCOUNT, id=AccountId(PEOPLE[5]), username="captren")
    await registers.accounts.put(ACCOUNT, giver, guest)
    await registers.assignments.put(Assignment(account=ACCOUNT.id, branch=BRANCH.id))
    await registers.attendees.put(
        Attendee(meeting=MeetingId("m"), account=ACCOUNT.id, mode=AttendanceMode.CONNECTED)
    )
    await registers.calendars.put(CalendarKey(owner=f"account:{ACCOUNT.id}", key="k"))
    await registers.links.put(replace(LINK, created_by=giver.id))
    await meet(database)
    await remove_account(database, ACCOUNT.id)
    assert await registers.assignments.find() == []
    assert await registers.attendees.find() == []
    assert await registers.calendars.find() == []
    for used in (giver, guest):
        with pytest.raises(Rejected, match="account_in_use"):
            await remove_account(database, used.id)
    assert {account.id for account in await registers.accounts.find()} == {giver.id, guest.id}
