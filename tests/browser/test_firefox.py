"""The product in Debian's Firefox, behind a network that lets only a TURN server through."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import KEEP_CONNECTIONS, LAPTOP, is_heard, pictures_move
from tests.browser.conftest import SIZES, House, housed
from tests.browser.test_floor import call_next, open_discussion
from tests.firefox import Driver, Tab, driving, firefox
from tests.seeding import PEOPLE
from tests.servers import turn_server

pytestmark = [pytest.mark.firefox, pytest.mark.coturn, pytest.mark.quiet]

DRAWN_SCREEN = """() => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 1280, height: 720 });
  const paper = canvas.getContext("2d");
  let page = 0;
  setInterval(() => {
    paper.fillStyle = "white";
    paper.fillRect(0, 0, 1280, 720);
    paper.fillStyle = "black";
    paper.font = "40px sans-serif";
    paper.fillText(`Trang ${(page += 1)}`, 50, 100);
  }, 100);
  navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(10);
}"""
"""A browser without a window has no screen to show."""
SECRET = "shared by pages and TURN"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with firefox() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def driver(address: str) -> AsyncIterator[Driver]:
    async with driving(address) as begun:
        yield begun
        assert begun.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """The program with a TURN server, whose credentials every page gets."""
    with turn_server(SECRET) as port:
        turn = {"DIEMCAU_TURN_URLS": f"turn:127.0.0.1:{port}", "DIEMCAU_TURN_SECRET": SECRET}
        async with housed(tmp_path, browser, request, **turn) as opened:
            yield opened


async def enter(house: House, driver: Driver, who: str) -> Tab:
    """Open somebody's page in Firefox; a member goes through the device check."""
    size = SIZES.get(who, LAPTOP)
    url = house.program.url + house.seeded.path(who)
    page = await driver.open(url, size, before=KEEP_CONNECTIONS)
    if who == "remote":
        await page.press("Bật camera và micro")
        await page.press("Vào họp")
    return page


async def test_a_member_in_firefox_is_heard_and_seen_shows_a_screen_and_follows_the_others(
    house: House, driver: Driver
) -> None:
    chair = await house.enter("chair")
    other = await house.enter("other")
    member, site = await enter(house, driver, "remote"), await enter(house, driver, "site")
    await open_discussion(chair)

    await member.press("Đăng ký phát biểu")
    await call_next(chair, PEOPLE["remote"])
    for screen in (other, site):
        await pictures_move(screen)
        await is_heard(screen)
    await member.evaluate(DRAWN_SCREEN)
    await member.press("Thêm")
    await member.press("Chia sẻ màn hình")
    await member.reads("Mọi người đang thấy màn hình của đồng chí")
    await pictures_move(site, 2)

    await member.press("Tôi đã phát biểu xong")
    await other.get_by_role("button", name="Đăng ký phát biểu").click()
    await call_next(chair, PEOPLE["other"])
    for screen in (member, site):
        await pictures_move(screen)
        await is_heard(screen)


async def test_a_meeting_is_opened_at_the_desk_in_firefox_and_shows_on_the_wall_and_on_phones(
    house: House, driver: Driver
) -> None:
    desk, phone = await enter(house, driver, "chair"), await enter(house, driver, "room")
    wall = await enter(house, driver, "supervisor")
    await phone.reads("Đồng chí đã vào phòng chờ")
    await wall.reads("0 cuộc đang họp")
    await desk.press("Khai mạc")
    await desk.press("Khai mạc")  # asked once more
    await wall.reads("Chi bộ thôn Nà Khoang")
    await phone.reads("Mã 6 số")
    for page in (desk, phone, wall):
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
