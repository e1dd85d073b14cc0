"""Requests of one peer in their order, of several side by side, and none left behind."""

import asyncio
from functools import partial

import pytest

from live.media.node import lanes
from live.media.node.lanes import Lanes


class Gate:
    """A work that waits to be let through, and says how it went."""

    def __init__(self, said: list[str]) -> None:
        self.said = said
        self.open = asyncio.Event()

    async def work(self, name: str) -> None:
        self.said.append(f"{name} begins")
        await self.open.wait()
        self.said.append(f"{name} ends")


async def said_by_now(said: list[str], last: str) -> list[str]:
    """Wait until something was said; return everything."""
    async with asyncio.timeout(30):
        while last not in said:
            await asyncio.sleep(0)
    return said


async def test_requests_of_one_peer_wait_for_each_other_and_for_nobody_else() -> None:
    said: list[str] = []
    here, one, other = Lanes(), Gate(said), Gate(said)
    for name in ("connect", "close"):
        await here.begin("one", partial(one.work, name))
    await here.begin("other", partial(other.work, "other"))
    other.open.set()
    assert await said_by_now(said, "other ends") == ["connect begins", "other begins", "other ends"]
    one.open.set()
    assert (await said_by_now(said, "close ends"))[3:] == [
        "connect ends", "close begins", "close ends"
    ]  # fmt: skip


async def test_a_request_that_fails_is_told_to_the_log_and_the_next_is_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said: list[str] = []
    here, gate = Lanes(), Gate(said)
    gate.open.set()

    async def fail() -> None:
        raise RuntimeError("a bug")

    await here.begin("one", fail)
    await here.begin("one", partial(gate.work, "next"))
    await said_by_now(said, "next ends")
    assert "a media request failed" in caplog.text


async def test_who_brings_too_many_requests_waits_until_one_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "UNDER_WAY", 2)
    said: list[str] = []
    here, gate = Lanes(), Gate(said)
    for name in "ab":
        await here.begin(name, partial(gate.work, name))
    third = asyncio.create_task(here.begin("c", partial(gate.work, "c")))
    await said_by_now(said, "b begins")
    assert not third.done()
    gate.open.set()
    await third
    await said_by_now(said, "c ends")


async def test_at_the_end_nothing_is_under_way() -> None:
    said: list[str] = []
    here, gate = Lanes(), Gate(said)
    for name in ("first", "second"):
        await here.begin("one", partial(gate.work, name))
    await said_by_now(said, "first begins")
    await here.end()
    assert said == ["first begins"]
    assert len(asyncio.all_tasks()) == 1
