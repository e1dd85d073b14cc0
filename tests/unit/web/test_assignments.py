"""What a supervisor may see begins and ends with the months of the assignment."""

from live.ids import MeetingId
from live.meeting.commands import AnnounceMeeting, EditMeeting, OpenMeeting
from live.meeting.permissions import Actor, Role
from live.months import Month, begin_ms, end_ms, shifted
from live.store.directory import followers_of
from live.store.registers import Assignment
from tests.unit.web.conftest import BRANCH, LICH, OTHER_BRANCH, House, words
from tests.unit.web.test_links import boot_of, doorkeeper

CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)


async def assign(house: House, since: Month, until: Month | None) -> None:
    """Let the supervisor follow the branch for these months alone."""
    account = await house.account(Role.SUPERVISOR)
    registers = house.parts.registers
    await registers.assignments.remove(account.id, BRANCH.id, "")
    await registers.assignments.put(
        Assignment(account=account.id, branch=BRANCH.id, from_month=since, until_month=until)
    )


async def opened(house: House) -> MeetingId:
    """Return a meeting of the branch that has opened."""
    meeting = await house.meeting()
    await house.parts.meetings.do(meeting, AnnounceMeeting(), CHAIR)
    await house.parts.meetings.do(meeting, OpenMeeting(), CHAIR)
    return meeting


async def wall_token(house: House) -> str:
    """Return the ticket in the supervisor's wall."""
    supervisor = await house.as_role(Role.SUPERVISOR)
    return str(boot_of((await supervisor.get("/wall")).text)["token"])


async def test_an_assignment_ends_with_its_last_month_in_mid_meeting(house: House) -> None:
    now = house.parts.month
    await assign(house, now, now)
    meeting, token = await opened(house), await wall_token(house)
    turn_ms = end_ms(now, house.parts.settings.zone)
    found = await doorkeeper(house).admit(token)
    assert found.meetings == {meeting}
    assert found.changes_ms == turn_ms

    house.clock.advance(turn_ms - house.clock.wall_ms() - 1)
    assert (await doorkeeper(house).admit(await wall_token(house))).meetings == {meeting}
    house.clock.advance(1)
    later = await doorkeeper(house).admit(await wall_token(house))
    assert later.meetings == set()
    assert later.changes_ms == end_ms(shifted(now, 1), house.parts.settings.zone)


async def test_an_assignment_begins_with_its_first_month_in_mid_meeting(house: House) -> None:
    after = shifted(house.parts.month, 1)
    await assign(house, after, None)
    meeting = await opened(house)
    assert (await doorkeeper(house).admit(await wall_token(house))).meetings == set()
    house.clock.advance(begin_ms(after, house.parts.settings.zone) - house.clock.wall_ms())
    assert (await doorkeeper(house).admit(await wall_token(house))).meetings == {meeting}


async def test_an_announced_meeting_of_a_month_that_is_not_assigned_stays_unseen(
    house: House,
) -> None:
    now, zone = house.parts.month, house.parts.settings.zone
    meeting = await house.meeting()
    facts = (await house.parts.meetings.state(meeting)).facts
    ahead = EditMeeting(
        title=facts.title,
        place=facts.place,
        scheduled_ms=begin_ms(shifted(now, 1), zone),
        chair=facts.chair,
        secretary=facts.secretary,
    )
    await house.parts.meetings.do(meeting, ahead, CHAIR)
    await house.parts.meetings.do(meeting, AnnounceMeeting(), CHAIR)
    await assign(house, now, now)
    assert (await doorkeeper(house).admit(await wall_token(house))).meetings == set()
    await assign(house, now, shifted(now, 1))
    assert (await doorkeeper(house).admit(await wall_token(house))).meetings == {meeting}


async def test_pages_of_what_is_over_close_with_the_assignment(house: House) -> None:
    now = house.parts.month
    await assign(house, now, now)
    supervisor = await house.as_role(Role.SUPERVISOR)
    assert (await supervisor.get(f"/past?branch={BRANCH.id}")).status_code == 200
    turn_ms = end_ms(now, house.parts.settings.zone)
    house.clock.advance(turn_ms - house.clock.wall_ms())
    supervisor = await house.as_role(Role.SUPERVISOR)
    refused = await supervisor.get(f"/past?branch={BRANCH.id}")
    assert refused.status_code == 404
    assert BRANCH.name not in words(refused)
    assert BRANCH.name not in words(await supervisor.get("/past"))


async def test_an_account_that_gives_up_a_branch_has_followed_it_until_last_month(
    house: House,
) -> None:
    admin, registers = await house.as_role(Role.ADMINISTRATOR), house.parts.registers
    now, before = house.parts.month, shifted(house.parts.month, -1)
    form = {"username": "supervisor", "name": "Theo", "role": "supervisor", "active": "on"}
    await admin.done("/admin/accounts/a-supervisor", {**form, "follows": OTHER_BRANCH.id})
    assert await followers_of(registers, BRANCH.id, now) == []
    assert [a.id for a in await followers_of(registers, BRANCH.id, before)] == ["a-supervisor"]
    assert [a.id for a in await followers_of(registers, OTHER_BRANCH.id, now)] == ["a-supervisor"]
    assert await followers_of(registers, OTHER_BRANCH.id, before) == []
