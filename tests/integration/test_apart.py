"""Two programs on one database that were told of no Redis: neither ends the other's meetings."""

import asyncio
import re
import sqlite3
from contextlib import AsyncExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from live.ids import NodeId
from signaling.presence import Process
from tests.integration.guests import guest
from tests.program import LOOPS, SECRET, Program, shared
from tests.seeding import seed

pytestmark = pytest.mark.slow
DEAD_AFTER_S = 6
"""Shorter than usual, and two seconds between signs of life: a busy machine is no dead one."""


def lived_ms(database: Path, node: str) -> int:
    """Return the last sign of life of a program on record."""
    query = "SELECT lived_ms FROM nodes WHERE node = ?"
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(query, (node,)).fetchone()[0])


async def test_who_is_with_a_living_program_stays_and_who_was_with_a_dead_one_goes(
    tmp_path: Path,
) -> None:
    record = tmp_path / "shared.sqlite3"
    url = f"sqlite:///{record}"
    seeded = await seed(tmp_path / "seed", url, secret=SECRET)
    both = {**shared(url), "DIEMCAU_DEAD_AFTER_S": str(DEAD_AFTER_S)}
    first = Program("serve", tmp_path / "first", **both)
    second = Program("serve", tmp_path / "second", **both)
    async with AsyncExitStack() as stack:
        stack.callback(second.stop)
        stack.enter_context(first)
        chair = await stack.enter_async_context(
            guest("chair", first.ws_url, seeded.tokens["chair"], LOOPS)
        )
        await chair.do("open_meeting")
        await asyncio.to_thread(second.start)
        started = re.search(r"started as node (\S+)", first.log.read_text())
        assert started
        node = started[1]

        each_s = Process(NodeId(node), DEAD_AFTER_S).beat_s
        until_ms = lived_ms(record, node) + (DEAD_AFTER_S + 2 * each_s) * 1000
        lives = partial(second.wait_for, lambda: lived_ms(record, node) > until_ms, "no life")
        await asyncio.to_thread(lives)
        said = second.log.read_text()
        assert f"process {node} lives, but not on this bus" in said
        assert "dead process" not in said
        assert chair.view["me"]["devices"] == 1

        await asyncio.to_thread(first.kill)
        gone = f"a device of dead process {node} went"
        went = partial(second.wait_for, lambda: gone in second.log.read_text(), "nobody went")
        await asyncio.to_thread(went)
