"""Pages of a seeded house, in both languages, light and dark, can be used by everybody
(`accessible`).

Apart from those of the demonstration (`tests.browser.test_accessibility`), whose six living
meetings would go on beside them.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from argon2 import PasswordHasher
from playwright.async_api import Browser, Page, expect

from live.store import open_database
from tests.browser.accessible import usable_by_all, usable_in_both_languages
from tests.browser.chromium import LAPTOP, PHONE, open_page
from tests.browser.conftest import House
from tests.browser.test_accessibility import (
    OF_A_MEETING,
    OF_ADMINISTRATORS,
    OF_RECORD,
    OF_SUPERVISORS,
    PUBLIC,
    SIGNED_IN_DESK,
)
from tests.browser.test_floor import open_discussion
from tests.program import Program
from tests.seeding import seed
from web.settings import Settings

pytestmark = pytest.mark.npm

SIGN_IN: Final = {"vi": "Đăng nhập", "en": "Sign in"}
PASSWORD: Final = "một mật khẩu đủ dài"


async def test_everybody_can_use_the_first_start(tmp_path: Path, browser: Browser) -> None:
    with Program("serve", tmp_path / "data") as program:
        found = re.search(r"/first/\S+", program.log.read_text())
        assert found is not None
        page = await open_page(browser, program.url + found[0], LAPTOP)
        await usable_in_both_languages(page, program.url + found[0])


@pytest.mark.parametrize("path", PUBLIC)
async def test_everybody_can_use_a_public_page(
    shared: Program, browser: Browser, path: str
) -> None:
    page = await open_page(browser, shared.url + path, PHONE)
    await usable_in_both_languages(page, shared.url + path)


async def test_everybody_can_use_the_doors(house: House) -> None:
    member, administrator = map(house.seeded.path, ("remote", "administrator"))
    paths = (member.partition("?")[0], "/checkin/no-meeting/no-site", administrator)
    for path in paths:
        page = await open_page(house.browser, house.program.url + path, PHONE)
        await usable_in_both_languages(page, house.program.url + path)


def filled(house: House, path: str) -> str:
    """Return the address of a page of the seeded branch."""
    mark = house.seeded.mark
    places = {
        "unit": f"u{mark}",
        "branch": f"na-khoang{mark}",
        "person": house.seeded.person("remote"),
        "account": f"boss{mark}",
        "meeting": house.seeded.meeting,
    }
    return house.program.url + path.format_map(places)


async def test_everybody_can_use_the_pages_of_administrators(house: House) -> None:
    page = await house.enter("administrator", devices=False)
    await page.get_by_role("button", name=SIGN_IN["vi"]).click()
    await page.wait_for_url("**/admin/**")
    await page.goto(f"{house.program.url}/admin/agendas")
    template = await page.locator("main a[href^='/admin/agendas/']").first.get_attribute("href")
    await seed(house.program.data, name="ban-luong", mark=f"{house.seeded.mark}-second")
    paths = (*OF_ADMINISTRATORS, *OF_A_MEETING)
    known = [path if "{template}" not in path else str(template) for path in paths]
    await usable_in_both_languages(page, *(filled(house, path) for path in known))


UNDECIDED: Final = """
const { setTimeout } = window;
window.setTimeout = (run, ms, ...given) => setTimeout(run, ms === 5000 ? 1e8 : ms, ...given);
"""
"""Keeps a page in the five seconds before a vote is sent for as long as it is looked at."""


@pytest.mark.without_media
async def test_everybody_can_use_a_ballot(house: House) -> None:
    chair, site = await house.enter("chair"), await house.enter("site")
    member = await house.enter("remote", script=UNDECIDED)
    await open_discussion(chair)
    await chair.get_by_role("button", name="Biểu quyết giơ tay").click()
    agree = member.get_by_role("button", name="Tán thành", exact=True)
    await expect(agree).to_be_enabled()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")
    await agree.click()
    await expect(member.get_by_role("button", name="Đổi ý")).to_be_enabled()
    await usable_by_all(member, "vi")
    await chair.get_by_role("button", name="Kết thúc biểu quyết").click()
    await expect(
        member.get_by_text("Phiếu này không được tính").filter(visible=True).first
    ).to_be_visible()
    for page in (chair, member):
        await usable_by_all(page, "vi")
    await chair.get_by_role("button", name="Xác nhận kết quả").click()
    await expect(chair.locator(".verdict")).to_be_visible()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")


@pytest.mark.without_media
async def test_everybody_can_use_an_election(house: House) -> None:
    chair, site = await house.enter("chair"), await house.enter("site")
    member = await house.enter("remote", script=UNDECIDED)
    await open_discussion(chair)
    await chair.get_by_role("button", name="Cách khác…").click()
    dialog = chair.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Bầu cử").check()
    await dialog.get_by_role("radio", name=re.compile("^Phiếu giấy")).check()
    await usable_by_all(chair, "vi")
    await dialog.get_by_role("radio", name=re.compile("^Phiếu kín")).check()
    await dialog.get_by_label("Danh sách ứng cử").fill("Ma Thị Duyên\nNông Văn Quảng")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await member.get_by_label("Ma Thị Duyên").check()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")
    await member.get_by_role("button", name="Bỏ phiếu").click()
    await expect(member.get_by_role("button", name="Đổi ý")).to_be_enabled()
    await usable_by_all(member, "vi")


async def account_with_password(house: House) -> str:
    """Give the seeded supervisor a password; return his name for signing in."""
    database = await open_database(Settings(data=house.program.data).database_url)
    try:
        accounts_of = database.registers.accounts
        (boss,) = await accounts_of.find(username=f"theodoi{house.seeded.mark}")
        await accounts_of.put(replace(boss, password_hash=PasswordHasher().hash(PASSWORD)))
    finally:
        await database.close()
    return boss.username


async def signed_in(house: House, page: Page, username: str) -> None:
    """Sign in by the page."""
    await page.goto(f"{house.program.url}/signin?lang=vi")
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name=SIGN_IN["vi"]).click()
    await page.wait_for_url(lambda url: not url.partition("?")[0].endswith("/signin"))


@pytest.mark.without_media
async def test_everybody_can_use_what_is_left_of_a_meeting(house: House) -> None:
    chair = await house.enter("chair")
    member = await house.enter("remote")
    await open_discussion(chair)
    await chair.get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await expect(chair.get_by_role("region", name="Buổi sinh hoạt đã bế mạc")).to_be_visible()
    for page in (chair, member):
        await usable_by_all(page, "vi")
    boss = await open_page(house.browser, f"{house.program.url}/signin", LAPTOP)
    await signed_in(house, boss, await account_with_password(house))
    await usable_in_both_languages(boss, *(filled(house, path) for path in OF_SUPERVISORS))
    links = {
        chair: [house.seeded.path("chair") + path for path in OF_RECORD],
        member: [house.seeded.path("remote").partition("?")[0] + "/record/minutes"],
        boss: [
            *(f"{SIGNED_IN_DESK}{path}" for path in OF_RECORD),
            f"{house.seeded.path('supervisor')}/records",
        ],
    }
    for page, paths in links.items():
        await usable_in_both_languages(page, *(filled(house, path) for path in paths))
