"""A district's evening on one wall: 48 tiles of living meetings in a real browser."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Error, Locator, Page, expect

from tests.browser.chromium import DEADLINE_MS, TV, Errors, open_page, pictures_move
from tests.browser.heap import kept
from tests.media.browsers import succeeds
from tests.program import Program
from web.demo.district import MOST, district

pytestmark = pytest.mark.quiet
HOURS: Final = (Path(__file__).parent / "hours.js").read_text()
PASS: Final = 6
"""Hours that pass, with 145 messages of the server in each."""
NODES: Final = 40
LISTENERS: Final = 8
"""Of the page that may come meanwhile, for bands about its own link. If one tile of each hour were
kept, there would be hundreds."""
GROWS: Final = 160 * 1024
"""Bytes by which what scripts keep may grow meanwhile: for a message on its way, and tables that
grow by a half at once. If 190 bytes were kept of each message, it would be more. Chosen."""
PATIENCE = 4
"""Times that a browser's own patience may end."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    data = tmp_path_factory.mktemp("district") / "data"
    settings = {"DIEMCAU_MEETINGS": str(MOST), "DIEMCAU_MEDIA_PROCESSES": "1"}
    with Program("demo", data, **settings) as program:
        yield program


async def open_wall(evening: Program, browser: Browser, errors: Errors) -> Page:
    """Open the supervisor's page with all meetings at once."""
    url = next(one["url"] for one in evening.links() if one["role"] == "supervisor")
    wall = await open_page(browser, url, TV, errors=errors, script=HOURS)
    await wall.get_by_role("button", name=f"{MOST} ô").click()
    await all_there(wall)
    return wall


async def all_there(wall: Page) -> None:
    """Wait until every meeting has its tile."""
    headings = tiles_of(wall).get_by_role("heading")
    await expect(headings).to_have_count(MOST, timeout=PATIENCE * DEADLINE_MS)


async def all_move(wall: Page) -> None:
    """Wait for 48 pictures, which a busy machine decodes later than six."""
    for _ in range(PATIENCE):
        with suppress(Error):
            await pictures_move(wall, MOST)
            return
    raise AssertionError("not all pictures move")


def tiles_of(wall: Page) -> Locator:
    return wall.get_by_role("list", name="Các buổi sinh hoạt")


async def order(wall: Page) -> list[str]:
    """Return the branches in the order of their tiles."""
    said = await tiles_of(wall).get_by_role("heading").all_inner_texts()
    return [" ".join(each.split()) for each in said]


async def test_48_meetings_are_alive_over_one_connection_and_hours_that_pass_leave_nothing(
    evening: Program, browser: Browser
) -> None:
    errors = Errors()
    wall = await open_wall(evening, browser, errors)
    await all_move(wall)
    assert (
        await wall.evaluate("connections.filter(pc => pc.connectionState !== 'closed').length") == 1
    )
    await expect(wall.get_by_role("heading", level=1)).to_have_text("Theo dõi các buổi sinh hoạt")
    assert sorted(await order(wall)) == sorted(each.roster.name for each in district(MOST))

    await wall.evaluate("hours => passHours(hours)", PASS)  # tables and caches are filled by then

    async def leave_nothing() -> bool:
        before = await kept(wall)
        await wall.evaluate("hours => passHours(hours)", PASS)
        after = await kept(wall)
        print(before, after, sep="\n")
        return (
            after.nodes - before.nodes <= NODES
            and after.listeners - before.listeners <= LISTENERS
            and after.objects - before.objects <= GROWS
        )

    assert await succeeds(leave_nothing, tries=3)
    assert errors == []
