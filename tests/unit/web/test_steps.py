"""The first steps of an installation, as its administrator sees them."""

import re
from dataclasses import replace

from live.ids import AccountId, BranchId
from live.meeting.permissions import Role
from live.store.registers import Account
from tests.unit.web.conftest import BRANCH, HIEN, LICH, ROOM, UNIT, House, words

TITLE = "Các bước đầu tiên"


async def administrator(house: House) -> None:
    account = Account(
        id=AccountId("a-administrator"),
        username="quantri",
        name="Quản trị",
        password_hash="-",
        role=Role.ADMINISTRATOR,
    )
    await house.parts.registers.accounts.put(account)


async def next_step(house: House, path: str = "/admin/units") -> tuple[str, str]:
    """Return the words and the way of the step that comes next."""
    page = await (await house.as_role(Role.ADMINISTRATOR)).get(path)
    found = re.search(
        r'aria-current="step">\s*<a class="button primary" href="([^"]+)">([^<]+)', page.text
    )
    assert found, words(page)
    return found[2], found[1]


async def test_each_step_that_is_done_shows_the_next_until_none_is_left(empty: House) -> None:
    await administrator(empty)
    registers = empty.parts.registers
    assert await next_step(empty) == ("Tạo đơn vị", "/admin/units#new-name")
    await registers.units.put(UNIT)
    assert await next_step(empty) == ("Tạo chi bộ", f"/admin/units/{UNIT.id}#name")
    await registers.branches.put(BRANCH)
    branch = f"/admin/branches/{BRANCH.id}"
    assert await next_step(empty, branch) == ("Nhập danh sách đảng viên", f"{branch}/import")
    await registers.people.put(LICH, HIEN)
    assert (await next_step(empty))[1] == "/admin/accounts/new"
    secretary = Account(
        id=AccountId("s"),
        username="thuky",
        name="Thư ký",
        password_hash="-",
        role=Role.SECRETARY,
        active=False,
    )
    await registers.accounts.put(secretary)
    assert (await next_step(empty, "/admin/accounts"))[1] == "/admin/accounts/new"
    await registers.accounts.put(replace(secretary, active=True))
    assert await next_step(empty) == ("Thêm điểm cầu", f"{branch}#sites")
    await registers.sites.put(ROOM)
    assert await next_step(empty) == (
        "Tạo buổi sinh hoạt đầu tiên",
        f"/meetings/new?branch={BRANCH.id}",
    )
    await empty.meeting()
    admin = await empty.as_role(Role.ADMINISTRATOR)
    for path in ("/admin/units", f"/admin/units/{UNIT.id}", branch, "/admin/accounts"):
        assert TITLE not in words(await admin.get(path))


async def test_what_was_never_used_is_removed_and_what_was_is_said_so(house: House) -> None:
    admin = await house.as_role(Role.ADMINISTRATOR)
    registers = house.parts.registers
    refused = await admin.send_form(f"/admin/branches/{BRANCH.id}/remove")
    assert (refused.status_code, "Chi bộ đã dùng" in words(refused)) == (409, True)
    where = await admin.done(f"/admin/units/{UNIT.id}/branches", {"name": "Nhầm"})
    branch = where.split("?")[0].rsplit("/", 1)[1]
    assert "Xóa" in words(await admin.get(f"/admin/branches/{branch}"))
    where = await admin.done(f"/admin/branches/{branch}/remove")
    assert where == f"/admin/units/{UNIT.id}?done=removed"
    assert await registers.branches.get(BranchId(branch)) is None

    await admin.done("/admin/accounts/a-supervisor/remove")
    assert await registers.accounts.get("a-supervisor") is None
    assert await registers.assignments.find() == []
    meeting = await house.meeting()
    chair = await house.as_role(Role.CHAIR)
    await chair.done(f"/meetings/{meeting}/links", {"do": "issue:members"})
    for account, said in (
        ("a-chair", "đã dùng nên không xóa được"),
        ("a-administrator", "không thể tự khóa"),
    ):
        refused = await admin.send_form(f"/admin/accounts/{account}/remove")
        assert (refused.status_code, said in words(refused)) == (409, True)
