"""A branch's list from a file: shown before it is applied, and what is wrong with it."""

import io
import re

import openpyxl
import pytest

from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.store.directory import members_of
from tests.unit.web.conftest import (
    BRANCH,
    DAO,
    HIEN,
    LICH,
    VY,
    House,
    words,
)
from web.security import LARGEST_BODY


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
