"""A household changes its network in mid-meeting: every page loses its line and finds another."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.chromium import ARGUMENTS, pictures_move, received, until
from tests.browser.conftest import House
from tests.browser.test_member import open_meeting
from tests.media.networks import Household, household
from tests.program import Program
from tests.seeding import seed

pytestmark = [pytest.mark.netns, pytest.mark.quiet]


@pytest.fixture
def home() -> Iterator[Household]:
    with household() as made:
        made.join(1)
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, home: Household) -> AsyncIterator[House]:
    """The program on this side, and a browser in the household."""
    seeded = await seed(tmp_path / "data")
    reached = {"DIEMCAU_HOST": home.server, "DIEMCAU_PUBLIC_ADDRESS": home.server}
    program = Program("serve", tmp_path / "data", **reached)
    more = [
        "--use-fake-ui-for-media-stream",
        f"--unsafely-treat-insecure-origin-as-secure={program.url}",
    ]
    with program:
        async with async_playwright() as playwright:
            browser: Browser = await playwright.chromium.launch(
                executable_path=home.browser(tmp_path), args=[*ARGUMENTS, *more]
            )
            try:
                yield House(program, seeded, browser)
            finally:
                await browser.close()


async def test_pictures_go_on_when_a_household_comes_to_another_network(
    house: House, home: Household
) -> None:
    """WebSocket and media both lose their path. The connection goes on where the new network is
    there in time (`tests/media/test_moving.py`); else the page builds another."""
    await open_meeting(house)
    await house.enter("site")
    member = await house.enter("remote")
    await pictures_move(member)
    home.leave(1)
    home.join(2)
    shown = sum(stream["frames"] for stream in await received(member))
    await until(
        member,
        "(streams, shown) => streams.reduce((sum, { frames }) => sum + frames, 0) > shown + 60",
        shown,
    )
