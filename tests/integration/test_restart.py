"""A power cut in the middle of a meeting: nothing acknowledged is lost, everybody comes back."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.integration.guests import DEADLINE_S, Guest, discuss, guest
from tests.program import LOOPS, Program
from tests.seeding import person, seed

pytestmark = pytest.mark.slow


async def test_a_killed_server_loses_nothing_it_acknowledged_and_everybody_comes_back(
    tmp_path: Path,
) -> None:
    seeded = await seed(tmp_path / "data")
    program = Program("serve", tmp_path / "data").start()
    try:
        async with AsyncExitStack() as stack:
            chair, speaker, other = [
                await stack.enter_async_context(
                    guest(who, program.ws_url, seeded.tokens[who], LOOPS)
                )
                for who in ("chair", "remote", "other")
            ]
            await discuss(chair)
            for one in (speaker, other):
                await one.send_and_hear()
            await chair.do("call_on", person=person("remote"))
            await other.hears_and_sees()
            acknowledged = await other.do("ask", kind="normal")

            await asyncio.to_thread(program.kill)
            for one in (chair, speaker, other):
                await one.is_cut_off()
            for one in (speaker, other):
                await one.hang_up()
            await asyncio.to_thread(program.start)

            for one in (chair, speaker, other):
                await came_back(one, acknowledged)
            for one in (speaker, other):
                await one.send_and_hear()
            await other.hears_and_sees()
            # A turn that has just begun is not ended by `give_next`: a double press.
            await chair.do("take_back", turn=chair.view["floor"]["turn"]["id"])
            await chair.do("give_next", current=None)
            await speaker.hears_and_sees()
    finally:
        program.stop()


async def came_back(one: Guest, acknowledged: int) -> None:
    """Wait until somebody is back, with what was acknowledged, by patches alone."""
    await one.sees(lambda view: one.version >= acknowledged)
    async with asyncio.timeout(DEADLINE_S):
        await one.client.online.wait()
    assert [request["person"] for request in one.view["floor"]["queue"]] == [person("other")]
    assert one.view["floor"]["turn"]["person"] == person("remote")
    whole_views = [message for message in one.messages if message["type"] == "state"]
    assert len(whole_views) == 1
