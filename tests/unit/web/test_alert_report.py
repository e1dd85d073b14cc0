"""The page of a day's alerts: who reads of which meetings, which days, and that it is made once."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from live.errors import Rejected
from live.ids import MeetingId, PersonId
from live.meeting.commands import (
    AcknowledgeAlert,
    AskForHelp,
    CloseMeeting,
    OpenMeeting,
    TakeNote,
)
from live.meeting.events import Event
from live.meeting.permissions import Actor, Role
from live.supervision.catalogue import CATALOGUE, Kind
from live.supervision.report import EveningReport, report
from tests.unit.web.conftest import BRANCH, OTHER_BRANCH, House, words
from tests.unit.web.test_past import CHAIR
from web.i18n import catalogue
from web.reports import evenings
from web.reports.evenings import MOST
from web.settings import LANGUAGES

ABOVE = Actor(role=Role.SUPERVISOR, person=PersonId("above"), name="Minh Châu")
PAGE = "/wall/report"
MINUTE_MS = 60_000


async def helped(
    house: House, *, acted: bool = False, other: bool = False, minutes: int = 20
) -> MeetingId:
    """Hold a meeting whose chair asked for help for some minutes."""
    meeting = await (house.meeting(OTHER_BRANCH) if other else house.meeting())
    meetings = house.parts.meetings
    await meetings.do(meeting, OpenMeeting(), CHAIR)
    await meetings.do(meeting, AskForHelp(on=True), CHAIR)
    if acted:
        house.clock.advance(MINUTE_MS)
        await meetings.do(meeting, AcknowledgeAlert(key="help_asked", word="Đã gọi"), ABOVE)
    house.clock.advance(minutes * MINUTE_MS)
    await meetings.do(meeting, AskForHelp(on=False), CHAIR)
    await meetings.do(meeting, CloseMeeting(), CHAIR)
    return meeting


async def test_a_supervisor_reads_what_stood_and_whether_somebody_acted(house: House) -> None:
    meeting = await helped(house)
    page = await (await house.as_role(Role.SUPERVISOR)).get(PAGE)
    read = words(page)
    assert "trong 1 buổi sinh hoạt" in read
    assert "Chi bộ nhờ cấp trên hỗ trợ 1 0 –" in read
    assert "nhiều nhất 2 cảnh báo mới trong 10 phút; 0 lần quá 10." in page.text
    assert re.search(r"Giờ Cảnh báo mới \d\d:\d\d – \d\d:\d\d 2 ", read)
    assert f"Chi bộ nhờ cấp trên hỗ trợ {CHAIR.name} {BRANCH.name} " in read
    assert f'href="/past/{meeting}"' in page.text
    assert (await (await house.as_role(Role.ADMINISTRATOR)).get(PAGE)).status_code == 403


async def test_what_somebody_acted_on_does_not_stand(house: House) -> None:
    await helped(house, acted=True)
    read = words(await (await house.as_role(Role.SUPERVISOR)).get(PAGE))
    assert "Chi bộ nhờ cấp trên hỗ trợ 1 1 –" in read
    assert f"Chi bộ nhờ cấp trên hỗ trợ {CHAIR.name}" not in read


async def test_a_rule_that_is_ignored_four_times_in_five_is_proposed_for_removal(
    house: House,
) -> None:
    for number in range(5):
        await helped(house, acted=number == 0, minutes=1)
    read = words(await (await house.as_role(Role.SUPERVISOR)).get(PAGE))
    assert "Chi bộ nhờ cấp trên hỗ trợ 5 1 Nên bỏ: 80 %" in read


async def test_only_followed_branches_are_in_it_and_days_without_their_meetings_are_not(
    house: House,
) -> None:
    await helped(house, other=True)
    visitor = await house.as_role(Role.SUPERVISOR)
    empty = await visitor.get(PAGE)
    assert "Chưa có buổi sinh hoạt nào đã kết thúc" in words(empty)
    assert OTHER_BRANCH.name not in empty.text
    house.clock.advance(24 * 60 * MINUTE_MS)
    await helped(house)
    house.clock.advance(24 * 60 * MINUTE_MS)
    await helped(house)
    visitor = await house.as_role(Role.SUPERVISOR)
    page = await visitor.get(PAGE)
    days = re.findall('<option value="([^"]+)"', page.text)
    assert len(days) == 2
    assert days == sorted(days, reverse=True)
    assert OTHER_BRANCH.name not in page.text
    for day, status in ((days[1], 200), ("1999-01-01", 404), ("x", 404)):
        assert (await visitor.get(f"{PAGE}?day={day}")).status_code == status


async def test_an_evening_without_alerts_and_a_record_that_cannot_be_read_are_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await helped(house, acted=True)

    async def read(*_: object) -> None:
        raise Rejected("record_unknown", record="x")

    monkeypatch.setattr(house.parts.database.events, "read", read)
    lost = words(await (await house.as_role(Role.SUPERVISOR)).get(PAGE))
    assert "Không đọc được hồ sơ của 1 buổi" in lost
    assert "Không có cảnh báo nào" in lost


async def test_a_report_is_made_once_though_something_is_added_to_a_record(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await helped(house)
    made: list[object] = []

    def counted(records: Sequence[Sequence[Event]]) -> EveningReport:
        made.append(records)
        return report(records)

    monkeypatch.setattr(evenings, "report", counted)
    visitor = await house.as_role(Role.SUPERVISOR)
    first = words(await visitor.get(PAGE))
    await house.parts.meetings.do(meeting, TakeNote(text="Chú ý giờ"), ABOVE)
    assert words(await visitor.get(PAGE)) == first
    assert len(made) == 1


async def test_the_reports_kept_are_bounded(house: House) -> None:
    index = await house.parts.database.events.index(await helped(house, minutes=1))
    assert index is not None
    shelf, events = evenings.EveningShelf(), house.parts.database.events
    first = await shelf.report(events, [index])
    assert await shelf.report(events, [index]) is first
    for number in range(MOST):
        await shelf.report(events, [replace(index, title=str(number))])
    assert await shelf.report(events, [index]) is not first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_alerts_has_its_name(language: str) -> None:
    said = catalogue(language)
    for key, rule in CATALOGUE.items():
        if rule.kind is Kind.ALERT:
            assert f"reports.alerts.rule.{key}" in said.messages
