"""What every database's registers must do."""

import asyncio
from dataclasses import replace

import pytest

from live.errors import Rejected
from live.ids import (
    AccountId,
    BranchId,
    LinkId,
    MeetingId,
    PersonId,
    SessionId,
    SiteId,
    TemplateId,
    UnitId,
)
from live.media.preference import MediaPreference
from live.meeting.permissions import Role
from live.meeting.plan import PlannedItem
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.months import ALWAYS, Month
from live.store import Database, Registers
from live.store.registers import (
    Account,
    Assignment,
    AttendanceMode,
    Attendee,
    Branch,
    CalendarKey,
    Link,
    Person,
    Preference,
    R,
    Register,
    Session,
    Site,
    Template,
    Unit,
)

BRANCH = BranchId("b")
PERSON = Person(
    id=PersonId("p1"),
    branch=BRANCH,
    number=1,
    name="Hoàng Văn Lịch",
    title="Bí thư",
    category=Category.PROBATIONARY,
    birth="1970-05-12",
)
ACCOUNT = Account(
    id=AccountId("a1"),
    username="lich",
    name="Hoàng Văn Lịch",
    password_hash="$argon2id$",
    role=Role.CHAIR,
)

SESSION = Session(
    id=SessionId("s1"),
    account=ACCOUNT.id,
    mark="0123456789abcdef",
    created_ms=1_790_000_000_000,
    used_ms=1_790_000_000_000,
    address="2001:db8::1",
    agent="Mozilla/5.0 (điện thoại)",
)


@pytest.fixture
def registers(database: Database) -> Registers:
    return database.registers


async def test_records_of_every_kind_come_back_as_they_were(registers: Registers) -> None:
    unit = Unit(id=UnitId("u"), parent=None, name="Đảng ủy xã Thượng Bình", kind="Đảng bộ xã")
    branch = Branch(id=BRANCH, unit=unit.id, name="Thôn Nà Khoang", settings=Rules(grace_s=30))
    site = Site(id=SiteId("s"), branch=BRANCH, name="Nhà văn hóa", place="Thôn", main=True)
    items = (PlannedItem(kind="roll_call", title="Điểm danh", planned_min=3, required=True),)
    template = Template(
        id=TemplateId("t"), unit=None, name="Thường kỳ", kind="regular", items=items
    )
    assignment = Assignment(account=ACCOUNT.id, branch=BRANCH)
    link = Link(
        id=LinkId("l"),
        role=Role.MEMBER,
        name=PERSON.name,
        created_ms=1,
        expires_ms=1_790_000_000_000,
        person=PERSON.id,
    )
    await comes_back(registers.units, unit, unit.id)
    await comes_back(registers.branches, branch, branch.id)
    await comes_back(registers.people, PERSON, PERSON.id)
    await comes_back(registers.sites, site, site.id)
    await comes_back(registers.templates, template, template.id)
    await comes_back(registers.accounts, ACCOUNT, ACCOUNT.id)
    await comes_back(registers.sessions, SESSION, SESSION.id)
    await comes_back(registers.links, link, link.id)
    await comes_back(registers.assignments, assignment, ACCOUNT.id, BRANCH, ALWAYS)
    some_months = Assignment(
        account=ACCOUNT.id,
        branch=BRANCH,
        from_month=Month("2026-11"),
        until_month=Month("2026-12"),
        substitute_for=AccountId("a2"),
    )
    await comes_back(registers.assignments, some_months, ACCOUNT.id, BRANCH, "2026-11")
    assert await registers.assignments.find(account=ACCOUNT.id) == [assignment, some_months]
    attendee = Attendee(meeting=MeetingId("m"), account=ACCOUNT.id, mode=AttendanceMode.IN_ROOM)
    await comes_back(registers.attendees, attendee, "m", ACCOUNT.id)
    key = CalendarKey(owner=f"account:{ACCOUNT.id}", key="k")
    await comes_back(registers.calendars, key, key.owner)
    wish = Preference(person=PERSON.id, media=MediaPreference.SOUND)
    await comes_back(registers.preferences, wish, PERSON.id)


