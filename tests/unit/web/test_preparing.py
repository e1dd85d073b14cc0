"""A meeting is prepared before it opens: details and agenda, by one or two at once."""

import html
import re

import pytest

from live.meeting import commands as c
from live.meeting.permissions import Actor, Role
from live.meeting.state import Phase
from tests.unit.web.conftest import DAO, LICH, House, words
from tests.unit.web.making import state_of, when


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


async def test_required_items_stay_on_the_agenda(house: House) -> None:
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    required = next(item for item in (await state_of(house, meeting)).agenda.items if item.required)
    refused = await chair.send_form(f"/meetings/{meeting}/prepare", {"do": f"remove:{required.id}"})
    assert refused.status_code == 409
    assert "bắt buộc" in words(refused)
