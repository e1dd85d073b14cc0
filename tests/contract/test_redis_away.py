"""Redis goes away and comes back: nobody fails, nobody grows, and readers are told."""

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from live.bus import LAGGED
from live.bus.redis import RedisBus
from tests.contract.test_bus import next_note
from tests.servers import free_port, redis_server

pytestmark = [pytest.mark.redis, pytest.mark.slow]


async def test_two_processes_find_each_other_again_after_redis_restarts() -> None:
    port = free_port()
    with ExitStack() as first_life:
        url = first_life.enter_context(redis_server(port))
        here, there = RedisBus(url), RedisBus(url)
        for bus in (here, there):
            await bus.start()
        async with AsyncExitStack() as readers:
            mine = await readers.enter_async_context(here.subscribe("a"))
            theirs = await readers.enter_async_context(there.subscribe("a"))
            await here.publish("a", b"before")
            assert await next_note(mine) == await next_note(theirs) == b"before"

            await asyncio.to_thread(first_life.close)
            await here.publish("a", b"meanwhile")
            assert await next_note(mine) == b"meanwhile"  # one's own notes need no Redis
            with pytest.raises(ConnectionError):
                await here.keep("node", b"", 1)

            with redis_server(port):
                assert await next_note(theirs) is LAGGED
                assert await next_note(mine) is LAGGED
                await there.publish("a", b"after")
                while await next_note(mine) != b"after":
                    pass
                for bus in (here, there):
                    await bus.stop()


async def test_a_process_starts_without_redis_and_joins_when_it_comes() -> None:
    port = free_port()
    early = RedisBus(f"redis://127.0.0.1:{port}/0")
    await early.start()
    async with early.subscribe("a") as notes:
        await early.publish("a", b"alone")
        assert await next_note(notes) == b"alone"
        with redis_server(port):
            assert await next_note(notes) is LAGGED
            await early.stop()
