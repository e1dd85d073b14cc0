"""An engine for each test here, and one browser for each file: starting it takes as long as many a
test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from live.media.sfu.server import Sfu
from tests.media.browsers import HEADLESS, chromium, left_empty
from tests.media.conftest import on_loopback


@pytest_asyncio.fixture(loop_scope="module")
async def engine() -> AsyncIterator[Sfu]:
    """A started engine."""
    async with on_loopback() as sfu:
        yield sfu


@pytest.fixture(scope="module")
def program() -> str:
    """Which Chromium; a file that needs the whole browser says so."""
    return HEADLESS


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def launched(program: str) -> AsyncIterator[Browser]:
    """The browser of a file."""
    async with chromium(program=program) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(
    request: pytest.FixtureRequest, program: str, launched: Browser
) -> AsyncIterator[Browser]:
    """The browser, or one with the arguments that a test wants."""
    wanted: tuple[str, ...] = getattr(request, "param", ())
    if wanted:
        async with chromium(*wanted, program=program) as running:
            yield running
    else:
        async with left_empty(launched) as empty:
            yield empty
