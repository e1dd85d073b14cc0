"""What waits for a slow client stays small; what it must know arrives, in a useful order."""

import asyncio
import json

import pytest

from signaling import limits
from signaling.outbound import Pong
from signaling.outbox import Outbox
from signaling.wire import CloseCode, ProtocolError


class FakeView:
    """A view that is ahead by one text for each time it moved, or not at all."""

    def __init__(self) -> None:
        self.moved = 0

    def next_text(self) -> str | None:
        moved, self.moved = self.moved, 0
        return f"view+{moved}" if moved else None


def pong(number: int) -> Pong:
    return Pong(server_ms=number)


async def test_views_go_before_replies_and_replies_before_figures() -> None:
    outbox, view = Outbox(), FakeView()
    outbox.watch(view)
    outbox.figure("x", pong(2))
    outbox.reply(pong(1))
    view.moved = 3
    batch = await outbox.next_batch()
    assert batch[0] == "view+3"
    assert [json.loads(text)["server_ms"] for text in batch[1:]] == [1, 2]


async def test_newest_figure_replaces_an_older_one_that_was_not_sent() -> None:
    outbox = Outbox()
    for number in range(1000):
        outbox.figure("x", pong(number))
    (text,) = await outbox.next_batch()
    assert json.loads(text)["server_ms"] == 999


async def test_writer_waits_until_there_is_something() -> None:
    outbox, view = Outbox(), FakeView()
    outbox.watch(view)
    waiting = asyncio.ensure_future(outbox.next_batch())
    outbox.wake()
    await asyncio.wait([waiting], timeout=0.01)
    assert not waiting.done()
    view.moved = 1
    outbox.wake()
    assert await waiting == ["view+1"]


async def test_view_that_is_not_watched_any_more_is_not_sent() -> None:
    outbox, view = Outbox(), FakeView()
    outbox.watch(view)
    outbox.unwatch(view)
    view.moved = 1
    assert outbox.take() == []


async def test_client_whose_replies_pile_up_is_ended() -> None:
    outbox = Outbox()
    for number in range(limits.OUTBOX_MESSAGES):
        outbox.reply(pong(number))
    ending = asyncio.ensure_future(outbox.ended())
    await asyncio.wait([ending], timeout=0.01)
    assert not ending.done()
    outbox.reply(pong(-1))
    assert (await ending).close is CloseCode.TOO_SLOW
    assert len(outbox.take()) == limits.OUTBOX_MESSAGES


@pytest.mark.parametrize("second", [CloseCode.REPLACED, CloseCode.GOING_AWAY])
async def test_first_reason_to_end_stands(second: CloseCode) -> None:
    outbox = Outbox()
    outbox.end(ProtocolError(CloseCode.REVOKED_LINK, "revoked_link"))
    outbox.end(ProtocolError(second, "later"))
    assert (await outbox.ended()).code == "revoked_link"
