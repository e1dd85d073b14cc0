"""A supervisor's wall of 48 tiles: what it costs server and browser, and how soon it is there.

The program runs the district of the demonstration; a real Chromium shows the supervisor's page,
then the bench's own page the same meetings over one peer connection, and over one for each.
Cameras send about what is left of a browser's smallest layer in a thumbnail
(`live.bots.loops.SMALLEST`). All share the machine with the program; processor time is in percents
of one core.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

from playwright.async_api import Browser, Page, WebSocket

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import random_id
from live.meeting.permissions import Role
from live.meeting.state import Phase
from live.service import Meetings
from live.store import open_database
from tests.bench import alarms, alert_latency, processes, wall_memory, wall_sound
from tests.bench.weak import udp
from tests.browser.chromium import TV, chromium, open_page
from tests.browser.heap import Kept
from tests.program import Program
from web.demo import run as demo
from web.demo.commune import DISTRICT_SUPERVISOR
from web.demo.district import MOST
from web.links import Holder, Links
from web.settings import Settings, secret_of

SETTLED_S: Final = 10.0
"""Seconds after the last picture until what is measured has settled: probes of the link, clients
that were late."""
MEASURED_S: Final = 30.0
OPENINGS: Final = 20
"""How often a page is loaded for its first pictures, so that what is slow now and then shows."""
PICTURES_S: Final = 60.0
"""Seconds for which pictures are waited for; one that never comes counts as this."""
LOOK_S: Final = 0.25
SCRIPT: Final = (Path(__file__).parent / "wall.js").read_text()
BOTS: Final = "live.bots"
"""What stands in the command of the process of simulated members."""
SEEN: Final = "All simulated members can be seen"
"""What the demonstration says when every picture is drawn."""

Figure = tuple[str, float, str]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a page of tiles cost over some seconds, in percents of one core and kbit/s."""

    tiles: int
    server: float
    browser: float
    kbps: float
    first_p95_ms: float


@dataclass(frozen=True, slots=True)
class District:
    """The running district: a supervisor's token, an observer's and a chair's of each meeting."""

    program: Program
    supervisor: str
    observers: list[str]
    chairs: list[str]


def run() -> Iterable[Figure]:
    """Yield every figure of the wall; first those that no machine changes."""
    yield from alarms.run()
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(district_figures(Path(folder) / "data"))
    yield from alert_latency.run()
    yield from wall_sound.run()


async def district_figures(data: Path) -> list[Figure]:
    """Return the figures of a wall over the whole district."""
    async with living(data) as district:
        state: Counter[str] = Counter()
        say("the wall …")
        wall = await wall_of(district, state)
        say("one peer connection for all …")
        one = await bench_page(district, [district.supervisor])
        say("one peer connection per meeting …")
        each = await bench_page(district, district.observers)
        say("the wall for minutes in which much happens …")
        grown = await growth_of(district, data.parent)
    per_tile = {kind: size / MOST / MEASURED_S * 60 for kind, size in state.items()}
    say(f"of the state: {per_tile}")
    return [
        *named(wall, "wall_48_tiles_", "wall_"),
        ("wall_state_bytes_per_tile_per_minute", sum(per_tile.values()), "B"),
        ("wall_memory_growth_kb_per_10_min", grown.objects / 1000, "kB"),
        ("wall_heap_growth_kb_per_10_min", grown.heap / 1000, "kB"),
        ("wall_nodes_growth_per_10_min", grown.nodes, "nodes"),
        *named(one, "one_connection_", "one_connection_"),
        *named(each, "connection_per_meeting_", "connection_per_meeting_"),
    ]


def named(spent: Spent, tiles: str, page: str) -> Iterator[Figure]:
    """Name the figures of one page: those of the media, and those of the page."""
    yield f"{tiles}server_cpu_percent", spent.server, "%"
    yield f"{tiles}kbps", spent.kbps / max(1, spent.tiles), "kbit/s a tile"
    yield f"{page}first_picture_p95_ms", spent.first_p95_ms, "ms"
    yield f"{page}browser_cpu_percent", spent.browser, "%"
    yield f"{page}pictures", spent.tiles, ""


@asynccontextmanager
async def living(data: Path) -> AsyncIterator[District]:
    """Run the district, with links that the demonstration does not print."""
    settings = Settings(data=data)
    await demo.prepare(settings, MOST)
    supervisor, observers, chairs = await tokens(settings)
    environment = {"DIEMCAU_MEETINGS": str(MOST), "DIEMCAU_MEDIA_PROCESSES": "1"}
    with Program("demo", data, **environment) as program:
        program.wait_for(lambda: SEEN in program.log.read_text(), "nobody is simulated")
        await asyncio.sleep(SETTLED_S)
        yield District(program, supervisor, observers, chairs)


