"""Calendars to subscribe to: their addresses, what moves and what they never say."""

import datetime as dt
import re
from typing import Any

import pytest
from icalendar import Calendar

from live.ids import MeetingId
from live.meeting.commands import AnnounceMeeting, CancelMeeting
from live.meeting.permissions import Role
from live.months import end_ms
from live.store.registers import Assignment
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, OTHER_BRANCH, UNIT, House, Visitor
from tests.unit.web.test_month_plan import ADMIN, PLAN, attend, move

OWN = "/plan"


async def address(visitor: Visitor, page: str) -> str:
    """Have a page give out a new address, and return its path."""
    await visitor.done(f"{page}/calendar")
    found = re.search(
        r'value="http://diemcau.test(/calendar/[^"]+\.ics)"', (await visitor.get(page)).text
    )
    assert found is not None
    return found[1]


async def events(house: House, path: str) -> dict[str, Any]:
    """Fetch a calendar without signing in, and return its events by UID."""
    response = await house.visitor().get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))  # RFC 5545 §3.1
    return {str(each["uid"]): each for each in Calendar.from_ical(response.text).walk("VEVENT")}


@pytest.mark.parametrize(("page", "role"), [(PLAN, Role.ADMINISTRATOR), (OWN, Role.SUPERVISOR)])
async def test_a_meeting_keeps_its_uid_when_it_moves_or_is_called_off(
    house: House, page: str, role: Role
) -> None:
    meeting = await house.meeting()
    path = await address(await house.as_role(role), page)
    uid = f"{meeting}@diemcau"
    first = (await events(house, path))[uid]
    entry = await house.parts.database.events.index(meeting)
    assert entry is not None
    begins = dt.datetime.fromtimestamp(entry.scheduled_ms / 1000, dt.UTC)
    assert first["dtstart"].dt == begins
    assert first["dtend"].dt - first["dtstart"].dt == dt.timedelta(minutes=90)
    assert b"DTSTART:" + f"{begins:%Y%m%dT%H%M%SZ}".encode() in first.to_ical()
    assert (first["sequence"], first["status"]) == (0, "TENTATIVE")

    await house.parts.meetings.do(meeting, AnnounceMeeting(), ADMIN)
    assert (await events(house, path))[uid]["sequence"] == 0
    await move(house, meeting, entry.scheduled_ms + 3600_000)
    moved = (await events(house, path))[uid]
    assert (moved["sequence"], moved["status"]) == (1, "CONFIRMED")
    assert moved["dtstart"].dt == begins + dt.timedelta(hours=1)
    await house.parts.meetings.do(meeting, CancelMeeting(reason="Mưa lũ"), ADMIN)
    off = (await events(house, path))[uid]
    assert (off["sequence"], off["status"]) == (2, "CANCELLED")


async def test_a_calendar_says_who_attends_and_names_nobody_of_the_branch(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    meeting = await house.meeting()
    await attend(admin, meeting)
    for page, role in ((PLAN, Role.ADMINISTRATOR), (OWN, Role.SUPERVISOR)):
        path = await address(await house.as_role(role), page)
        (event,) = (await events(house, path)).values()
        assert "Đồng chí supervisor (Dự trực tiếp)" in event["description"]
        assert event["location"] == "Thôn Nà Khoang"
        said = (await house.visitor().get(path)).text.replace("\r\n ", "")
        assert BRANCH.name in said
        for name in (LICH.name, HIEN.name, DAO.name, "Sinh hoạt chi bộ tháng 12"):
            assert name not in said
    assert event["transp"] == "OPAQUE"
    assert event["summary"].endswith("(Dự trực tiếp)")


async def test_a_replaced_address_and_an_invented_one_lead_nowhere(house: House) -> None:
    supervisor = await house.as_role(Role.SUPERVISOR)
    old = await address(supervisor, OWN)
    new = await address(supervisor, OWN)
    assert (await house.visitor().get(new)).status_code == 200
    key = new.rpartition("/")[2].partition(".")[0]
    for path in (old, f"/calendar/{key}.{'A' * 43}.ics", "/calendar/x.ics", "/calendar/%ff.ics"):
        assert (await house.visitor().get(path)).status_code == 404, path


async def test_an_own_calendar_ends_with_assignment_and_account(house: House) -> None:
    now = house.parts.month
    one = await house.meeting()
    await house.meeting(OTHER_BRANCH)
    path = await address(await house.as_role(Role.SUPERVISOR), OWN)
    assert set(await events(house, path)) == {f"{one}@diemcau"}
    account = await house.account(Role.SUPERVISOR)
    await house.parts.registers.assignments.put(
        Assignment(account=account.id, branch=BRANCH.id, until_month=now)
    )
    assert set(await events(house, path)) == {f"{one}@diemcau"}
    turn_ms = end_ms(now, house.parts.settings.zone)
    house.clock.advance(turn_ms - house.clock.wall_ms())
    assert await events(house, path) == {}
    form = {"username": "supervisor", "name": "Theo", "role": "supervisor"}
    await (await house.as_role(Role.ADMINISTRATOR)).done("/admin/accounts/a-supervisor", form)
    assert (await house.visitor().get(path)).status_code == 404


async def test_a_calendar_of_a_unit_has_every_branch_below_it(house: House) -> None:
    both = {await house.meeting(), await house.meeting(OTHER_BRANCH)}
    path = await address(await house.as_role(Role.ADMINISTRATOR), PLAN)
    assert set(await events(house, path)) == {f"{MeetingId(each)}@diemcau" for each in both}
    await house.parts.registers.units.remove(UNIT.id)
    assert (await house.visitor().get(path)).status_code == 404
