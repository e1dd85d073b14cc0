"""Runs all simulated members in one process, until the process that started it ends.

They share rooms (all in a room see the code on its wall) and a studio. The failure of a member is
logged and the member starts again; the others go on.
"""

import asyncio
import itertools
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from live.bots.bot import Bot
from live.bots.cast import Cast, CastSeat
from live.bots.conduct.seen import SeenRoom
from live.bots.peer import stay_on_loopback
from live.bots.studio import Studio

log: Final = logging.getLogger("live.bots.crew")

APART_S: Final = 0.08
"""Seconds between two arrivals at the start, so that 60 handshakes do not come at once."""
END_S: Final = 10.0
"""Seconds after the end of the parent process in which everybody leaves in order. Chosen."""

Progress = Callable[[int, int], None]


async def prepare(cast: Cast, studio: Studio, progress: Progress) -> None:
    """Draw and encode every camera's pictures; those of rooms first, because walls show rooms."""
    seats = [seat for seat in in_turn(cast.seats) if seat.camera]
    seats.sort(key=lambda seat: seat.role != "site")
    for done, seat in enumerate(seats):
        progress(done, len(seats))
        await studio.pictures(seat)
    progress(len(seats), len(seats))


async def play(cast: Cast, studio: Studio) -> None:
    """Run all simulated members until cancelled."""
    stay_on_loopback()
    rooms = {script.meeting: SeenRoom() for script in cast.scripts}
    scripts = {script.meeting: script for script in cast.scripts}
    async with asyncio.TaskGroup() as group:
        for seat in in_turn(cast.seats):
            bot = Bot(cast, seat, scripts[seat.meeting], rooms[seat.meeting], studio)
            group.create_task(_outlive_failure(bot))
            await asyncio.sleep(APART_S)


def in_turn(seats: Sequence[CastSeat]) -> list[CastSeat]:
    """Return the seats alternating between meetings: the first of each, then the second, …"""
    by_meeting: dict[str, list[CastSeat]] = {}
    for seat in seats:
        by_meeting.setdefault(seat.meeting, []).append(seat)
    rounds = itertools.zip_longest(*by_meeting.values())
    return [seat for round_ in rounds for seat in round_ if seat is not None]


async def _outlive_failure(bot: Bot) -> None:
    while True:
        try:
            return await bot.run()
        except Exception:
            log.exception("%s failed; it comes back", bot.seat.key)
            await asyncio.sleep(5)


async def parent_gone() -> None:
    """Return when standard input ends, which means that the parent process has ended."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def run(cast: Cast, progress: Progress) -> None:
    """Prepare and play until the parent process ends; then end this one within `END_S`."""
    studio = Studio(Path(cast.folder), cast.likenesses)
    playing = asyncio.create_task(_prepare_and_play(cast, studio, progress))
    watching = asyncio.create_task(parent_gone())
    done, _ = await asyncio.wait({playing, watching}, return_when=asyncio.FIRST_COMPLETED)
    if watching in done:
        # In a thread, because a task or a thread that hangs would keep this process for ever.
        leaving = threading.Timer(END_S, os._exit, [1])
        leaving.daemon = True
        leaving.start()
    playing.cancel()
    watching.cancel()
    await asyncio.gather(playing, watching, return_exceptions=True)
    for task in done:
        if not task.cancelled():
            task.result()


async def _prepare_and_play(cast: Cast, studio: Studio, progress: Progress) -> None:
    """Let members connect at once; each sends its pictures when they are encoded."""
    async with asyncio.TaskGroup() as group:
        group.create_task(prepare(cast, studio, progress))
        group.create_task(play(cast, studio))
