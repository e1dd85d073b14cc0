"""A supervisor speaks in several meetings at once, in each after its chair has given the floor."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from live.media.engine import carrier_of
from tests.browser.chromium import LAPTOP, Errors, falls_silent, is_heard, open_page
from tests.browser.test_floor import open_discussion
from tests.program import Program
from tests.seeding import seed

NAMES = ("na-khoang", "khe-bac", "nam-lanh")
BOSS = "Phan Thị Minh Châu"


async def answer(desk: Page, button: str) -> None:
    """Give the floor to the supervisor who waits, or decline."""
    waits = desk.locator("[data-part=queue] li").filter(has_text=BOSS)
    await waits.locator(f"[data-act={button}]").click()


@pytest.mark.parametrize("processes", [1, 2])
async def test_one_microphone_is_heard_wherever_the_floor_was_given_until_one_press_ends_it(
    tmp_path: Path, browser: Browser, processes: int
) -> None:
    """Also where the meetings that are spoken to are carried by different media processes."""
    seeded = [await seed(tmp_path / "data", name=name, without_media=["chair"]) for name in NAMES]
    assert {carrier_of(each.meeting, processes) for each in seeded[:2]} == set(range(processes))
    errors = Errors()
    carried = {"DIEMCAU_MEDIA_PROCESSES": str(processes)}
    with Program("serve", tmp_path / "data", **carried) as program:
        desks = []
        for each in seeded:
            desk = await open_page(browser, program.url + each.path("chair"), errors=errors)
            await open_discussion(desk)
            desks.append(desk)
        here, there = [
            await open_page(browser, program.url + each.path("site"), errors=errors)
            for each in seeded[:2]
        ]
        wall = await open_page(
            browser, program.url + seeded[0].path("supervisor"), LAPTOP, errors=errors
        )
        await expect(wall.locator(".tiles > .tile")).to_have_count(len(NAMES))
        await wall.keyboard.press("g")
        told = wall.get_by_role("dialog")
        await told.get_by_label("Phát biểu ở nhiều buổi cùng lúc").check()
        await told.get_by_role("button", name="Xin phát biểu").click()
        await expect(told).to_be_hidden()
        band = wall.locator("[data-part=bands] .band.gold")
        await expect(band).to_contain_text("Đang chờ:")

        first, second, third = desks
        await answer(first, "give")
        await band.get_by_role("button", name="Mở micro").click()
        await is_heard(here)
        await falls_silent(there)
        await answer(second, "give")
        await is_heard(there)
        await answer(third, "withdraw")
        await expect(band).to_contain_text("micro đang mở. Không mời:")
        await is_heard(here)

        await band.get_by_role("button", name="Kết thúc ở tất cả").click()
        await expect(band).to_be_hidden()
        for room in (here, there):
            await falls_silent(room)
    assert errors == []
