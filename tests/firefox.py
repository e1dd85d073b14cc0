"""Debian's Firefox without a window, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi).

Debian has no geckodriver, and Playwright wants a Firefox of its own; Firefox itself speaks BiDi.
Its tabs are asked as Playwright's pages are, so that tests of both browsers read alike.

Firefox gathers no loopback candidate, so here it goes through a TURN server alone.
"""

import asyncio
import base64
import itertools
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from websockets.asyncio.client import ClientConnection, connect

from tests.servers import program, running

PREFERENCES: Final[dict[str, Any]] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    # Without it a TURN server on this machine is not even asked.
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.relay_only": True,
    # A browser of its own asks nobody for anything.
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "media.gmp-manager.url": "data:,",
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}
ANSWER_S: Final = 60.0
"""A busy machine is slow; a browser that says nothing for so long is broken."""
DEADLINE_S: Final = 60.0
LOOK_EVERY_S: Final = 0.1
COMPLAINTS: Final = ("error", "warn")
"""Levels of what a page writes into its console that a test must not overlook."""


@contextmanager
def firefox(**preferences: Any) -> Iterator[str]:
    """Run one browser with a profile of its own; yield where it is driven from."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        wanted = {**PREFERENCES, **preferences}
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in wanted.items())
        (Path(folder) / "user.js").write_text("".join(lines))
        command = [
            program("firefox-esr"),
            *("--headless", "--no-remote", "--remote-debugging-port=0", "--profile", folder),
            "about:blank",
        ]
        with running(command, "WebDriver BiDi listening on") as line:
            yield f"{line.split()[-1]}/session"


class Refused(Exception):
    """The browser could not do what it was told, or a script in a page threw."""


class Driver:
    """One session with a browser: commands out, answers and events in."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._contexts: list[str] = []
        self.complaints: list[str] = []
        """What pages threw or wrote into their consoles as errors and warnings."""

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give one command; return its result.

        Raises:
            Refused: it failed.
        """
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        said = await asyncio.wait_for(answer, ANSWER_S)
        if said["type"] == "error":
            raise Refused(f"{method}: {said['error']}: {said['message']}")
        result: dict[str, Any] = said["result"]
        return result

    async def listen(self) -> None:
        """Take in what the browser says, until it hangs up."""
        async for text in self._socket:
            said = json.loads(text)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
            elif said["method"] == "log.entryAdded" and said["params"]["level"] in COMPLAINTS:
                self.complaints.append(str(said["params"]["text"]))

    async def open(self, url: str, size: tuple[int, int] = (1366, 768), before: str = "") -> "Tab":
        """Open a page in a window of its own, as apart from others as on another machine.

        In a tab behind another one timers and pictures would hardly move.

        Args:
            url: what to open.
            size: of the page.
            before: a script to run in the page ahead of its own.
        """
        apart = await self.command("browser.createUserContext")
        self._contexts.append(apart["userContext"])
        made = await self.command("browsingContext.create", type="window", **apart)
        tab = Tab(self, made["context"])
        width, height = size
        await self.command(
            "browsingContext.setViewport",
            context=tab.context,
            viewport={"width": width, "height": height},
        )
        if before:
            await self.command(
                "script.addPreloadScript",
                functionDeclaration=f"() => {{ {before} }}",
                contexts=[tab.context],
            )
        return await tab.goto(url)

    async def close(self) -> None:
        """Close what was opened; the browser stays for the next session."""
        for context in self._contexts:
            await self.command("browser.removeUserContext", userContext=context)
        await self.command("session.end")


@asynccontextmanager
async def driving(address: str) -> AsyncIterator[Driver]:
    """Begin a session with a running browser, and leave no page of it open."""
    async with connect(address, max_size=None) as socket:
        driver = Driver(socket)
        listening = asyncio.create_task(driver.listen())
        try:
            await driver.command("session.new", capabilities={})
            await driver.command("session.subscribe", events=["log.entryAdded"])
            try:
                yield driver
            finally:
                await driver.close()
        finally:
            listening.cancel()


class Tab:
    """One page."""

    def __init__(self, driver: Driver, context: str) -> None:
        self._driver = driver
        self.context = context

    async def goto(self, url: str) -> Self:
        """Open an address and wait until it is loaded."""
        await self._driver.command(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )
        return self

    async def evaluate(self, script: str, argument: Any = None) -> Any:
        """Return what an expression is, or what a function makes of the argument; both as JSON.

        Raises:
            Refused: it threw.
        """
        said = await self._driver.command(
            "script.callFunction",
            target={"context": self.context},
            functionDeclaration=f"""async text => {{
                const made = ({script});
                const said = typeof made === "function" ? made(JSON.parse(text)) : made;
                return JSON.stringify((await said) ?? null);
            }}""",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True,
            userActivation=True,
        )
        if said["type"] == "exception":
            raise Refused(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    async def press(self, name: str) -> None:
        """Press a button, once there is one whose words begin so and that can be pressed.

        Raises:
            TimeoutError: there never was.
        """
        await self._until(
            """name => {
                const before = document.querySelector("dialog:modal") ?? document;
                const named = [...before.querySelectorAll("button")].find(each =>
                    each.innerText.trim().startsWith(name) && each.checkVisibility());
                if (!named || named.disabled) return false;
                named.click();
                return true;
            }""",
            name,
        )

    async def reads(self, words: str) -> None:
        """Wait until words can be read on the page.

        Raises:
            TimeoutError: they never could.
        """
        await self._until("words => document.body.innerText.includes(words)", words)

    async def _until(self, condition: str, argument: str) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not await self.evaluate(condition, argument):
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            shown = await self.evaluate("document.body.innerText")
            raise TimeoutError(f"{argument!r} is not there: {shown}") from None

    async def screenshot(self) -> bytes:
        """Return a picture of what is seen, as PNG."""
        said = await self._driver.command("browsingContext.captureScreenshot", context=self.context)
        return base64.b64decode(said["data"])
