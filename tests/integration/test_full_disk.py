"""A disk that fills in mid-meeting: sound and picture go on, and somebody still comes in."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from live.bots.client import CommandRefused
from tests.faults.damage import filled
from tests.faults.installations import alone
from tests.integration.guests import TALK, Guest, Talk
from tests.program import LOOPS
from tests.seeding import seed

pytestmark = [pytest.mark.slow, pytest.mark.faketime, pytest.mark.netns]


async def test_on_a_full_disk_people_hear_and_see_each_other_and_somebody_comes_in(
    tmp_path: Path,
) -> None:
    with alone(tmp_path) as on:
        seeded = await seed(on.data)
        (program,) = on.programs
        program.start()
        async with AsyncExitStack() as stack:
            talk = Talk(seeded, LOOPS, stack)
            await talk.begin(program)
            await talk.heard()
            one, _ = talk.both
            async with filled(on):
                assert await refusal(talk.chair) == "storage_full"
                await talk.heard()
                await one.hears_and_sees()
                hall = await talk.enter("site", program)
                await hall.send_and_hear()
                await hall.hears_and_sees()
            await talk.chair.do("set_floor", **TALK | {"limit_s": 240})
            for each in (one, hall):
                await each.sees(lambda view: view["floor"]["limit_s"] == 240)


async def refusal(chair: Guest) -> str:
    """Change a setting until that is refused; what still fits into pages that are there is done."""
    try:
        for seconds in range(60, 600):
            await chair.do("set_floor", **TALK | {"limit_s": seconds})
    except CommandRefused as refused:
        return refused.code
    return ""
