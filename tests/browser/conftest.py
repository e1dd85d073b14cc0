"""A meeting on the real program, and a browser to look at it with."""

from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.chromium import LAPTOP, PHONE, TV, Errors, chromium, open_page
from tests.program import Program
from tests.seeding import Seeded, seed

SIZES = {"remote": PHONE, "other": LAPTOP, "room": PHONE, "site": TV, "supervisor": TV}


@dataclass
class House:
    """The program with one seeded meeting, and pages opened by the links of its people."""

    program: Program
    seeded: Seeded
    browser: Browser
    errors: Errors = field(default_factory=Errors)
    pages: dict[str, Page] = field(default_factory=dict)

    async def enter(
        self,
        who: str,
        *,
        devices: bool = True,
        language: str = "vi",
        timezone: str | None = None,
        script: str = "",
    ) -> Page:
        """Open somebody's page; a member goes through the device check."""
        page = await open_page(
            self.browser,
            self.program.url + self.seeded.path(who),
            SIZES.get(who, LAPTOP),
            errors=self.errors,
            devices=devices,
            language=language,
            timezone=timezone,
            script=script,
        )
        self.pages[who] = page
        if who in {"remote", "other"} and devices:
            await page.get_by_role("button", name="Bật camera và micro").click()
            await page.get_by_role("button", name="Vào họp").click()
        return page

    async def describe(self) -> str:
        """Return what every page shows and what the program said, for who has to find out why."""
        parts = [
            f"{who}:\n{await p.locator('body').aria_snapshot()}" for who, p in self.pages.items()
        ]
        return "\n\n".join([*parts, self.program.log.read_text()[-6000:], *self.errors])


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that its fixtures can tell more."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@asynccontextmanager
async def housed(
    folder: Path, browser: Browser, request: pytest.FixtureRequest, **environment: str
) -> AsyncIterator[House]:
    """Run the program with a seeded meeting; afterwards no page has complained."""
    seeded = await seed(folder / "data")
    with Program("serve", folder / "data", **environment) as program:
        opened = House(program, seeded, browser)
        yield opened
        if request.node.stash.get(FAILED, False):
            print(await opened.describe())  # pytest shows it beside the failure
        assert opened.errors == []


@pytest_asyncio.fixture
async def house(
    tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    async with housed(tmp_path, browser, request) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium and time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(240))
