"""What a wall that stays open keeps: ten minutes of 48 meetings in a hurry.

Besides what simulated members do, the chair of each meeting takes a step every few seconds: an item
begins, somebody is called, the floor is taken back, help is asked for and is not needed any more, a
device goes and comes back. Alerts come and go with that, tiles change places, and the wall's tour
moves the close-up.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from live.bots.client import CommandRefused
from tests.browser.heap import Kept, kept
from tests.integration.guests import Guest, guest
from tests.program import Program

STEP_S: Final = 5.0
"""Seconds between two steps of one chair; chosen: all together take ten a second."""
WARM_S: Final = 240.0
"""Seconds until what runs often is compiled, and agendas have come to their scores once."""
MEASURED_S: Final = 600.0


async def growth(page: Page, program: Program, chairs: list[str], folder: Path) -> Kept:
    """Return by how much what a wall keeps grows in ten minutes (`MEASURED_S`).

    Args:
        page: the wall.
        program: what serves it.
        chairs: a token of the chair of each meeting.
        folder: for whoever needs one.
    """
    await page.keyboard.press("l")  # the tour
    async with hurry(program, chairs, folder):
        await asyncio.sleep(WARM_S)
        before = await kept(page)
        await asyncio.sleep(MEASURED_S)
        after = await kept(page)
    return Kept(
        nodes=after.nodes - before.nodes,
        listeners=after.listeners - before.listeners,
        objects=after.objects - before.objects,
        heap=after.heap - before.heap,
    )


@asynccontextmanager
async def hurry(program: Program, chairs: list[str], folder: Path) -> AsyncIterator[None]:
    """Let something happen in every meeting all the time."""
    async with AsyncExitStack() as stack:
        entered = [
            await stack.enter_async_context(guest(f"hurry-{n}", program.ws_url, token, folder))
            for n, token in enumerate(chairs)
        ]
        running = [asyncio.create_task(go_on(chair, n)) for n, chair in enumerate(entered)]
        try:
            yield
        finally:
            for each in running:
                each.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
            failed = [one for one in ended if not isinstance(one, asyncio.CancelledError)]
            assert not failed, failed


async def go_on(chair: Guest, number: int) -> None:
    """Take one step after the other; neighbours are at different ones."""
    for step in itertools.islice(itertools.cycle(STEPS), number % len(STEPS), None):
        with suppress(CommandRefused):  # simulated members have done something else meanwhile
            await step(chair)
        await asyncio.sleep(STEP_S)


async def next_item(chair: Guest) -> None:
    """Begin the first item that has not been dealt with, or the first one again."""
    items = chair.view["agenda"]["items"]
    pending = [item["id"] for item in items if item["state"] == "pending"]
    if pending:
        await chair.do("start_item", item=pending[0])
    else:
        await chair.do("reopen_item", item=items[0]["id"])


async def call(chair: Guest) -> None:
    """Call the first of those who are here."""
    rows = chair.view["attendance"]["rows"].items()
    here = [person for person, row in rows if row["state"] == "present"]
    await chair.do("call_on", person=here[0])


async def take_back(chair: Guest) -> None:
    """End the turn that runs."""
    if turn := chair.view["floor"]["turn"]:
        await chair.do("take_back", turn=turn["id"])


async def ask_for_help(chair: Guest) -> None:
    """Ask those who follow the meeting for help."""
    await chair.do("ask_for_help", on=True)


async def need_no_help(chair: Guest) -> None:
    """Take that back."""
    await chair.do("ask_for_help", on=False)


async def come_back(chair: Guest) -> None:
    """Lose the connection, and come back."""
    await chair.client.drop()


STEPS: Final[tuple[Callable[[Guest], Coroutine[Any, Any, None]], ...]] = (
    *(ask_for_help, next_item, call, take_back, need_no_help),
    *(call, take_back, come_back, call, take_back, next_item),
)
"""Help is asked for again when the alert of before is over (`AlertRule.off_delay_s`)."""
