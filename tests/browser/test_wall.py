"""The supervisor's wall beside a hand that is about to press something."""

from pathlib import Path

from playwright.async_api import Browser, Locator, expect

from live.ids import MeetingId
from tests.browser.chromium import TV, Errors, open_page
from tests.browser.test_floor import open_discussion
from tests.program import Program
from tests.seeding import seed

WAITS = "Các ô giữ nguyên chỗ khi đồng chí đang thao tác"


async def order(tiles: Locator) -> list[str]:
    """Return which meetings the tiles show, in their order."""
    return [await tile.get_attribute("data-key") or "" for tile in await tiles.all()]


async def test_tiles_and_numbers_stay_put_while_a_hand_is_near_and_move_when_it_has_gone(
    tmp_path: Path, browser: Browser
) -> None:
    seeded = [await seed(tmp_path / "data", name=name) for name in ("na-khoang", "khe-bac")]
    errors = Errors()
    with Program("serve", tmp_path / "data") as program:
        chairs = {}
        for each in seeded:
            chair = await open_page(browser, program.url + each.path("chair"), errors=errors)
            await open_discussion(chair)
            chairs[each.meeting] = chair
        wall = await open_page(
            browser, program.url + seeded[0].path("supervisor"), TV, errors=errors
        )
        tiles = wall.locator(".tiles > .tile")
        await expect(tiles).to_have_count(2)
        await wall.keyboard.press("2")
        await expect(tiles.nth(1).locator(":focus")).to_have_count(1)
        first, second = await order(tiles)
        asks = chairs[MeetingId(second)].locator("[data-part=ask-help]")
        await asks.evaluate("button => button.click()")
        await expect(tiles.nth(1)).to_contain_text("Chi bộ nhờ cấp trên hỗ trợ")
        await expect(wall.get_by_text(WAITS)).to_be_visible()
        assert await order(tiles) == [first, second]

        await wall.evaluate("document.activeElement.blur()")
        await expect(tiles.first).to_have_attribute("data-key", second)
        await expect(tiles.first.locator(".tile-number")).to_have_text("1")
        await expect(wall.get_by_text(WAITS)).to_be_hidden()
    assert errors == []
