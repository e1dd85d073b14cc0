"""What every bus must do."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from live.bus import LAGGED, Bus, Note
from live.bus.contract import QUEUE_NOTES

SOON_S = 30.0
"""A note that is not there after this will never come."""


async def next_note(notes: AsyncIterator[Note]) -> Note:
    async with asyncio.timeout(SOON_S):
        return await anext(notes)


async def test_every_reader_of_a_topic_gets_its_notes_in_order(bus: Bus) -> None:
    async with bus.subscribe("meeting/a") as one, bus.subscribe("meeting/a") as two:
        for payload in (b"1", b"2", b"3"):
            await bus.publish("meeting/a", payload)
        for reader in (one, two):
            assert [await next_note(reader) for _ in range(3)] == [b"1", b"2", b"3"]


async def test_a_reader_gets_no_notes_of_other_topics_nor_of_before(bus: Bus) -> None:
    await bus.publish("meeting/a", b"before")
    async with bus.subscribe("meeting/a") as notes:
        await bus.publish("meeting/ab", b"other")
        await bus.publish("meeting/a", b"mine")
        assert await next_note(notes) == b"mine"


async def test_a_topic_can_be_left_and_read_again(bus: Bus) -> None:
    for payload in (b"first", b"second"):
        async with bus.subscribe("meeting/a") as notes:
            await bus.publish("meeting/a", payload)
            assert await next_note(notes) == payload


async def test_a_slow_reader_is_told_that_it_lagged_and_goes_on(bus: Bus) -> None:
    async with bus.subscribe("meeting/a") as notes:
        for number in range(QUEUE_NOTES + 1):
            await bus.publish("meeting/a", str(number).encode())
        await bus.publish("meeting/a", b"last")
        assert await next_note(notes) is LAGGED
        assert await next_note(notes) == b"last"


async def test_notes_are_bytes_of_any_kind(bus: Bus) -> None:
    payload = bytes(range(256))
    async with bus.subscribe("bytes") as notes:
        await bus.publish("bytes", payload)
        assert await next_note(notes) == payload


async def test_readers_end_when_the_bus_stops(bus: Bus) -> None:
    async with bus.subscribe("meeting/a") as notes:
        await bus.stop()
        with pytest.raises(StopAsyncIteration):
            await next_note(notes)


async def test_what_is_kept_is_shown_by_prefix_until_it_is_dropped(bus: Bus) -> None:
    await bus.keep("node/one", b"1", ttl_s=60)
    await bus.keep("node/two*", b"2", ttl_s=60)
    await bus.keep("other", b"3", ttl_s=60)
    assert await bus.kept("node/") == {"node/one": b"1", "node/two*": b"2"}
    assert await bus.kept("node/two*") == {"node/two*": b"2"}
    assert await bus.kept("node/*") == {}
    await bus.drop("node/one")
    await bus.drop("node/one")
    assert await bus.kept("node/") == {"node/two*": b"2"}


async def test_what_nobody_keeps_alive_is_gone(bus: Bus) -> None:
    await bus.keep("node/one", b"1", ttl_s=60)
    await bus.keep("node/one", b"2", ttl_s=0.02)
    async with asyncio.timeout(SOON_S):
        while await bus.kept("node/"):
            pass  # a bus tells by asking only
