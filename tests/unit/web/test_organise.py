"""Meetings before they open: made, prepared, announced; links given out and taken back."""

import datetime as dt
import html
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from live.clock import ManualClock
from live.errors import Rejected
from live.ids import MeetingId
from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting, Phase
from tests.unit.web.conftest import BRANCH, DAO, HIEN, LICH, ROOM, House, furnish, words
from web.app import create_app
from web.links import Holder
from web.organise.planning import likely_start
from web.settings import Settings

NEW = {
    "branch": BRANCH.id,
    "template": "standard-monthly",
    "kind": "regular",
    "title": "Sinh hoạt tháng 12",
    "scheduled_day": "03/12/2026",
    "scheduled_time": "19:30",
    "chair": LICH.id,
    "secretary": HIEN.id,
    "secrecy": "none",
}


async def state_of(house: House, meeting: str) -> Meeting:
    return await house.parts.meetings.state(MeetingId(meeting))


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


def when(day: str, time: str) -> dict[str, str]:
    return {"scheduled_day": day, "scheduled_time": time}


async def test_details_and_agenda_are_edited_before_opening(house: House) -> None:
    meeting = await house.meeting()
    secretary = await house.as_role(Role.SECRETARY)
    path = f"/meetings/{meeting}/prepare"
    details = {"title": "Họp thường kỳ", "place": "Nhà văn hóa", **when("04/12/2026", "20:00")}
    assert await secretary.done(path, details) == f"{path}?done=saved"
    first, second, third = (await state_of(house, meeting)).agenda.items[:3]
    form = {
        f"title.{second.id}": "Khai mạc",
        f"minutes.{second.id}": "7",
        f"presenter.{second.id}": DAO.id,
    }
    where = await secretary.done(path, form | {"do": f"down:{second.id}"})
    assert where == f"{path}?done=saved#agenda"  # the browser keeps a query only before a fragment
    assert "Đã lưu." in words(await secretary.get(where))
    state = await state_of(house, meeting)
    assert (state.facts.title, state.facts.place) == ("Họp thường kỳ", "Nhà văn hóa")
    items = state.agenda.items
    assert [each.id for each in items[:3]] == [first.id, third.id, second.id]
    assert (items[2].title, items[2].planned_min, items[2].presenter) == ("Khai mạc", 7, DAO.id)

    await secretary.done(path, {"do": f"up:{second.id}"})
    await secretary.done(path, {"do": f"remove:{second.id}"})
    new = {"new.title": "Đóng đảng phí", "new.minutes": "5", "new.after": first.id}
    await secretary.done(path, new | {"do": "add"})
    titles = [each.title for each in (await state_of(house, meeting)).agenda.items[:3]]
    assert titles == [first.title, "Đóng đảng phí", third.title]


@pytest.mark.parametrize("button", ["", "add", "up", "down", "remove", "announce", "go"])
async def test_whatever_button_is_pressed_everything_is_saved_as_typed(
    house: House, button: str
) -> None:
    meeting = await house.meeting()
    secretary = await house.as_role(Role.SECRETARY)
    items = (await state_of(house, meeting)).agenda.items
    edited, pressed = items[1], items[10]
    form = {
        f"title.{edited.id}": "Khai mạc buổi họp",
        f"minutes.{edited.id}": "9",
        "place": "Nhà văn hóa mới",
        "new.title": "Đóng đảng phí",
        "new.minutes": "3",
        "new.after": items[2].id,
    }
    means = {"": "", "add": "add", "announce": "announce", "go": "go:/meetings?lang=vi"}
    where = await secretary.done(
        f"/meetings/{meeting}/prepare", form | {"do": means.get(button, f"{button}:{pressed.id}")}
    )
    state = await state_of(house, meeting)
    line = next(item for item in state.agenda.items if item.id == edited.id)
    assert (line.title, line.planned_min) == ("Khai mạc buổi họp", 9)
    assert state.facts.place == "Nhà văn hóa mới"
    added = [item.title for item in state.agenda.items].index("Đóng đảng phí")
    assert state.agenda.items[added - 1].id == items[2].id
    assert (state.facts.phase is Phase.ANNOUNCED) is (button == "announce")
    left = {"announce": f"/meetings/{meeting}/links?done=announced", "go": "/meetings?lang=vi"}
    assert where.startswith(left.get(button, f"/meetings/{meeting}/prepare?done=saved"))


