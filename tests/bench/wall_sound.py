"""How soon a supervisor who listens to one meeting hears another: from the key to the loudspeaker.

The real program, a wall, and a room in each of two meetings, whose microphone gives a tone of its
own. A sample is the time from pressing Space on the tile that is not heard until its tone is in
what the page plays, at half of the volume that it comes to. The record, telling the branch,
forwarding, the receiver's buffer and the fade are in it.
"""

import asyncio
import random
import tempfile
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from typing import Final

from playwright.async_api import Browser, Page, expect

import live.meeting.commands as c
from tests.bench.pages import SCRIPT as TONES
from tests.browser.chromium import TV, chromium, open_page
from tests.browser.test_wall_pictures import FREE, each_does
from tests.program import Program
from tests.seeding import Seeded, seed

TONES_HZ: Final = {"na-khoang": 1030, "khe-bac": 3000}
"""Name of a branch → the tone of its room: far apart, and neither a multiple of the other."""
ROUNDS: Final = 60
LISTENS_S: Final = 1.0
"""Seconds for which one is listened to before the next, and up to a second more, so that presses
fall on any moment of packets and of the server's clocks."""
SCRIPT: Final = (Path(__file__).parent / "wall_sound.js").read_text()


def run() -> Iterable[tuple[str, float, str]]:
    """Yield how long it takes to move the sound."""
    percentiles = quantiles(asyncio.run(switches_ms()), n=100)
    yield "wall_sound_switch_p50_ms", percentiles[49], "ms"
    yield "wall_sound_switch_p95_ms", percentiles[94], "ms"


async def switches_ms() -> list[float]:
    """Listen to two meetings in turn; return how long each was waited for."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        seeded = [await seed(data, name=name) for name in TONES_HZ]
        for command in (c.OpenMeeting(), FREE):
            await each_does(data, seeded, command)
        meetings = list(zip(seeded, TONES_HZ.values(), strict=True))
        with Program("serve", data) as program:
            async with chromium() as browser:
                for each, hertz in meetings:
                    await room(browser, program, each, hertz)
                wall = await wall_of(browser, program, seeded[0])
                waited = [await switch_ms(wall, *each) for each in islice(cycle(meetings), ROUNDS)]
    return waited[len(meetings) :]  # at first nothing is heard, and the way of each is new


async def room(browser: Browser, program: Program, seeded: Seeded, hertz: int) -> None:
    """Open the page of a room with a tone for a microphone."""
    script = f"{TONES}\nbecome('green', {hertz});"
    await open_page(browser, program.url + seeded.path("site"), TV, script=script)


async def wall_of(browser: Browser, program: Program, seeded: Seeded) -> Page:
    """Open the wall, and listen to what it plays."""
    wall = await open_page(browser, program.url + seeded.path("supervisor"), TV, script=SCRIPT)
    await expect(wall.locator(".tiles > .tile")).to_have_count(len(TONES_HZ))
    await wall.locator("audio").first.wait_for(state="attached")
    await wall.evaluate("prickUp()")
    return wall


async def switch_ms(wall: Page, seeded: Seeded, hertz: int) -> float:
    """Press the key on a meeting's tile; return after how long it was heard."""
    await asyncio.sleep(LISTENS_S + random.random())
    await wall.locator(f".tiles > .tile[data-key='{seeded.meeting}'] .tile-open").focus()
    await wall.keyboard.press("Space")
    waited: float = await wall.evaluate("hertz => heardAfter(hertz)", hertz)
    return waited
