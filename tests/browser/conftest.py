"""A meeting on the real program, and a browser to look at it with."""

import itertools
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.chromium import LAPTOP, PHONE, TV, Errors, chromium, open_page
from tests.program import SECRET, Program, two_programs
from tests.seeding import PEOPLE, Seeded, seed

SIZES = {"remote": PHONE, "other": LAPTOP, "room": PHONE, "site": TV, "supervisor": TV}


@dataclass
class House:
    """The program with one seeded meeting, and pages opened by the links of its people."""

    program: Program
    seeded: Seeded
    browser: Browser
    errors: Errors = field(default_factory=Errors)
    pages: dict[str, Page] = field(default_factory=dict)
    script: str = ""
    """Runs in every page before its own."""

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
            script=self.script + script,
        )
        self.pages[who] = page
        if who in {"remote", "other"} and devices:
            if who not in self.seeded.without_media:
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
MARKS = itertools.count(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that its fixtures can tell more."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def started() -> AsyncIterator[Browser]:
    """One browser for all tests: starting it takes as long as many a test."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browser(started: Browser) -> AsyncIterator[Browser]:
    """The browser, in which a test finds no page and leaves none."""
    yield started
    for context in started.contexts:
        await context.close()


@asynccontextmanager
async def seen(
    program: Program, seeded: Seeded, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """Give a seeded meeting to a test; afterwards no page has complained."""
    opened = House(program, seeded, browser)
    yield opened
    if request.node.stash.get(FAILED, False):
        print(await opened.describe())  # pytest shows it beside the failure
    assert opened.errors == []


def textual(request: pytest.FixtureRequest) -> frozenset[str]:
    """Return who in the test's meeting has chosen to follow without sound and picture."""
    marker = request.node.get_closest_marker("without_media")
    return frozenset(marker.args or PEOPLE) if marker else frozenset()


@asynccontextmanager
async def housed(
    folder: Path, browser: Browser, request: pytest.FixtureRequest, **environment: str
) -> AsyncIterator[House]:
    """Run a program of the test's own with a seeded meeting."""
    seeded = await seed(folder / "data", without_media=textual(request))
    with Program("serve", folder / "data", **environment) as program:
        async with seen(program, seeded, browser, request) as opened:
            yield opened


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One program for all tests that neither end it nor start it in a way of their own."""
    with Program("serve", tmp_path_factory.mktemp("shared") / "data") as program:
        yield program


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    shared: Program, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """A meeting that shares nothing but the program with those of other tests."""
    seeded = await seed(shared.data, mark=f"-{next(MARKS)}", without_media=textual(request))
    async with seen(shared, seeded, browser, request) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def own_house(
    tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """A meeting on a program that the test may end."""
    async with housed(tmp_path, browser, request) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def two_houses(
    tmp_path: Path, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[House, House]]:
    """One meeting on two processes of one installation, a house at each."""
    with two_programs(tmp_path) as (first, second, database):
        seeded = await seed(
            tmp_path / "seed", database, secret=SECRET, without_media=textual(request)
        )
        async with (
            seen(first, seeded, browser, request) as one,
            seen(second, seeded, browser, request) as other,
        ):
            yield one, other


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium and time, and the loop in which the browser lives."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
