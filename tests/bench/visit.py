"""What a first and a second visit cost a phone on a weak link, until its owner can go in.

A fresh browser on a slow processor and a slow network (Chromium's own throttling) opens a personal
link of a meeting that is open. Timed is from the navigation until the button that the person is to
press stands there and works: "Vào họp" at a member's door, "Điểm danh" at a companion's page. The
second visit is another page of the same browser. Counted are requests that went over the network,
the WebSocket among them, and bytes as the browser counts them with their headers. Chromium
delays the opening of a WebSocket, but not its messages.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from playwright.async_api import Browser, BrowserContext

from tests.browser.chromium import PHONE, chromium
from tests.browser.traffic import Traffic
from tests.integration.guests import discuss, guest
from tests.program import Program
from tests.seeding import Seeded, seed

ROUNDS: Final = 5
RATE_BPS: Final = 400_000
LATENCY_MS: Final = 300
"""From sending a request until the head of its response: a link at the edge of a mobile cell."""
SLOWED: Final = 6
"""Times that the processor is slower than the machine's: a phone of some years ago."""
AWAITED: Final = {
    "member": ("remote", "[data-scene=check] [data-part=go-in]"),
    "companion": ("room", "[data-part=code-form] button"),
}
"""Page → whose link opens it in `tests.seeding`, and what that person presses first."""
TELL_WHEN_IT_CAN_BE_PRESSED: Final = """(() => {
  const look = () => {
    const node = document.querySelector(%s);
    if (node && node.offsetParent !== null && !node.disabled) pressable(String(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})()"""
"""Put into the page as it is: Playwright's own waiting costs the slow processor a tenth of it."""
DEADLINE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit cost."""

    until_s: float
    traffic: Traffic


async def visit(context: BrowserContext, url: str, awaited: str) -> Visit:
    """Open a page on the weak link and wait until it needs nothing more."""
    page = await context.new_page()
    told = await context.new_cdp_session(page)
    traffic = await Traffic().follow(told)
    await told.send("Page.enable")
    await told.send("Runtime.enable")
    rate = {"downloadThroughput": RATE_BPS / 8, "uploadThroughput": RATE_BPS / 8}
    slow = {"offline": False, "latency": LATENCY_MS, **rate}
    await told.send("Network.emulateNetworkConditions", slow)
    await told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    script = {"source": TELL_WHEN_IT_CAN_BE_PRESSED % json.dumps(awaited)}
    await told.send("Page.addScriptToEvaluateOnNewDocument", script)
    await told.send("Runtime.addBinding", {"name": "pressable"})
    pressable: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    told.on("Runtime.bindingCalled", lambda event: pressable.set_result(event["payload"]))
    await page.goto(url, wait_until="commit")
    async with asyncio.timeout(DEADLINE_S):
        until_s = float(await pressable) / 1000
    await page.wait_for_load_state("networkidle")
    await page.close()
    return Visit(until_s, traffic)


async def visits(browser: Browser, url: str, awaited: str) -> tuple[Visit, Visit]:
    """Return what the first two visits of a phone cost."""
    width, height = PHONE
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="vi")
    try:
        return await visit(context, url, awaited), await visit(context, url, awaited)
    finally:
        await context.close()


async def measured(program: Program, seeded: Seeded) -> dict[str, list[tuple[Visit, Visit]]]:
    """Return the visits to each page, taken in turns."""
    rounds: dict[str, list[tuple[Visit, Visit]]] = {name: [] for name in AWAITED}
    async with chromium() as browser:
        for _ in range(ROUNDS):
            for name, (who, awaited) in AWAITED.items():
                url = program.url + seeded.path(who)
                rounds[name].append(await visits(browser, url, awaited))
    return rounds


async def measure() -> dict[str, list[tuple[Visit, Visit]]]:
    """Open the meeting and let both pages be visited."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        seeded = await seed(data)
        with Program("serve", data) as program:
            async with guest("chair", program.ws_url, seeded.tokens["chair"], data) as chair:
                await discuss(chair)
                return await measured(program, seeded)


def figures(page: str, rounds: list[tuple[Visit, Visit]]) -> Iterator[tuple[str, float, str]]:
    """Name the figures of one page."""
    first, second = zip(*rounds, strict=True)
    yield f"{page}_first_visit_s", median(each.until_s for each in first), "s"
    yield f"{page}_second_visit_s", median(each.until_s for each in second), "s"
    yield f"{page}_first_visit_kb", median(each.traffic.size_bytes for each in first) / 1000, "kB"
    yield f"{page}_first_visit_requests", median(len(each.traffic.urls) for each in first), ""
    yield f"{page}_second_visit_requests", median(len(each.traffic.urls) for each in second), ""


def run() -> Iterable[tuple[str, float, str]]:
    """Measure both pages."""
    for page, rounds in asyncio.run(measure()).items():
        yield from figures(page, rounds)
