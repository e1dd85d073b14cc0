"""Meetings before they open: made from a template, by whom and for when, announced."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from live.clock import ManualClock
from live.meeting.permissions import Role
from live.meeting.state import Phase
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, House, furnish, words
from tests.unit.web.making import NEW, state_of, when
from web.app import create_app
from web.organise.planning import likely_start
from web.settings import Settings


async def test_a_chair_makes_a_meeting_from_the_monthly_template(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    assert (await chair.get("/meetings/new")).headers["location"].endswith(BRANCH.id)
    page = await chair.get(f"/meetings/new?branch={BRANCH.id}")
    assert f'value="{LICH.id}" selected' in page.text
    assert re.search(r'name="scheduled_day" value="\d\d/\d\d/20\d\d"', page.text)
    assert 'name="scheduled_time" value="19:30"' in page.text
    where = await chair.done("/meetings/new", NEW)
    state = await state_of(house, where.split("/")[2])
    assert (state.facts.title, state.facts.chair) == ("Sinh hoạt tháng 12", LICH.id)
    assert len(state.agenda.items) == 15
    assert state.facts.scheduled_ms == 1_796_301_000_000  # 19:30 in Việt Nam
    assert "Sinh hoạt tháng 12" in words(await chair.get("/meetings"))


@pytest.mark.parametrize(("kind", "lines"), [("combined", 17), ("model", 16)])
async def test_a_chair_makes_a_combined_or_a_model_meeting(
    house: House, kind: str, lines: int
) -> None:
    chair = await house.as_role(Role.CHAIR)
    page = await chair.get(f"/meetings/new?branch={BRANCH.id}")
    assert f'value="standard-{kind}"' in page.text
    form = NEW | {"template": f"standard-{kind}", "kind": kind}
    state = await state_of(house, (await chair.done("/meetings/new", form)).split("/")[2])
    assert (state.facts.kind, len(state.agenda.items)) == (kind, lines)


async def test_a_meeting_about_state_secrets_is_refused(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    refused = await chair.send_form("/meetings/new", NEW | {"secrecy": "state"})
    assert refused.status_code == 422
    assert "bí mật nhà nước không được họp" in words(refused)
    unsaid = {key: value for key, value in NEW.items() if key != "secrecy"}
    assert (await chair.send_form("/meetings/new", unsaid)).status_code == 422
    assert await house.parts.database.events.meetings() == []


@pytest.mark.parametrize("year", ["0001", "1969", "2150", "9999"])
async def test_a_meeting_is_in_no_year_that_its_list_could_not_show(
    house: House, year: str
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    details = when(f"31/12/{year}", "23:59")
    assert (await chair.send_form(f"/meetings/{meeting}/prepare", details)).status_code == 422
    assert (await chair.get("/meetings")).status_code == 200


async def test_pages_show_and_read_times_in_the_servers_zone(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path,
        secret="a secret for tests only",
        media=("in-process",),
        media_port=0,
        timezone="Asia/Tokyo",
    )
    clock = ManualClock()
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        away = await furnish(House(app, app.state.services, clock), "-")
        meeting = await away.meeting()
        chair = await away.as_role(Role.CHAIR)
        await chair.done(f"/meetings/{meeting}/prepare", when("04/12/2026", "20:00"))
        facts = (await state_of(away, meeting)).facts
        assert facts.scheduled_ms == 1_796_382_000_000  # 20:00 in Tokyo is 11:00 UTC
        assert "20:00, 04/12/2026" in words(await chair.get(f"/meetings/{meeting}/prepare"))
        desk = await chair.get(f"/meetings/{meeting}")
        assert re.search(r'"utc_offsets": \[\[\d+, 540\]\]', desk.text)


async def test_an_announced_meeting_stands_on_the_list_as_such(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    where = await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"})
    assert "Đã thông báo" in words(await chair.get(where))
    assert (await state_of(house, meeting)).facts.phase is Phase.ANNOUNCED


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-12-03T08:00", "2026-12-03T19:30"),
        ("2026-12-03T19:30", "2026-12-04T19:30"),
        ("2026-12-31T21:00", "2027-01-01T19:30"),
    ],
)
def test_a_meeting_is_proposed_for_the_next_evening_of_the_zone(now: str, start: str) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=zone)
    assert f"{likely_start(moment):%Y-%m-%dT%H:%M}" == start


async def test_an_administrator_prepares_meetings_of_every_branch(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    page = words(await admin.get("/meetings/new"))
    assert "Buổi sinh hoạt của chi bộ nào?" in page
    where = await admin.done("/meetings/new", NEW)
    assert (await admin.get(where)).status_code == 200
    assert (await admin.get("/meetings")).status_code == 200


@pytest.mark.parametrize("path", ["", "/prepare", "/links", "/links/sheet"])
async def test_a_meeting_that_is_not_there_is_said_so(house: House, path: str) -> None:
    chair = await house.as_role(Role.CHAIR)
    response = await chair.get(f"/meetings/missing{path}")
    assert response.status_code == 404


YESTERDAY = when(
    "20/09/2026", "19:30"
)  # by the test's clock it is the evening of 21 September 2026


async def test_a_meeting_is_made_for_today_or_later(house: House) -> None:
    chair = await house.as_role(Role.CHAIR)
    refused = await chair.send_form("/meetings/new", NEW | YESTERDAY)
    assert (refused.status_code, "đã qua" in words(refused)) == (422, True)
    assert await house.parts.database.events.meetings() == []
    await chair.done("/meetings/new", NEW | when("21/09/2026", "06:00"))


async def test_a_meeting_is_moved_to_no_day_that_is_past(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/prepare"
    refused = await chair.send_form(path, YESTERDAY)
    assert (refused.status_code, "đã qua" in words(refused)) == (422, True)
    house.clock.advance(3 * 86_400_000)
    chair = await house.as_role(Role.CHAIR)
    page = await chair.get(path)
    stands = dict(re.findall(r'name="(scheduled_\w+)" value="([^"]+)"', page.text))
    await chair.done(path, {"title": "Tên khác", **stands})  # the day is left alone


async def test_a_meeting_that_never_opened_is_not_to_come_when_its_day_is_over(
    house: House,
) -> None:
    await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    assert "Sắp tới" in words(await chair.get("/meetings"))
    house.clock.advance(3 * 86_400_000)
    chair = await house.as_role(Role.CHAIR)
    page = words(await chair.get("/meetings"))
    assert ("Sắp tới" in page, "Đã qua ngày, chưa họp" in page) == (False, True)


async def test_a_meeting_without_a_chair_says_so_and_is_announced_once_one_is_chosen(
    house: House,
) -> None:
    chair = await house.as_role(Role.CHAIR)
    where = await chair.done("/meetings/new", NEW | {"chair": ""})
    path = where.split("?", maxsplit=1)[0].removesuffix("/prepare")
    meeting = path.rsplit("/", 1)[1]
    assert "Chưa chọn người chủ trì" in words(await chair.get(where))
    refused = await chair.send_form(f"{path}/prepare", {"do": "announce"})
    assert (refused.status_code, "Chưa chọn người chủ trì" in words(refused)) == (409, True)
    assert (await state_of(house, meeting)).facts.phase is Phase.DRAFT
    where = await chair.done(f"{path}/prepare", {"chair": DAO.id})
    assert "Chưa chọn người chủ trì" not in words(await chair.get(where))
    facts = (await state_of(house, meeting)).facts
    assert (facts.chair, facts.secretary) == (DAO.id, HIEN.id)
    await chair.done(f"{path}/prepare", {"do": "announce"})
