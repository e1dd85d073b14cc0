"""How fast secret votes are acknowledged, and a ballot of 200 is closed and counted.

200 members press within two seconds, each on a connection of their own to the real program. A
sample is the time from sending the vote until ``done``: the rules, the box's commit in SQLite, and
the way back. All clients are read by this one process, so the figures are upper bounds.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.bench.fanout import Reader, do, join, seed
from tests.program import Program

VOTERS: Final = 200
SPREAD_S: Final = 2.0
"""Seconds within which everybody presses."""
CHOICES: Final = ("for", "against", "other")


async def vote(reader: Reader, number: int, ballot: str) -> float:
    """Press at this voter's moment; return the milliseconds until it is acknowledged."""
    await asyncio.sleep(SPREAD_S * number / VOTERS)
    sent_s = time.perf_counter()
    await do(reader, f"v{number}", "cast_vote", ballot=ballot, choice=[CHOICES[number % 3]])
    return 1000 * (time.perf_counter() - sent_s)


async def press(reader: Reader, command: str, **args: object) -> float:
    """Send a command of the desk; return the milliseconds until it is acknowledged."""
    sent_s = time.perf_counter()
    await do(reader, command, command, **args)
    return 1000 * (time.perf_counter() - sent_s)


async def first_view(reader: Reader) -> dict[str, dict[str, str]]:
    """Return the view that a client is shown first."""
    async for text in reader.socket:
        message = json.loads(text)
        if message["type"] == "state":
            view: dict[str, dict[str, str]] = message["view"]
            return view
    raise RuntimeError("no state came")


async def measure(url: str, tokens: list[str]) -> tuple[list[float], float, float]:
    """Return the milliseconds of each vote, of the closing and of the count."""
    chair = await join(url, tokens[0])
    item = (await first_view(chair))["agenda"]["current"]
    readers, reading = [chair], [asyncio.create_task(chair.read())]
    for token in tokens[1:]:
        reader = await join(url, token)
        readers.append(reader)
        reading.append(asyncio.create_task(reader.read()))
        await reader.reaches(1)
    version = await do(chair, "o", "open_ballot", item=item, matter="Kỷ luật", method="secret")
    await asyncio.gather(*(reader.reaches(version) for reader in readers))
    late = await join(url, tokens[0])  # sees the ballot that is open
    ballot = (await first_view(late))["me"]["vote"]["ballot"]  # type: ignore[index]
    chair = readers[0] = late
    reading.append(asyncio.create_task(late.read()))
    votes = [vote(reader, number, ballot) for number, reader in enumerate(readers)]
    acknowledged = await asyncio.gather(*votes)
    closed_ms = await press(chair, "close_ballot", ballot=ballot)
    counted_ms = await press(chair, "confirm_ballot", ballot=ballot)
    for reader in readers:
        await reader.socket.close()
    await asyncio.gather(*reading, return_exceptions=True)
    return acknowledged, closed_ms, counted_ms


def run() -> Iterable[tuple[str, float, str]]:
    """Start the program with a meeting of 200, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        tokens = asyncio.run(seed(data, VOTERS))
        with Program("serve", data) as program:
            votes, closed_ms, counted_ms = asyncio.run(measure(program.ws_url, tokens))
    percentiles = statistics.quantiles(votes, n=100)
    yield "vote_to_acknowledged_p50_ms", percentiles[49], "ms"
    yield "vote_to_acknowledged_p99_ms", percentiles[98], "ms"
    yield "ballot_200_voters_close_ms", closed_ms, "ms"
    yield "ballot_200_voters_count_ms", counted_ms, "ms"
