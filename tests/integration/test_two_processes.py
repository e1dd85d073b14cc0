"""Two processes on PostgreSQL and Redis: members spread over them are in one meeting."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.guests import Guest, discuss, guest
from tests.program import LOOPS, SECRET, Program, two_programs
from tests.seeding import Seeded, person, seed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.slow,
]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Program, Program, str]]:
    """Run two processes of one installation; yield them and the database's address."""
    with two_programs(tmp_path) as programs:
        yield programs


async def seeded_on(database: str, tmp_path: Path) -> Seeded:
    return await seed(tmp_path / "seed", database, secret=SECRET)


async def test_members_spread_over_two_processes_see_and_hear_one_meeting(
    two: tuple[Program, Program, str], tmp_path: Path
) -> None:
    first, second, database = two
    seeded = await seeded_on(database, tmp_path)
    async with AsyncExitStack() as stack:

        async def enter(who: str, program: Program) -> Guest:
            return await stack.enter_async_context(
                guest(who, program.ws_url, seeded.tokens[who], LOOPS)
            )

        chair, speaker = await enter("chair", first), await enter("remote", first)
        other = await enter("other", second)
        await discuss(chair)
        await other.sees(lambda view: bool(view["meeting"]["state"] == "open"))
        await other.do("ask", kind="normal")
        await chair.sees(lambda view: bool(view["floor"]["queue"]))
        await speaker.send_and_hear()
        await other.send_and_hear()
        await chair.do("give_next", current=None)
        await other.sees(lambda view: view["floor"]["turn"] is not None)
        await speaker.hears_and_sees()
        turn = await chair.sees(lambda view: view["floor"]["turn"] is not None)
        await chair.do("take_back", turn=turn["floor"]["turn"]["id"])
        await chair.do("call_on", person=person("remote"))
        await other.hears_and_sees()
        assert chair.view["floor"] == other.view["floor"] | {
            key: chair.view["floor"][key] for key in ("not_spoken", "turns", "turn")
        }


async def test_the_meeting_goes_on_in_one_process_when_the_other_dies(
    two: tuple[Program, Program, str], tmp_path: Path
) -> None:
    first, second, database = two
    seeded = await seeded_on(database, tmp_path)
    async with AsyncExitStack() as stack:
        chair = await stack.enter_async_context(
            guest("chair", first.ws_url, seeded.tokens["chair"], LOOPS)
        )
        other = await stack.enter_async_context(
            guest("other", second.ws_url, seeded.tokens["other"], LOOPS)
        )
        await discuss(chair)
        asked = await other.do("ask", kind="normal")
        await chair.sees(lambda view: bool(view["floor"]["queue"]))
        await asyncio.to_thread(second.kill)

        other.client.url = first.ws_url  # what a load balancer does
        async with asyncio.timeout(30):
            await other.client.online.wait()
        await chair.do("give_next", current=None)
        view = await other.sees(lambda v: v["floor"]["turn"] is not None)
        assert view["floor"]["turn"]["person"] == person("other")
        assert other.version > asked