async def tokens(settings: Settings) -> tuple[str, list[str], list[str]]:
    """Make links: the supervisor's, an observer's and the chair's to each meeting."""
    database = await open_database(settings.database_url)
    clock, secret = SystemClock(), secret_of(settings)
    links = Links(database=database, bus=LocalBus(), clock=clock, ids=random_id, secret=secret)
    boss = Holder(
        role=Role.SUPERVISOR, name=DISTRICT_SUPERVISOR.name, account=DISTRICT_SUPERVISOR.id
    )
    guest = Holder(role=Role.OBSERVER, name="Đại biểu")
    try:
        (watching,) = await links.issue([boss], None)
        meetings = Meetings(database.events, LocalBus(), clock, random_id)
        observers, chairs = [], []
        for entry in await database.events.meetings(states=[Phase.OPEN]):
            person = (await meetings.state(entry.meeting)).facts.chair
            chair = Holder(role=Role.CHAIR, name="Chủ tọa", person=person)
            both = await links.issue([guest, chair], entry.meeting)
            observers.append(links.token(both[0]))
            chairs.append(links.token(both[1]))
        return links.token(watching), observers, chairs
    finally:
        await database.close()


async def wall_of(district: District, state: Counter[str]) -> Spent:
    """Open the supervisor's page with as many tiles as it shows at once; count what it is told."""

    def tell(socket: WebSocket) -> None:
        socket.on("framereceived", lambda text: count(text, state))

    async with chromium() as browser:
        page = await open_wall(district, browser, SCRIPT)
        page.on("websocket", tell)

        async def load() -> None:
            await page.reload()  # it comes up with the size that is remembered, everything cached

        return await spent_on(district, browser, page, load, state)


async def growth_of(district: District, folder: Path) -> Kept:
    """Open the supervisor's page, and let much happen for a long time."""
    async with chromium() as browser:
        page = await open_wall(district, browser)
        return await wall_memory.growth(page, district.program, district.chairs, folder)


async def open_wall(district: District, browser: Browser, script: str = "") -> Page:
    """Open the supervisor's page with as many tiles as it shows at once."""
    url = f"{district.program.url}/j/{district.supervisor}"
    page = await open_page(browser, url, TV, script=script)
    sizes = page.get_by_role("group", name="Số ô trên màn hình").get_by_role("button")
    await sizes.last.click()
    return page


async def bench_page(district: District, by: list[str]) -> Spent:
    """Open the bench's own page with these links."""
    async with chromium() as browser:
        page = await open_page(browser, f"{district.program.url}/health", TV, script=SCRIPT)

        async def load() -> None:
            await page.reload()
            await page.evaluate(
                "([url, tokens, count]) => watch(url, tokens, count)",
                [district.program.ws_url, by, MOST],
            )

        return await spent_on(district, browser, page, load, Counter())


async def spent_on(
    district: District,
    browser: Browser,
    page: Page,
    load: Callable[[], Awaitable[None]],
    state: Counter[str],
) -> Spent:
    """Wait for a page's pictures, as often as it is loaded, then measure what they cost."""
    pictures: list[float] = []
    for _ in range(OPENINGS):
        await load()
        pictures += await all_pictures(page, MOST)
    await asyncio.sleep(SETTLED_S)
    pids = [district.program.pid, *processes.descendants(district.program.pid)]
    servers = [pid for pid in pids if BOTS not in processes.command_of(pid)]
    state.clear()
    began, cpu, browsing = time.perf_counter(), total_s(servers), await browser_s(browser)
    before = await udp(page)
    await asyncio.sleep(MEASURED_S)
    down = (await udp(page) - before).down
    told = Counter(state)
    seconds = time.perf_counter() - began
    spent = Spent(
        tiles=len(await page.evaluate("firstPictures()")),
        server=100 * (total_s(servers) - cpu) / seconds,
        browser=100 * (await browser_s(browser) - browsing) / seconds,
        kbps=down * 8e-3 / seconds,
        first_p95_ms=quantiles(pictures, n=20)[-1],
    )
    state.clear()
    state.update(told)
    return spent


async def all_pictures(page: Page, wanted: int) -> list[float]:
    """Return when each picture was there first, in ms."""
    deadline = time.monotonic() + PICTURES_S
    while True:
        times: list[float] = await page.evaluate("firstPictures()")
        if len(times) >= wanted or time.monotonic() > deadline:
            return [*times, *[1000 * PICTURES_S] * (wanted - len(times))]
        await asyncio.sleep(LOOK_S)


def count(text: str | bytes, state: Counter[str]) -> None:
    """Add a message of the server to what the page was told."""
    size = len(text.encode() if isinstance(text, str) else text)
    state[json.loads(text)["type"]] += size


def total_s(pids: list[int]) -> float:
    """Return the processor time of processes."""
    return sum(map(processes.cpu_s, pids))


async def browser_s(browser: Browser) -> float:
    """Return the processor time of all processes of a browser, as it counts itself."""
    session = await browser.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    return float(sum(process["cpuTime"] for process in told["processInfo"]))


def say(text: str) -> None:
    """Show progress, apart from the figures."""
    sys.stderr.write(f"  {text}\n")
