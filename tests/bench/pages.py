"""How soon who was called is heard and seen, with the program's own pages in Chromium.

As `floor` measures, but everything a person waits for is in it: the speaker's page that opens its
microphone, the camera that begins when somebody watches, the listener's jitter buffer and decoders.
The browser sends a tone and a plain colour; all pages share the machine with the program.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Final

from playwright.async_api import Browser, Page

from live.media.engine import Layer, PeerId, PeerUp, Route, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.browser.chromium import LAPTOP, TV, chromium
from tests.integration.guests import Guest, discuss, guest
from tests.media.browsers import BrowserPeer
from tests.program import Program
from tests.seeding import Seeded, person, seed

ROUNDS: Final = 10
RAMPS: Final = 3
RAMP_WITHIN_S: Final = 30.0
COLOURS: Final = {"remote": "red", "other": "blue"}
ARMED_S: Final = 0.5
"""Between asking for the floor and being called, at least."""
SCRIPT: Final = (Path(__file__).parent / "pages.js").read_text()


def run() -> Iterable[tuple[str, float, str]]:
    """Yield every figure of the floor as people at the pages have it."""
    asked, unasked = asyncio.run(measure())
    for name, samples in (("asked", asked), ("unasked", unasked)):
        heard, shown = zip(*samples, strict=True)
        yield f"floor_open_to_heard_in_browser_{name}_ms", median(heard), "ms"
        yield f"floor_open_to_heard_in_browser_{name}_worst_ms", max(heard), "ms"
        yield f"stage_switch_in_browser_{name}_ms", median(shown), "ms"
        yield f"stage_switch_in_browser_{name}_worst_ms", max(shown), "ms"
    yield "ramp_to_top_layer_s", median(asyncio.run(ramps_s())), "s"


Samples = list[tuple[float, float]]


async def measure() -> tuple[Samples, Samples]:
    """Return ms until heard and seen, of who asked before and of who is called out of nothing."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        seeded = await seed(data)
        with Program("serve", data) as program:
            chair_enters = guest("chair", program.ws_url, seeded.tokens["chair"], Path(folder))
            async with chromium() as browser, chair_enters as chair:
                site = await enter(browser, program, seeded, "site", "green")
                for who, colour in COLOURS.items():
                    await enter(browser, program, seeded, who, colour)
                await discuss(chair)
                await site.wait_for_function("document.querySelector('audio') !== null")
                await site.evaluate("beginToListen()")
                await call(chair, site, "remote", asks=True)  # the first time everything is cold
                samples = [
                    [await call(chair, site, other(number), asks=asks) for number in range(ROUNDS)]
                    for asks in (True, False)
                ]
    return samples[0], samples[1]


async def enter(browser: Browser, program: Program, seeded: Seeded, who: str, colour: str) -> Page:
    """Open somebody's page, with a colour for a camera; members go through the device check."""
    width, height = TV if who == "site" else LAPTOP
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.add_init_script(SCRIPT)
    await page.add_init_script(f"become('{colour}')")
    await page.goto(program.url + seeded.path(who))
    if who != "site":
        await page.get_by_role("button", name="Bật camera và micro").click()
        await page.get_by_role("button", name="Vào họp").click()
    return page


def other(number: int) -> str:
    """Return one speaker after the other: each time the picture has to change."""
    return ["other", "remote"][number % len(COLOURS)]


async def call(chair: Guest, site: Page, who: str, *, asks: bool) -> tuple[float, float]:
    """Give somebody the floor and take it back; return ms until heard and until seen."""
    if asks:
        await chair.do("ask_for", person=person(who))
        await asyncio.sleep(ARMED_S)
    noticed = asyncio.create_task(site.evaluate("colour => notice(colour)", COLOURS[who]))
    await site.evaluate("1")  # the page looks by now
    called_ms = time.time() * 1000
    if asks:
        await chair.do("give_next", current=None)
    else:
        await chair.do("call_on", person=person(who))
    heard_ms, seen_ms = await noticed
    view = await chair.sees(lambda view: view["floor"]["turn"] is not None)
    await chair.do("take_back", turn=view["floor"]["turn"]["id"])
    await site.evaluate("silence()")
    return heard_ms - called_ms, seen_ms - called_ms


async def ramps_s() -> list[float]:
    """Return seconds from a camera's joining until its top layer is forwarded to a watcher."""
    times = []
    async with chromium() as browser:
        for number in range(RAMPS):
            engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
            await engine.start()
            times.append(await ramp_s(engine, browser, number))
            await engine.stop()
    return times


async def ramp_s(engine: Sfu, browser: Browser, number: int) -> float:
    """Return seconds from one camera's joining until its top layer is forwarded to a watcher."""
    joined: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    publisher = f"publisher{number}"

    def listen(event: object) -> None:
        if event == PeerUp(peer=PeerId(publisher)):
            joined.set_result(time.perf_counter())

    engine.listen(listen)
    watcher = await BrowserPeer.open(
        engine, browser, f"watcher{number}", (), audioSlots=0, videoSlots=1
    )
    assert watcher.answer is not None
    (slot,) = watcher.answer.slots
    camera = SourceName("camera")
    await engine.route(watcher.peer, (Route(mid=slot.mid, source=camera),))
    size = {"audioSlots": 0, "videoSlots": 0, "width": 1280, "height": 720}
    await BrowserPeer.open(engine, browser, publisher, ("microphone", camera), **size)
    began_at = await joined
    (downlink,) = engine._served[watcher.peer].peer.downlinks
    async with asyncio.timeout(RAMP_WITHIN_S):
        while downlink.stream is None or downlink.stream.layer is not Layer.FULL:
            await asyncio.sleep(0.01)
    return time.perf_counter() - began_at
