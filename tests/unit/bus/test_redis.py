"""A task that is told to end while Redis answers ends."""

import asyncio

import pytest

from live.bus.redis import heeding_cancellation


async def swallows(begun: asyncio.Event) -> str:
    """Do as the client does that puts a connection back."""
    begun.set()
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        return "put back"
    raise AssertionError("nobody cancelled it")


async def test_a_cancellation_that_the_client_swallows_still_ends_the_task() -> None:
    begun = asyncio.Event()
    task = asyncio.create_task(heeding_cancellation(swallows(begun)))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_time_limit_inside_the_client_and_an_earlier_cancellation_are_its_own_matter() -> (
    None
):
    async def limited() -> str:
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            return "late"
        return "in time"

    async def cleans_up() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            said.append(await heeding_cancellation(limited()))
        return "not cancelled"

    said: list[str] = []
    assert await heeding_cancellation(limited()) == "late"
    task = asyncio.create_task(cleans_up())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said == ["late"]
