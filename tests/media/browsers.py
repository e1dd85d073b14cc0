"""Debian's browsers with a fake microphone against an engine in this process."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from playwright.async_api import Browser, async_playwright

from live.media.engine import Answer, MediaEngine, MediaKind, PeerId, SourceName
from tests.media.clients import CANDIDATE

CHROMIUM: Final = "/usr/bin/chromium"
HEADLESS: Final = shutil.which("chromium-headless-shell") or CHROMIUM
"""The same engine without the browser's own windows and settings, for two thirds of the processor
time: what most tests drive."""
ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--mute-audio",
    "--allow-loopback-in-peer-connection",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=device-count=1,fps=30",
    "--autoplay-policy=no-user-gesture-required",
]
ORIGIN: Final = "http://127.0.0.1:9/"
"""Never reached: the page is put in its place. Loopback counts as secure, so cameras work."""
FILE: Final = Path(__file__).parent / "page.html"
PAGE: Final = FILE.read_text()
LOOK_EVERY_S: Final = 0.05
PATIENCE_S: Final = 90.0
"""How long a condition may take that an idle machine meets within a second or two. Chosen: a third
of its speed, shared with others, meets it too."""
TRIES: Final = 15
"""How often something is tried that a stall of the machine spoils. Chosen."""


async def succeeds(attempt: Callable[[], Awaitable[bool]], tries: int = TRIES) -> bool:
    """Try something until it goes well; return whether it ever did.

    For what no program can promise on a machine that stands still for a moment, such as that
    nothing is lost or repaired meanwhile. A defect spoils every attempt.
    """
    for _ in range(tries):
        if await attempt():
            return True
    return False


@asynccontextmanager
async def chromium(*more: str, program: str = HEADLESS) -> AsyncIterator[Browser]:
    """Launch a browser, maybe with more arguments, and close it whatever happens."""
    arguments = [*ARGUMENTS, *more]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def left_empty(browser: Browser) -> AsyncIterator[Browser]:
    """Lend a browser, and close the pages that were opened in it meanwhile."""
    try:
        yield browser
    finally:
        for context in browser.contexts:
            await context.close()


class Tab(Protocol):
    """A page of either browser."""

    async def evaluate(self, expression: str, arg: Any = None, /) -> Any:
        """Return what an expression is, or what a function makes of the argument."""
        ...


class BrowserPeer:
    """One page with one peer connection."""

    def __init__(self, engine: MediaEngine, name: str, page: Tab) -> None:
        self.engine = engine
        self.peer = PeerId(name)
        self.page = page
        self.offer = ""
        self.answer: Answer | None = None
        self.through: tuple[str, int] | None = None
        """An address that stands for the engine's, such as a relay's."""

    @staticmethod
    async def open(
        engine: MediaEngine, browser: Browser, name: str, publishes: tuple[str, ...], **what: Any
    ) -> "BrowserPeer":
        """Open a page of its own in Chromium and connect it."""
        page = await browser.new_page()
        await page.route(ORIGIN, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        await page.goto(ORIGIN)
        peer = BrowserPeer(engine, name, page)
        await peer.connect(publishes, **what)
        return peer

    async def connect(self, publishes: Sequence[str], **what: Any) -> None:
        """Let the page offer what it is told to, and give it the engine's answer."""
        self.offer = await self.page.evaluate(
            "what => start(what)", {"publish": bool(publishes), **what}
        )
        await self._negotiate(publishes)

    async def restart(self, publishes: Sequence[str]) -> None:
        """Let the page offer anew with other ICE credentials."""
        self.offer = await self.page.evaluate(
            """async () => {
                await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
                return peer.localDescription.sdp;
            }"""
        )
        await self._negotiate(publishes)

    async def _negotiate(self, publishes: Sequence[str]) -> None:
        names = tuple(SourceName(source) for source in publishes)
        self.answer = await self.engine.connect(self.peer, self.offer, names)
        sdp = self.answer.sdp
        if self.through is not None:
            sdp = CANDIDATE.sub(rf"\g<1>{self.through[0]} {self.through[1]} typ host", sdp)
        await self.page.evaluate("sdp => finish(sdp)", sdp)

    def slot(self, kind: MediaKind, index: int = 0) -> str:
        """Return the mid of a slot."""
        assert self.answer is not None
        return next(s.mid for s in self.answer.slots if (s.kind, s.index) == (kind, index))

    async def figures(self) -> dict[str, Any]:
        """Return what getStats says."""
        found: dict[str, Any] = await self.page.evaluate("figures()")
        return found

    async def until(
        self, condition: Callable[[dict[str, Any]], bool], timeout_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """Wait until the figures satisfy a condition; return them.

        Raises:
            TimeoutError: they never did.
        """
        script = "async () => { const f = await figures(); return [performance.now(), f]; }"
        begin, figures = await self.page.evaluate(script)
        now = begin
        while not condition(figures):
            if now - begin > timeout_s * 1000:
                raise TimeoutError(figures)
            await asyncio.sleep(LOOK_EVERY_S)
            now, figures = await self.page.evaluate(script)
        found: dict[str, Any] = figures
        return found


def decoded(figures: dict[str, Any], mid: str) -> dict[str, Any]:
    """Return the figures of one slot."""
    return next((each for each in figures["incoming"] if each.get("mid") == mid), {})
