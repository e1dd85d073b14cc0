"""The month's plan of a unit and a supervisor's own: who attends, conflicts, what is refused."""

from dataclasses import replace

import pytest

from live.ids import AccountId, MeetingId, PersonId
from live.meeting.commands import CancelMeeting, EditMeeting, OpenMeeting
from live.meeting.permissions import Actor, Role
from live.months import ALWAYS, begin_ms, shifted
from live.store.directory import followed_by, save_account
from live.store.registers import Account, Assignment, AttendanceMode
from tests.unit.web.conftest import BRANCH, LICH, OTHER_BRANCH, UNIT, House, Visitor, words

ADMIN = Actor(role=Role.ADMINISTRATOR, person=PersonId("q"), name="Q")
ADMIN_CHAIR = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
PLAN = f"/admin/units/{UNIT.id}/plan"
SECOND = AccountId("second")


async def second(house: House) -> Account:
    """Add another supervisor of the unit, who follows nothing."""
    first = await house.account(Role.SUPERVISOR)
    account = replace(first, id=SECOND, username="second", name="Đồng chí Thay")
    await save_account(house.parts.registers, account)
    return account


async def attend(
    visitor: Visitor, meeting: str, account: str = "a-supervisor", mode: str = "in_room"
) -> str:
    form = {"meeting": meeting, "account": account, "mode": mode}
    return await visitor.done(f"{PLAN}/attend", form)


async def move(house: House, meeting: MeetingId, scheduled_ms: int) -> None:
    facts = (await house.parts.meetings.state(meeting)).facts
    edited = EditMeeting(title=facts.title, place=facts.place, scheduled_ms=scheduled_ms)
    await house.parts.meetings.do(meeting, edited, ADMIN)


