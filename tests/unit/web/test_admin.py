"""Administration: what an administrator does on the pages stands in the registers afterwards."""

import re
from dataclasses import replace

import pytest

from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.store.directory import followed_by, members_of
from signaling.admission import REVOKED_TOPIC
from tests.unit.web.conftest import (
    BRANCH,
    DAO,
    LICH,
    OTHER_BRANCH,
    PASSWORD,
    ROOM,
    UNIT,
    House,
    words,
)
from web.admin.branches import rule_untrusted


async def test_units_stand_in_a_tree_and_can_be_moved_and_removed(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    top = id_in(await admin.done("/admin/units", {"name": "Tỉnh ủy", "kind": "Đảng bộ tỉnh"}))
    await admin.done(f"/admin/units/{UNIT.id}", {"name": "Đảng ủy xã mới", "parent": top})
    page = words(await admin.get(f"/admin/units/{UNIT.id}"))
    assert "Tỉnh ủy" in page
    assert "2 chi bộ · 4 đảng viên" in page

    refused = await admin.send_form(f"/admin/units/{top}", {"name": "Tỉnh", "parent": UNIT.id})
    assert refused.status_code == 409
    assert "dưới chính nó" in words(refused)
    in_use = await admin.send_form(f"/admin/units/{top}/remove")
    assert "còn 1 đơn vị" in words(in_use)

    await admin.done(f"/admin/units/{UNIT.id}", {"name": UNIT.name, "parent": ""})
    assert (await admin.done(f"/admin/units/{top}/remove")).startswith("/admin/units")
    assert await house.parts.registers.units.get(top) is None


def id_in(location: str) -> str:
    """Return the id at the end of where a form led."""
    return location.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        (f"/admin/units/{UNIT.id}/branches", {"name": "  "}, "Chưa nhập."),
        (f"/admin/units/{UNIT.id}/branches", {"name": "x" * 201}, "Dài quá."),
        (f"/admin/branches/{BRANCH.id}/people/new", {"name": "A", "number": "0"}, "Cần một số"),
        (f"/admin/branches/{BRANCH.id}/people/new", {"name": "A", "birth": "xưa"}, "Chưa đúng"),
        ("/admin/accounts/new", {"username": "a", "name": "A", "role": "chair"}, "Chưa nhập."),
    ],
)
async def test_a_form_that_does_not_fit_is_shown_again_with_what_was_typed(
    house: House, path: str, form: dict[str, str], said: str
) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    response = await admin.send_form(path, form)
    assert response.status_code == 422
    assert said in words(response)
    assert f'value="{form["name"]}"' in response.text


async def test_a_branch_gets_its_rules_rooms_and_name(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}"
    await admin.done(path, {"name": "Chi bộ Nà Khoang", "unit": UNIT.id})
    await admin.done(
        f"{path}/rules", {"grace_s": "0:30", "speech_limit_s": "x", "temp_in_counts": ""}
    )
    branch = await house.parts.registers.branches.get(BRANCH.id)
    assert branch is not None
    assert (branch.name, branch.settings.grace_s) == ("Chi bộ Nà Khoang", 30)
    assert branch.settings.speech_limit_s == 300
    assert branch.settings.temp_in_counts is False

    await admin.done(f"{path}/sites", {"name": "Điểm trường", "main": "on"})
    sites = {site.name: site.main for site in await house.parts.registers.sites.find()}
    assert sites == {"Nhà văn hóa": False, "Điểm trường": True}
    await admin.done(f"{path}/sites/{ROOM.id}", {"name": "Nhà văn hóa thôn", "place": "Nà Khoang"})
    await admin.done(f"{path}/sites/{ROOM.id}/remove")
    assert len(await house.parts.registers.sites.find()) == 1
    assert (await admin.get(path)).status_code == 200


