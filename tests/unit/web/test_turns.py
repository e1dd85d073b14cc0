"""Work on documents takes turns: no more at once than the machine bears, none without end."""

import asyncio
import threading

import pytest

from tests.unit.web.conftest import House
from web.services import AT_ONCE


@pytest.mark.parametrize("name", ["draw", "apart", "fill"])
async def test_no_more_work_at_once_than_may_be_and_the_other_kinds_go_on(
    house: House, name: str
) -> None:
    begun, may_end = threading.Semaphore(0), threading.Event()
    running: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        begun.release()
        may_end.wait()
        return number

    turns = {"draw": house.parts.draw, "apart": house.parts.apart, "fill": house.parts.fill}
    others = [turns[each] for each in turns if each != name]
    waiting = [asyncio.create_task(turns[name](work, number)) for number in range(AT_ONCE + 2)]
    for _ in range(AT_ONCE):
        await asyncio.to_thread(begun.acquire)
    assert [await other(str.upper, "a") for other in others] == ["A", "A"]
    assert running == list(range(AT_ONCE))
    may_end.set()
    assert await asyncio.gather(*waiting) == list(range(AT_ONCE + 2))


async def test_work_that_fails_gives_its_turn_back(house: House) -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError):
            await house.parts.apart(divmod, 1, 0)
    assert await house.parts.apart(divmod, 7, 2) == (3, 1)
