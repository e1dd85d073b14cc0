"""Administration: what an administrator does on the pages stands in the registers afterwards."""

import io
import re
from dataclasses import replace

import openpyxl
import pytest

from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.store.directory import followed_by, members_of
from signaling.admission import REVOKED_TOPIC
from tests.unit.web.conftest import (
    BRANCH,
    DAO,
    HIEN,
    LICH,
    OTHER_BRANCH,
    PASSWORD,
    ROOM,
    UNIT,
    VY,
    House,
    words,
)
from web.admin.branches import rule_untrusted
from web.security import LARGEST_BODY


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


def workbook(*rows: tuple[str | int, ...]) -> bytes:
    """Return an XLSX file of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_list_is_shown_before_it_is_applied(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}"
    data = workbook(
        ("DANH SÁCH CHI BỘ",),
        ("STT", "Họ và tên", "Ngày sinh", "Diện"),
        (1, "Hoàng Văn Lịch", "1970", "chính thức"),
        (5, "Triệu Mùi Nái", "32/13/1980", "chính thức"),
        (6, "Bàn Thị Liều", "1985", "dự bị"),
    )
    upload = {"file": ("danh-sach.xlsx", data)}
    shown = await admin.post(f"{path}/import/preview", files=upload)
    said = words(shown)
    assert "4 C · Ngày sinh Ngày “32/13/1980” chưa đúng" in said
    assert "Bàn Thị Liều mới" in said
    assert "Triệu Mùi Nái chưa đúng" in said
    assert "1 mới 1 thay đổi" in said
    assert "1 chưa đúng" in said
    assert "Bỏ qua 1 dòng chưa đúng" in said
    assert len(await members_of(house.parts.registers, BRANCH.id)) == 4

    content = content_of(shown.text)
    refused = await admin.send_form(f"{path}/import/apply", {"content": content})
    assert (refused.status_code, "Còn 1 chỗ" in words(refused)) == (409, True)
    await admin.done(f"{path}/import/apply", {"content": content, "leave_out": "on"})
    people = {each.name: each for each in await members_of(house.parts.registers, BRANCH.id)}
    assert people["Bàn Thị Liều"].category is Category.PROBATIONARY
    assert people[LICH.name].id == LICH.id
    assert people[LICH.name].birth == "1970"
    assert "Triệu Mùi Nái" not in people


def content_of(page: str) -> str:
    """Return the file that the preview carries on to the second step."""
    found = re.search(r'name="content" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("remove", [False, True])
async def test_whoever_is_not_in_the_file_leaves_the_list_only_when_it_is_said(
    house: House, remove: bool
) -> None:
    meeting = await house.meeting()
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}"
    data = workbook(("STT", "Họ và tên"), (1, LICH.name), (2, HIEN.name), (5, "Bàn Thị Liều"))
    shown = await admin.post(f"{path}/import/preview", files={"file": ("a.xlsx", data)})
    assert 'name="remove_missing"' in shown.text
    assert "Đưa 2 người không có trong tệp ra khỏi danh sách" in words(shown)
    assert f"{DAO.name} · {VY.name}." in words(shown)
    form = {"content": content_of(shown.text)} | ({"remove_missing": "on"} if remove else {})
    done = words(await admin.get(await admin.done(f"{path}/import/apply", form)))
    assert "1 người mới, 0 thay đổi, 2 giữ nguyên; 0 dòng bỏ qua" in done
    assert f"{2 if remove else 0} người ra khỏi danh sách" in done
    names = {each.name for each in await members_of(house.parts.registers, BRANCH.id)}
    assert (DAO.name in names, "Bàn Thị Liều" in names) == (not remove, True)
    kept = await house.parts.registers.people.get(DAO.id)
    assert kept is not None
    assert kept.active is not remove
    state = await house.parts.meetings.state(meeting)
    assert (DAO.id in state.members) is not remove


async def test_a_file_with_everybody_offers_to_remove_nobody(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    rows = [(each.number or 0, each.name) for each in (LICH, HIEN, DAO, VY)]
    upload = {"file": ("a.xlsx", workbook(("STT", "Họ và tên"), *rows))}
    shown = await admin.post(f"/admin/branches/{BRANCH.id}/import/preview", files=upload)
    assert 'name="remove_missing"' not in shown.text


async def test_a_number_that_goes_to_somebody_else_is_shown_before(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}"
    data = workbook(
        ("STT", "Họ và tên"), (1, LICH.name), (2, HIEN.name), (3, VY.name), (4, "Bàn Thị Liều")
    )
    shown = await admin.post(f"{path}/import/preview", files={"file": ("a.xlsx", data)})
    said = f"{DAO.name}: số 3 đổi thành 5, vì trong tệp số 3 là của {VY.name}."
    assert said in words(shown)
    await admin.done(f"{path}/import/apply", {"content": content_of(shown.text)})
    people = await members_of(house.parts.registers, BRANCH.id)
    assert {each.name: each.number for each in people}[DAO.name] == 5


async def test_problems_stand_in_the_order_of_the_rows_each_with_its_column(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    data = workbook(
        ("STT", "Họ và tên", "Ngày sinh"),
        (1, LICH.name, "1970"),
        (2, HIEN.name, ""),
        (5, HIEN.name, ""),
        (2, DAO.name, "32/01/1980"),
        (7, "", "1981"),
        (8, LICH.name, "1970"),
    )
    upload = {"file": ("a.xlsx", data)}
    shown = await admin.post(f"/admin/branches/{BRANCH.id}/import/preview", files=upload)
    cells = re.findall(
        r'<tr class="(\w*)"><td class="figure">(\d+)</td><td>([^<]*)</td>', shown.text
    )
    assert cells[:5] == [
        ("doubtful", "4", "B · Họ và tên"),
        ("faulty", "5", "A · STT"),
        ("faulty", "5", "C · Ngày sinh"),
        ("faulty", "6", "B · Họ và tên"),
        ("faulty", "7", "B · Họ và tên"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Tệp trống"),
        (b"\x00\x01\x02\x03" * 50, "Không đọc được tệp"),
        (b"\xd0\xcf\x11\xe0 old excel", "kiểu cũ"),
        ("Cột,Khác\n1,2\n".encode(), "Họ và tên"),
    ],
)
async def test_a_file_that_is_no_list_says_what_to_do(house: House, data: bytes, said: str) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}/import/preview"
    response = await admin.post(path, files={"file": ("x.xlsx", data)})
    assert response.status_code == 422
    assert said in words(response)


async def test_a_file_that_is_too_large_is_not_even_read(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}/import/preview"
    response = await admin.post(path, files={"file": ("x.xlsx", b"x" * (LARGEST_BODY + 1))})
    assert response.status_code == 413
    assert "Tệp quá lớn" in words(response)
    assert f'action="{path}"' in response.text  # another file can be chosen at once


@pytest.mark.parametrize("content", ["", "not base64 at all!", "AAAA"])
async def test_a_second_step_without_its_first_changes_nothing(house: House, content: str) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    path = f"/admin/branches/{BRANCH.id}/import/apply"
    response = await admin.send_form(path, {"content": content})
    assert response.status_code in (400, 409)
    assert len(await members_of(house.parts.registers, BRANCH.id)) == 4


async def test_an_account_follows_what_its_page_says(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    new = {"username": "Chau", "name": "Châu", "role": "supervisor", "unit": UNIT.id}
    form = {**new, "active": "on", "password": PASSWORD, "follows": [BRANCH.id, OTHER_BRANCH.id]}
    account = id_in(await admin.done("/admin/accounts/new", form))
    registers = house.parts.registers
    found = await registers.accounts.get(account)
    assert found is not None
    assert await followed_by(registers, found.id) == {BRANCH.id, OTHER_BRANCH.id}
    await admin.done(f"/admin/accounts/{account}", {**new, "active": "on", "follows": BRANCH.id})
    assert await followed_by(registers, found.id) == {BRANCH.id}
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