async def test_no_button_leads_to_another_server(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    for path in ("//evil.example", "/\\evil.example", "https://evil.example", "", "/a b"):
        where = await chair.done(f"/meetings/{meeting}/prepare", {"do": f"go:{path}"})
        assert where == f"/meetings/{meeting}/prepare?done=saved"


async def test_what_does_not_fit_is_said_and_stays_as_it_was_typed(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    state = await state_of(house, meeting)
    line = state.agenda.items[1]
    for form, said in (
        ({"do": "add"}, "Chưa nhập."),
        ({"new.title": "X", "new.minutes": "999"}, "Cần"),
        ({"new.title": "X", "new.minutes": "0"}, "Cần"),
        ({f"minutes.{line.id}": "0"}, "Cần"),
        ({f"minutes.{line.id}": "-5"}, "Cần"),
        ({f"minutes.{line.id}": "many"}, "Cần"),
        ({f"title.{line.id}": " "}, "Chưa nhập."),
        ({f"title.{line.id}": "x" * 1000}, "Dài quá."),
        ({"title": ""}, "Chưa nhập."),
        (when("31/02/2026", "19:30"), "ngày/tháng/năm"),
        (when("04/12/2026", "7:30 PM"), "24 giờ"),
        (when("04/12/2026", "25:00"), "24 giờ"),
    ):
        sent = {"place": "Nhà “văn hóa” mới", **form}
        response = await chair.send_form(f"/meetings/{meeting}/prepare", sent)
        assert (response.status_code, said in words(response)) == (422, True), form
        for name, typed in sent.items():
            assert name == "do" or f'value="{html.escape(typed)}"' in response.text, name
    assert await state_of(house, meeting) == state


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("04/12/2026", "20:00"),
        ("4-12-2026", "20h"),
        ("4.12.26", "20h00"),
        ("04122026", "2000"),
        ("2026-12-04", "20 giờ 00"),
        (" 04/12/2026 ", "20.00"),
    ],
)
async def test_day_and_time_are_read_as_people_write_them(
    house: House, day: str, time: str
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/prepare", when(day, time))
    assert (await state_of(house, meeting)).facts.scheduled_ms == 1_796_389_200_000


async def test_two_who_prepare_at_once_overwrite_nothing_without_being_told(house: House) -> None:
    meeting = await house.meeting()
    chair, secretary = await house.as_role(Role.CHAIR), await house.as_role(Role.SECRETARY)
    path = f"/meetings/{meeting}/prepare"
    state = await state_of(house, meeting)
    one, two, three = state.agenda.items[1:6:2]
    both = {
        "version": str(state.version),
        "title": state.facts.title,
        "place": state.facts.place,
        f"title.{one.id}": one.title,
        f"title.{two.id}": two.title,
        f"minutes.{two.id}": str(two.planned_min),
        f"title.{three.id}": three.title,
    }
    await chair.done(path, both | {f"title.{one.id}": "Của chủ trì", "place": "Hội trường"})
    await chair.done(path, both | {"do": f"remove:{three.id}"} | {f"title.{one.id}": "Của chủ trì"})
    # What the other one left alone is saved beside what he changed, and does not undo it.
    await secretary.done(path, both | {f"title.{two.id}": "Của thư ký", f"minutes.{two.id}": "9"})
    state = await state_of(house, meeting)
    found = {item.id: item.title for item in state.agenda.items}
    assert (found[one.id], found[two.id]) == ("Của chủ trì", "Của thư ký")
    assert state.facts.place == "Hội trường"

    mine = both | {f"title.{one.id}": "Của thư ký", f"title.{three.id}": "Thêm ý"}
    refused = await secretary.send_form(path, mine | {f"title.{two.id}": "Của thư ký"})
    assert refused.status_code == 409
    assert "Đồng chí Đồng chí chair vừa đổi thành “Của chủ trì” lúc" in words(refused)
    assert f"đã bỏ nội dung “{three.title}”" in words(refused)
    assert 'value="Của thư ký"' in refused.text
    assert await state_of(house, meeting) == state  # nothing of it is saved yet
    version = re.search(r'name="version" value="(\d+)"', refused.text)
    assert version
    await secretary.done(path, {"version": version[1], f"title.{one.id}": "Của thư ký"})
    state = await state_of(house, meeting)
    assert next(item.title for item in state.agenda.items if item.id == one.id) == "Của thư ký"


@pytest.mark.parametrize("version", ["", "0", "99999", "x", "²", "9" * 40])
async def test_a_version_that_the_meeting_never_had_is_taken_for_the_present_one(
    house: House, version: str
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/prepare", {"version": version, "title": "Tên mới"})
    assert (await state_of(house, meeting)).facts.title == "Tên mới"


async def test_nothing_is_prepared_any_more_once_the_meeting_is_open(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    actor = Actor(role=Role.CHAIR, person=LICH.id, name=LICH.name)
    await house.parts.meetings.do(meeting, c.OpenMeeting(), actor)
    refused = await chair.send_form(f"/meetings/{meeting}/prepare", {"title": "Muộn"})
    assert (refused.status_code, "đã khai mạc" in words(refused)) == (409, True)


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
        assert '"timezone": "Asia/Tokyo"' in desk.text


async def test_an_announced_meeting_stands_on_the_list_as_such(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    where = await chair.done(f"/meetings/{meeting}/prepare", {"do": "announce"})
    assert "Đã thông báo" in words(await chair.get(where))
    assert (await state_of(house, meeting)).facts.phase is Phase.ANNOUNCED


async def test_required_items_stay_on_the_agenda(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    required = next(item for item in (await state_of(house, meeting)).agenda.items if item.required)
    refused = await chair.send_form(f"/meetings/{meeting}/prepare", {"do": f"remove:{required.id}"})
    assert refused.status_code == 409
    assert "bắt buộc" in words(refused)


async def test_links_are_made_for_a_group_shown_printed_and_taken_back(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    for group in ("sites", "desk", "members"):
        await chair.done(path, {"do": f"issue:{group}"})
    page = await chair.get(path)
    urls = re.findall(r'href="(http://diemcau\.test/j/[^"]+)"', page.text)
    assert len(urls) == 4  # a room, two at the desk, one member
    for url in urls:
        assert (await house.visitor().get(url)).status_code == 200

    sheet = await chair.get(f"{path}/sheet")
    assert sheet.text.count("<svg") == 4
    assert DAO.name in words(sheet)

    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    gone = [url for url in urls if (await house.visitor().get(url)).status_code == 410]
    assert len(gone) == 1
    await chair.done(path, {"do": "renew", "seat": f"secretary:{HIEN.id}"})
    gone = [url for url in urls if (await house.visitor().get(url)).status_code == 410]
    assert len(gone) == 2


async def test_a_seat_with_several_links_loses_them_all_and_others_keep_theirs(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    await chair.done(path, {"do": "issue:everybody"})
    holders = [
        Holder(role=role, name=DAO.name, person=DAO.id) for role in (Role.MEMBER, Role.COMPANION)
    ]
    await house.parts.links.issue(holders, meeting)
    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    links = await house.parts.registers.links.find(meeting=meeting)
    ended = [link.role for link in links if link.revoked_ms is not None]
    assert sorted(ended) == [Role.COMPANION, Role.MEMBER, Role.MEMBER]
    assert all(link.person == DAO.id for link in links if link.revoked_ms is not None)


async def test_one_press_gives_everybody_a_link_but_whose_was_taken_back(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}/links"
    assert 'value="issue:everybody"' in (await chair.get(path)).text
    await chair.done(path, {"do": "issue", "seat": f"member:{DAO.id}"})
    await chair.done(path, {"do": "revoke", "seat": f"member:{DAO.id}"})
    await chair.done(path, {"do": "issue:everybody"})
    page = (await chair.get(path)).text
    assert len(re.findall(r'href="http://diemcau\.test/j/', page)) == 3  # all but his
    assert 'value="issue:everybody"' not in page
    await chair.done(path, {"do": "revoke:everybody"})
    assert (await chair.get(path)).text.count("http://diemcau.test/j/") == page.count(
        "http://diemcau.test/j/"
    )


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


async def test_links_that_are_there_are_not_made_twice(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    for _ in range(2):
        await chair.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    assert len(await house.parts.registers.links.find(meeting=meeting)) == 1


async def test_an_observer_gets_a_link_by_name(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links/guests", {"name": "Đoàn Thị Lan"})
    (link,) = await house.parts.registers.links.find(meeting=meeting)
    assert (link.role, link.name) == (Role.OBSERVER, "Đoàn Thị Lan")
    assert "Đoàn Thị Lan" in words(await chair.get(f"/meetings/{meeting}/links"))
    await chair.done(f"/meetings/{meeting}/links", {"do": "revoke", "seat": f"observer:{link.id}"})
    again = await house.parts.registers.links.get(link.id)
    assert again is not None
    assert again.revoked_ms is not None


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


async def test_another_chair_comes_in_by_the_link_of_before_and_the_old_one_as_a_member(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:everybody"})
    path = f"/meetings/{meeting}/prepare"
    assert "done=saved" in await chair.done(path, {"title": "Họp"})
    where = await chair.done(path, {"chair": DAO.id})
    assert "vẫn dùng được" in words(await chair.get(where))
    links = house.parts.links
    given = {link.person: link for link in await links.register.find(meeting=meeting)}
    admit = house.parts.doorkeeper.admit
    people = (LICH.id, HIEN.id, DAO.id)
    actors = {person: (await admit(links.token(given[person]))).actor for person in people}
    roles = {person: actor.role for person, actor in actors.items()}
    assert roles == {LICH.id: Role.MEMBER, HIEN.id: Role.SECRETARY, DAO.id: Role.CHAIR}
    sites = {person: actor.site for person, actor in actors.items()}
    assert sites == {LICH.id: None, HIEN.id: ROOM.id, DAO.id: ROOM.id}
    page = await house.visitor().get(links.path(given[DAO.id]))
    assert "/static/js/pages/desk.js" in page.text


async def test_a_link_to_a_meeting_that_was_called_off_says_so_with_the_reason(
    house: House,
) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    path = f"/meetings/{meeting}"
    await chair.done(f"{path}/links", {"do": "issue:members"})
    (url,) = re.findall(
        r'href="(http://diemcau\.test/j/[^"]+)"', (await chair.get(f"{path}/links")).text
    )
    await chair.done(f"{path}/prepare", {"do": "announce"})
    refused = await chair.send_form(f"{path}/cancel", {"reason": " "})
    assert (refused.status_code, "lý do" in words(refused).lower()) == (409, True)
    assert (await house.visitor().get(url)).status_code == 200
    where = await chair.done(f"{path}/cancel", {"reason": "Bão số 5"})
    page = words(await chair.get(where))
    assert ("Sắp tới" in page, "Đã hủy" in page) == (False, True)
    gone = await house.visitor().get(url)
    assert gone.status_code == 410
    assert "đã hủy. Bão số 5" in words(gone)
    token = url.rsplit("/", 1)[1]
    with pytest.raises(Rejected, match="cancelled_meeting"):
        await house.parts.doorkeeper.admit(token)
    assert "Lý do: Bão số 5" in words(await chair.get(f"{path}/prepare"))
    assert (await chair.get(path)).headers["location"] == f"{path}/prepare"
    house.clock.advance(3 * 86_400_000)
    assert "Đã hủy" not in words(await (await house.as_role(Role.CHAIR)).get("/meetings"))
