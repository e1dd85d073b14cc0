"""The switch of a weak link: what it ends, and that it holds wherever its owner comes in."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import PHONE, is_heard, open_page, pictures_move, received, until
from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.seeding import PEOPLE

WEAK = "Đường truyền yếu"
NOTHING = "Không hình, không tiếng"


async def choose(page: Page, position: str) -> None:
    """Set the switch under "Thêm"."""
    await page.get_by_role("button", name="Thêm").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("radio", name=position).check()
    await sheet.get_by_role("button", name="Đóng").click()


async def pictures_stop(page: Page) -> None:
    """Wait until no picture has come in for a while."""
    await page.evaluate("window.lastSeen = { frames: -1, at: 0 }")
    await until(
        page,
        """streams => {
            const frames = streams.filter(s => s.kind === "video")
              .reduce((sum, s) => sum + s.frames, 0);
            if (frames > lastSeen.frames) window.lastSeen = { frames, at: performance.now() };
            return performance.now() - lastSeen.at > 2000;
        }""",
        None,
    )


@pytest.mark.without_media("chair")
async def test_weak_link_hears_the_floor_alone_and_no_media_holds_on_every_device(
    house: House,
) -> None:
    chair, speaker = await house.enter("chair"), await house.enter("other")
    member = await house.enter("remote")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["other"])
    await pictures_move(member)

    await choose(member, WEAK)
    await expect(member.get_by_role("button", name="Camera")).to_be_hidden()
    await pictures_stop(member)
    await is_heard(member)

    await choose(member, NOTHING)
    row = chair.get_by_role("button", name=re.compile(f"^{PEOPLE['remote']} – "))
    await expect(row.filter(has_text="không tiếng")).to_be_visible()
    await until(member, "streams => streams.length === 0", None)
    await member.reload()
    await expect(member.get_by_text("Không nhận hình và tiếng.")).to_be_visible()

    tablet = await open_page(
        house.browser, house.program.url + house.seeded.path("remote"), PHONE, errors=house.errors
    )
    check = tablet.get_by_role("radio", name=NOTHING).first
    await expect(check).to_be_checked()
    await tablet.get_by_role("button", name="Vào họp").click()
    await expect(tablet.get_by_text("Không nhận hình và tiếng.")).to_be_visible()
    assert await received(member) == await received(tablet) == []


@pytest.mark.without_media("chair")
async def test_what_was_chosen_in_the_device_check_before_the_evening_is_known_in_the_meeting(
    house: House,
) -> None:
    page = await open_page(house.browser, house.program.url + "/check", PHONE, errors=house.errors)
    await page.get_by_role("radio", name=WEAK).check()
    await expect(page.get_by_role("button", name="Bật micro")).to_be_visible()
    await page.goto(house.program.url + house.seeded.path("remote"))
    await expect(page.get_by_role("radio", name=WEAK).first).to_be_checked()
    await page.get_by_role("button", name="Vào họp").click()
    await expect(page.get_by_text("Đồng chí đã vào phòng chờ")).to_be_visible()

    elsewhere = await house.enter("remote", devices=False)
    await expect(elsewhere.get_by_role("radio", name=WEAK).first).to_be_checked()


@pytest.mark.without_media("chair")
async def test_wall_hears_without_pictures_or_follows_without_both_and_that_holds(
    house: House,
) -> None:
    chair, speaker = await house.enter("chair"), await house.enter("other")
    wall = await house.enter("supervisor")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["other"])
    await pictures_move(wall)
    tiles = wall.get_by_role("list", name="Các buổi sinh hoạt")

    await wall.get_by_role("button", name="Hình, tiếng").click()
    await wall.get_by_role("radio", name=WEAK).check()
    await wall.get_by_role("button", name="Xong").click()
    await tiles.get_by_role("button", name="Nghe cuộc họp của").click()
    await pictures_stop(wall)
    await is_heard(wall)
    await expect(chair.get_by_text("đang nghe")).to_be_visible()

    await wall.get_by_role("button", name="Chỉ nghe").click()
    await wall.get_by_role("radio", name=NOTHING).check()
    await wall.get_by_role("button", name="Xong").click()
    await expect(tiles.get_by_role("button", name="Nghe cuộc họp của")).to_be_hidden()
    await expect(chair.get_by_text("đang nghe")).to_be_hidden()
    await wall.reload()
    await expect(wall.get_by_role("button", name="Không hình, tiếng")).to_be_visible()
    await expect(tiles.get_by_text(PEOPLE["other"])).to_be_visible()
    assert await received(wall) == []