async def test_branches_that_nobody_attends_come_first_and_are_named(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    meeting, _ = await house.meeting(), await house.meeting(OTHER_BRANCH)
    read = words(await admin.get(PLAN))
    assert "2/2 chi bộ chưa có cấp trên dự trong tháng" in read
    where = await attend(admin, meeting)
    assert where.endswith(f"#m-{meeting}")
    read = words(await admin.get(PLAN))
    assert f"1/2 chi bộ chưa có cấp trên dự trong tháng: {OTHER_BRANCH.name}" in read
    assert "Đồng chí supervisor Dự trực tiếp" in read
    table = (await admin.get(PLAN)).text.partition("<tbody")[2]
    assert table.index(OTHER_BRANCH.name) < table.index(BRANCH.name)


async def test_two_rooms_at_one_hour_are_a_conflict_and_two_tiles_on_the_wall_are_none(
    house: House,
) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    one, two = await house.meeting(), await house.meeting(OTHER_BRANCH)
    await attend(admin, one)
    await attend(admin, two)
    read = words(await admin.get(PLAN))
    assert "dự trực tiếp hai buổi cùng giờ" in read
    assert read.count("Trùng giờ") == 2
    supervisor = await house.as_role(Role.SUPERVISOR)
    assert words(await supervisor.get("/plan")).count("Trùng giờ với buổi") == 2
    await attend(admin, two, mode="connected")
    assert "cùng giờ" not in words(await admin.get(PLAN))
    await attend(admin, two)
    entry = await house.parts.database.events.index(one)
    assert entry is not None
    await move(house, two, entry.scheduled_ms + 90 * 60_000)
    assert "cùng giờ" not in words(await admin.get(PLAN))
    await move(house, two, entry.scheduled_ms + 89 * 60_000)
    assert "cùng giờ" in words(await admin.get(PLAN))
    await house.parts.meetings.do(two, CancelMeeting(reason="x"), ADMIN)
    assert "cùng giờ" not in words(await admin.get(PLAN))


async def test_a_substitute_follows_for_the_month_and_no_longer_than_needed(house: House) -> None:
    admin, registers = await house.as_role(Role.ADMINISTRATOR), house.parts.registers
    await second(house)
    now, one, two = house.parts.month, await house.meeting(), await house.meeting()
    await attend(admin, one, SECOND)
    await attend(admin, two, SECOND, "connected")
    assert await registers.assignments.find(account=SECOND) == [
        Assignment(
            account=SECOND,
            branch=BRANCH.id,
            from_month=now,
            until_month=now,
            substitute_for=AccountId("a-supervisor"),
        )
    ]
    assert "Đồng chí Thay Dự trực tiếp (thay đồng chí Đồng chí supervisor)" in words(
        await admin.get(PLAN)
    )
    form = {"meeting": one, "account": SECOND}
    await admin.done(f"{PLAN}/stay-away", form)
    assert await followed_by(registers, SECOND, now) == {BRANCH.id}
    await admin.done(f"{PLAN}/stay-away", form | {"meeting": two})
    assert await followed_by(registers, SECOND, now) == set()


async def test_assignments_begin_and_end_in_the_month_that_is_shown(house: House) -> None:
    admin, registers = await house.as_role(Role.ADMINISTRATOR), house.parts.registers
    await second(house)
    now = house.parts.month
    after = shifted(now, 1)
    form = {"branch": OTHER_BRANCH.id, "account": SECOND}
    await admin.done(f"{PLAN}/assign?month={after}", form)
    assert await followed_by(registers, SECOND, now) == set()
    assert await followed_by(registers, SECOND, shifted(after, 5)) == {OTHER_BRANCH.id}
    old = {"branch": BRANCH.id, "account": "a-supervisor", "from_month": ALWAYS}
    await admin.done(f"{PLAN}/end?month={after}", old)
    assert await followed_by(registers, AccountId("a-supervisor"), now) == {BRANCH.id}
    assert await followed_by(registers, AccountId("a-supervisor"), after) == set()
    assert "đến hết tháng" in words(await admin.get(PLAN))
    once = form | {"branch": BRANCH.id, "lasting": "month", "substitute_for": "a-supervisor"}
    await admin.done(f"{PLAN}/assign", once)
    assert await followed_by(registers, SECOND, now) == {BRANCH.id}
    assert BRANCH.id not in await followed_by(registers, SECOND, after)


@pytest.mark.parametrize(
    ("route", "form", "said"),
    [
        ("attend", {"mode": "in_room"}, "chọn một người"),
        ("attend", {"mode": "in_room", "account": "a-chair"}, "không phải của cấp trên"),
        ("assign", {"account": "a-chair"}, "không phải của cấp trên"),
        ("assign", {"account": ""}, "chọn một người"),
        ("assign", {"account": "a-supervisor"}, "đã được phân công theo dõi"),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_form(
    house: House, route: str, form: dict[str, str], said: str
) -> None:
    admin, meeting = await house.as_role(Role.ADMINISTRATOR), await house.meeting()
    place = {"meeting": meeting} if route == "attend" else {"branch": BRANCH.id}
    refused = await admin.send_form(f"{PLAN}/{route}", {**place, **form})
    assert refused.status_code == 409
    _, _, form_on = refused.text.partition('<details class="no-print" open>')
    assert said in form_on.partition("</details>")[0]
    assert refused.text.count('<p class="field-error" role="alert">') == 1
    assert '<p class="notice bad"' not in refused.text


async def test_what_is_over_is_changed_no_more(house: House) -> None:
    admin, meeting = await house.as_role(Role.ADMINISTRATOR), await house.meeting()
    form = {"meeting": meeting, "account": "a-supervisor", "mode": "in_room"}
    await house.parts.meetings.do(meeting, CancelMeeting(reason="x"), ADMIN)
    refused = await admin.send_form(f"{PLAN}/attend", form)
    assert (refused.status_code, "đã kết thúc hoặc đã hủy" in words(refused)) == (409, True)
    before = shifted(house.parts.month, -1)
    read = await admin.get(f"{PLAN}?month={before}")
    assert "lịch chỉ để xem" in words(read)
    assert "<details" not in read.text
    branch = {"branch": OTHER_BRANCH.id, "account": "a-supervisor"}
    for route in ("assign", "end"):
        late = await admin.send_form(f"{PLAN}/{route}?month={before}", branch)
        assert (late.status_code, "đã qua" in words(late)) == (409, True)
    for month in ("2026-13", "x", "1999-01"):
        assert (await admin.get(f"{PLAN}?month={month}")).status_code == 404


async def test_a_plan_of_a_unit_changes_nothing_of_another_units_branches(house: House) -> None:
    admin, meeting = await house.as_role(Role.ADMINISTRATOR), await house.meeting()
    other = (await admin.done("/admin/units", {"name": "Khác"})).split("/")[3].split("?")[0]
    path = f"/admin/units/{other}/plan"
    person = {"account": "a-supervisor", "mode": "in_room"}
    for route, place in (
        ("attend", {"meeting": meeting}),
        ("stay-away", {"meeting": meeting}),
        ("assign", {"branch": BRANCH.id}),
        ("end", {"branch": BRANCH.id}),
    ):
        form = {**place, "account": person["account"]}
        form |= {"mode": "in_room"} if route == "attend" else {}
        assert (await admin.send_form(f"{path}/{route}", form)).status_code == 404
    assert await house.parts.registers.attendees.find() == []


async def test_an_own_plan_has_the_meetings_of_the_assigned_months_alone(house: House) -> None:
    admin, registers = await house.as_role(Role.ADMINISTRATOR), house.parts.registers
    supervisor = await house.as_role(Role.SUPERVISOR)
    meeting, _ = await house.meeting(), await house.meeting(OTHER_BRANCH)
    await attend(admin, meeting, mode="connected")
    read = words(await supervisor.get("/plan"))
    assert BRANCH.name in read
    assert "Đồng chí dự trực tuyến" in read
    assert OTHER_BRANCH.name not in read
    now = house.parts.month
    assert BRANCH.name in words(await supervisor.get(f"/plan?month={shifted(now, 1)}"))
    await registers.assignments.put(
        Assignment(account=AccountId("a-supervisor"), branch=BRANCH.id, until_month=now)
    )
    after = shifted(now, 1)
    assert BRANCH.name not in words(await supervisor.get(f"/plan?month={after}"))
    house.clock.advance(begin_ms(after, house.parts.settings.zone) - house.clock.wall_ms())
    supervisor = await house.as_role(Role.SUPERVISOR)
    assert BRANCH.name not in words(await supervisor.get(f"/plan?month={now}"))


async def test_the_right_of_who_is_taken_off_ends_at_once(house: House) -> None:
    """The note over the bus makes every process ask again (`test_assignments`)."""
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"branch": BRANCH.id, "account": "a-supervisor", "from_month": ALWAYS}
    async with house.parts.bus.subscribe("meetings") as notes:
        await admin.done(f"{PLAN}/end", form)
        assert await anext(notes) == b""
    supervisor = await house.as_role(Role.SUPERVISOR)
    assert (await supervisor.get(f"/past?branch={BRANCH.id}")).status_code == 404
    assert AttendanceMode("in_room") is AttendanceMode.IN_ROOM
    assert LICH.name not in words(await supervisor.get("/plan"))


async def test_the_branch_is_told_who_will_attend_until_the_meeting_opens(house: House) -> None:
    admin, chair = await house.as_role(Role.ADMINISTRATOR), await house.as_role(Role.CHAIR)
    meeting = await house.meeting()
    assert "Chưa có cấp trên nào được cử dự" in words(
        await chair.get(f"/meetings/{meeting}/prepare")
    )
    await attend(admin, meeting)
    await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"})
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    told = "Cấp trên dự: Đồng chí supervisor (tại phòng họp)"
    for page in ("/prepare", "", "/links"):
        assert told in words(await chair.get(f"/meetings/{meeting}{page}")), page
    assert f"{told}." in (await chair.get(f"/meetings/{meeting}/links")).text
    await house.parts.meetings.do(meeting, OpenMeeting(), ADMIN_CHAIR)
    assert told not in words(await chair.get(f"/meetings/{meeting}"))
