"""A network that lets neither sound nor picture through: every page says what to do next."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import PHONE, open_page
from tests.browser.conftest import House, housed
from tests.browser.test_member import open_meeting

NOWHERE: Final = "100::1"
"""Packets to it are discarded everywhere (RFC 6666)."""
BLOCKED: Final = "chặn hình và tiếng"


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """The program, whose media nobody reaches."""
    async with housed(tmp_path, browser, request, DIEMCAU_PUBLIC_ADDRESS=NOWHERE) as opened:
        yield opened


async def says_what_to_do(page: Page, *words: str) -> None:
    """Wait for the sentence, and look for what it advises."""
    band = page.get_by_text(BLOCKED).first
    await expect(band).to_be_visible()
    for word in words:
        await expect(band).to_contain_text(word)


async def test_every_page_without_a_path_says_what_to_do_and_what_still_works(
    house: House,
) -> None:
    desk, site = await open_meeting(house), await house.enter("site")
    wall = await house.enter("supervisor")
    url = house.program.url + house.seeded.path("remote")
    member = await open_page(house.browser, url, PHONE, errors=house.errors)
    await member.get_by_role("button", name="Bật camera và micro").click()
    await says_what_to_do(member, "4G hoặc Wi-Fi khác")
    await member.get_by_role("button", name="Vào họp").click()
    await says_what_to_do(member, "báo thư ký", "đăng ký phát biểu")
    await says_what_to_do(desk, "mạng khác", "vẫn điều hành được")
    await says_what_to_do(site, "mạng khác", "điểm danh tại đây vẫn dùng được")
    await says_what_to_do(wall, "báo người quản trị mạng", "vẫn cập nhật")
