"""What a browser asks for when a page is opened for the first time, and for the second."""

import re
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.browser.chromium import DEADLINE_MS, LAPTOP
from tests.browser.conftest import SIZES, House
from tests.browser.traffic import Traffic

MOST_REQUESTS: Final = 10
"""Of a second visit: an eighth of what it was when every module was asked for again."""
KEPT: Final = re.compile(r"/static/[0-9a-f]{12}/")
BRANCH: Final = "Chi bộ thôn Nà Khoang"
SHOWN: Final = {
    **dict.fromkeys(("remote", "room", "observer", "site", "chair"), BRANCH),
    "supervisor": "Hiện không có buổi sinh hoạt nào",
}
"""Who opens a page → what is on it once it has been told about the meeting."""


async def visits(
    browser: Browser, url: str, shown: str, size: tuple[int, int]
) -> tuple[Traffic, Traffic]:
    """Open a page twice in a browser that has never seen it."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="vi")
    context.set_default_timeout(DEADLINE_MS)
    made = []
    for _ in range(2):
        page = await context.new_page()
        traffic = await Traffic().follow(await context.new_cdp_session(page))
        await page.goto(url)
        await expect(page.get_by_text(shown).filter(visible=True).first).to_be_visible()
        await page.close()
        made.append(traffic)
    return made[0], made[1]


@pytest.mark.parametrize("who", SHOWN)
async def test_a_page_asks_for_nothing_twice_and_for_no_file_that_it_could_not_keep(
    house: House, who: str
) -> None:
    url = house.program.url + house.seeded.path(who)
    first, second = await visits(house.browser, url, SHOWN[who], SIZES.get(who, LAPTOP))
    files = [asked for asked in first.urls if "/static/" in asked]
    assert files
    assert [asked for asked in files if not KEPT.search(asked)] == []
    assert len(set(files)) == len(files)
    for visit in (first, second):
        assert len([asked for asked in visit.urls if asked.startswith("ws:")]) == 1
    assert [asked for asked in second.urls if "/static/" in asked] == []
    assert len(second.urls) <= MOST_REQUESTS