async def comes_back(register: Register[R], record: R, *key: str) -> None:
    assert await register.get(*key) is None
    await register.put(record)
    assert await register.get(*key) == record


async def test_a_record_put_again_is_replaced_whole(registers: Registers) -> None:
    await registers.people.put(PERSON)
    changed = replace(PERSON, name="Hoàng Văn Lích", number=None, active=False)
    await registers.people.put(changed)
    assert await registers.people.find() == [changed]


async def test_records_are_found_by_the_values_of_their_fields(registers: Registers) -> None:
    other = replace(PERSON, id=PersonId("p2"), number=None, active=False)
    third = replace(PERSON, id=PersonId("p3"), branch=BranchId("c"), number=2)
    await registers.people.put(PERSON, other, third)
    people = registers.people
    assert await people.find(branch=BRANCH) == [PERSON, other]
    assert await people.find(branch=BRANCH, active=True) == [PERSON]
    assert await people.find(branch=frozenset({BRANCH, BranchId("c")}), active=True) == [
        PERSON,
        third,
    ]
    assert await people.find(number=None) == [other]
    assert await people.find(category=Category.PROBATIONARY, number=2) == [third]
    assert await people.find(name="nobody") == []
    assert await people.find(id=frozenset()) == []


async def test_records_are_listed_by_number_and_those_without_come_last(
    registers: Registers,
) -> None:
    numbers = [12, None, 3, 1]
    await registers.people.put(
        *(replace(PERSON, id=PersonId(f"p{i}"), number=n) for i, n in enumerate(numbers))
    )
    assert [person.number for person in await registers.people.find()] == [1, 3, 12, None]


async def test_a_removed_record_is_gone_and_removing_it_again_says_so(
    registers: Registers,
) -> None:
    assignment = Assignment(account=ACCOUNT.id, branch=BRANCH)
    await registers.assignments.put(assignment, assignment)
    assert await registers.assignments.remove(ACCOUNT.id, BRANCH, ALWAYS)
    assert not await registers.assignments.remove(ACCOUNT.id, BRANCH, ALWAYS)
    assert await registers.assignments.find() == []


async def test_a_second_account_of_one_user_name_is_refused(registers: Registers) -> None:
    await registers.accounts.put(ACCOUNT)
    rival = replace(ACCOUNT, id=AccountId("a2"))
    with pytest.raises(Rejected, match="already_taken"):
        await registers.accounts.put(replace(rival, username="khac"), rival)
    assert await registers.accounts.find() == [ACCOUNT]
    await registers.accounts.put(replace(ACCOUNT, name="Lịch"))  # itself is no rival


async def test_of_several_records_of_one_key_that_are_added_at_once_one_is(
    registers: Registers,
) -> None:
    rivals = [replace(ACCOUNT, username=f"an{number}") for number in range(6)]
    added = await asyncio.gather(*map(registers.accounts.add, rivals))
    assert sorted(added) == [False] * 5 + [True]
    assert await registers.accounts.find() == [rivals[added.index(True)]]
    with pytest.raises(Rejected, match="already_taken"):
        await registers.accounts.add(replace(rivals[added.index(True)], id=AccountId("a2")))


async def test_a_record_is_renewed_while_it_is_there_and_does_not_come_back(
    registers: Registers,
) -> None:
    await registers.sessions.put(SESSION)
    later = replace(SESSION, used_ms=SESSION.used_ms + 1)
    assert await registers.sessions.renew(later)
    assert await registers.sessions.find() == [later]
    await registers.sessions.remove(SESSION.id)
    assert not await registers.sessions.renew(SESSION)
    assert await registers.sessions.find(account=ACCOUNT.id) == []