async def test_a_person_is_added_changed_and_taken_off_the_list(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}/people"
    new = {"name": "Lý A Sềnh", "number": "5", "category": "probationary", "birth": "19/5/1990"}
    await admin.done(f"{path}/new", new)
    (person,) = await house.parts.registers.people.find(name="Lý A Sềnh")
    assert (person.category, person.birth) == (Category.PROBATIONARY, "1990-05-19")
    assert "19/05/1990" in (await admin.get(f"{path}/{person.id}")).text

    taken = await admin.send_form(f"{path}/{person.id}", new | {"number": "1"})
    assert (taken.status_code, LICH.name in words(taken)) == (409, True)
    await admin.done(f"{path}/{person.id}/remove")
    names = [each.name for each in await members_of(house.parts.registers, BRANCH.id)]
    assert "Lý A Sềnh" not in names
    foreign = f"/admin/branches/{OTHER_BRANCH.id}/people/{DAO.id}"
    assert (await admin.get(foreign)).status_code == 404


async def test_an_account_follows_what_its_page_says(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    new = {"username": "Chau", "name": "Châu", "role": "supervisor", "unit": UNIT.id}
    form = {**new, "active": "on", "password": PASSWORD, "follows": [BRANCH.id, OTHER_BRANCH.id]}
    account = id_in(await admin.done("/admin/accounts/new", form))
    registers = house.parts.registers
    found = await registers.accounts.get(account)
    assert found is not None
    assert await followed_by(registers, found.id, house.parts.month) == {BRANCH.id, OTHER_BRANCH.id}
    await admin.done(f"/admin/accounts/{account}", {**new, "active": "on", "follows": BRANCH.id})
    assert await followed_by(registers, found.id, house.parts.month) == {BRANCH.id}
    again = await registers.accounts.get(account)
    assert again is not None
    assert again.password_hash == found.password_hash
    assert "Chau".casefold() in words(await admin.get("/admin/accounts"))


async def test_closing_an_account_sends_it_out_of_every_meeting(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": "supervisor", "name": "Theo", "role": "supervisor"}
    async with house.parts.bus.subscribe(REVOKED_TOPIC) as notes:
        await admin.done("/admin/accounts/a-supervisor", form)
        assert await anext(notes) == b"account:a-supervisor"


async def test_a_user_name_is_given_once(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": "CHAIR", "name": "X", "role": "chair", "password": PASSWORD}
    response = await admin.send_form("/admin/accounts/new", form)
    assert (response.status_code, "đã có người dùng" in words(response)) == (422, True)
    assert 'value="CHAIR"' in response.text  # what was typed is there still


@pytest.mark.parametrize("username", ["nguyễn an", "x" * 81, "quаntri", "an\0"])
async def test_a_user_name_that_may_not_be_given_is_said_beside_its_field(
    house: House, username: str
) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": username, "name": "X", "role": "chair", "password": PASSWORD}
    response = await admin.send_form("/admin/accounts/new", form)
    assert (response.status_code, "Tên đăng nhập chỉ gồm" in words(response)) == (422, True)


async def test_a_user_name_from_before_there_was_a_rule_stays(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    old = replace(await house.account(Role.CHAIR), username="nguyễn an")
    await house.parts.registers.accounts.put(old)
    form = {"username": "Nguyễn An", "name": "Lịch", "role": "chair", "active": "on"}
    await admin.done("/admin/accounts/a-chair", form)
    await house.visitor().done("/signin", {"username": "nguyễn an", "password": PASSWORD})


async def test_an_administrator_cannot_lock_the_own_account(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": "administrator", "name": "Q", "role": "administrator"}
    response = await admin.send_form("/admin/accounts/a-administrator", form)
    assert response.status_code == 409
    await admin.done("/admin/accounts/a-administrator", form | {"active": "on"})


async def test_a_sign_in_link_is_shown_once_and_works(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    response = await admin.send_form("/admin/accounts/a-chair/link")
    link = re.search(r'value="(http://diemcau\.test/j/[^"]+)"', response.text)
    assert link
    chair = house.visitor()
    assert await chair.done(link[1]) == "/"
    assert (await chair.get("/meetings")).status_code == 200
    assert link[1] not in (await admin.get("/admin/accounts/a-chair")).text


async def test_a_new_password_takes_back_the_links_to_an_account(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    response = await admin.send_form("/admin/accounts/a-chair/link")
    link = re.search(r'value="(http://diemcau\.test/j/[^"]+)"', response.text)
    assert link
    form = {"username": "chair", "name": "Lịch", "role": "chair", "active": "on"}
    await admin.done("/admin/accounts/a-chair", {**form, "title": "Bí thư"})
    assert (await house.visitor().get(link[1])).status_code == 200
    await admin.done("/admin/accounts/a-chair", {**form, "password": "một mật khẩu mới"})
    assert (await house.visitor().get(link[1])).status_code == 410


async def test_another_role_sends_an_account_out_of_every_meeting(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"username": "chair", "name": "Lịch", "role": "secretary", "active": "on"}
    async with house.parts.bus.subscribe(REVOKED_TOPIC) as notes:
        await admin.done("/admin/accounts/a-chair", form)
        assert await anext(notes) == b"account:a-chair"


async def test_an_agenda_template_is_written_line_by_line(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    form = {"name": "Mẫu của xã", "kind": "thematic", "unit": UNIT.id}
    agenda = id_in(await admin.done("/admin/agendas", form))
    path = f"/admin/agendas/{agenda}"
    lines = {"name": "Mẫu xã", "title.0": "Khai mạc", "minutes.0": "5", "counted.0": "on"}
    await admin.done(path, lines)
    more = lines | {"title.1": "Bế mạc", "minutes.1": "5", "required.1": "on", "counted.1": "on"}
    await admin.done(path, more | {"do": "up:1"})
    template = await house.parts.registers.templates.get(agenda)
    assert template is not None
    found = [(item.title, item.planned_min, item.required) for item in template.items]
    assert (template.name, found) == (
        "Mẫu xã",
        [("Bế mạc", 5, True), ("Khai mạc", 5, False)],
    )
    for minutes in ("x", "0", "481", ""):
        wrong = more | {"minutes.1": minutes, "title.1": "Bế mạc và chào cờ"}
        refused = await admin.post(path, data=wrong | {"do": "go:/meetings"})
        assert refused.status_code == 422
        assert "Số phút là một số từ 1 đến 480." in words(refused)
        assert "Bế mạc và chào cờ" in refused.text
    assert await house.parts.registers.templates.get(agenda) == template
    assert (await admin.post(path, data=more | {"title.0": ""})).status_code == 422
    led = await admin.post(path, data=more | {"title.1": "Bế mạc sớm", "do": "go:/meetings"})
    assert (led.status_code, led.headers["location"]) == (303, "/meetings")
    saved = await house.parts.registers.templates.get(agenda)
    assert saved is not None
    assert [item.title for item in saved.items] == ["Khai mạc", "Bế mạc sớm"]
    await admin.done(path, more | {"do": f"up:{'9' * 5000}"})  # too long for int()
    await admin.done(path, more | {"minutes.0": "x", "do": "remove:0"})
    assert (await admin.get(path)).status_code == 200
    await admin.done(f"{path}/remove")
    assert (await admin.get(path)).status_code == 404


@pytest.mark.parametrize("typed", ["luong dao", "ĐẠO", "Lương Văn"])
async def test_search_finds_people_without_diacritics(house: House, typed: str) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    said = words(await admin.get("/admin/search", params={"q": typed}))
    assert DAO.name in said
    assert LICH.name not in said
    nothing = words(await admin.get("/admin/search", params={"q": "zzz"}))
    assert "Không tìm thấy" in nothing


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5:00", 300),
        ("3:05", 185),
        ("0:30", 30),
        ("5", 300),
        (" 2:00 ", 120),
        ("", 90),
        ("5:60", 90),
        ("5:0", 90),
        ("-1:00", 90),
        ("1e3", 90),
        ("٣:00", 90),
        ("1000:00", 90),
    ],
)
def test_a_duration_is_read_as_it_is_written_on_clocks_or_left_as_it_was(
    text: str, seconds: int
) -> None:
    assert rule_untrusted("grace_s", text, 90) == seconds
