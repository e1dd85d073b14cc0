"""The process that carries media dies: real browsers hear and see again by themselves."""

import re
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from live.media.engine import carrier_of
from tests.browser.chromium import TV, Errors, is_heard, open_page, pictures_move, until
from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.integration.guests import Talk
from tests.integration.test_media_process import media_process
from tests.program import LOOPS, Program
from tests.seeding import PEOPLE, seed

pytestmark = pytest.mark.quiet

RENEGOTIATED = """(streams, before) => window.connections.slice(before)
  .some(pc => pc.connectionState === "connected")"""
"""A connection that was offered since is through."""


@pytest.mark.without_media("chair")
async def test_browsers_hear_and_see_again_when_the_media_process_was_killed(
    house: House,
) -> None:
    chair = await house.enter("chair")
    speaker, other = await house.enter("remote"), await house.enter("other")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["remote"])
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
    await is_heard(other)

    connections = [await page.evaluate("window.connections.length") for page in (speaker, other)]
    killed_at = time.monotonic()
    media_process(house.program, house.seeded.meeting).kill()
    for page, before in zip((speaker, other), connections, strict=True):
        await until(page, RENEGOTIATED, before)
    print(f"connected again {time.monotonic() - killed_at:.1f} s after the kill")
    await is_heard(other)
    print(f"heard again {time.monotonic() - killed_at:.1f} s after the kill")
    await pictures_move(other)
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()


TWO_LIVE = """() => {
  const living = connections.filter(pc => pc.connectionState === "connected");
  return living.length === 2 ? living.map(pc => connections.indexOf(pc)) : null;
}"""
ONE_OF_THEM_LIVES = """(streams, before) => before
  .filter(index => connections[index].connectionState === "connected").length === 1"""


async def test_a_wall_over_two_media_processes_shows_both_and_loses_one_of_them_only(
    tmp_path: Path, browser: Browser
) -> None:
    seeded = [await seed(tmp_path / "data", name=name) for name in ("na-khoang", "khe-bac")]
    assert {carrier_of(each.meeting, 2) for each in seeded} == {0, 1}
    errors = Errors()
    with Program("serve", tmp_path / "data", DIEMCAU_MEDIA_PROCESSES="2") as program:
        async with AsyncExitStack() as stack:
            talks = [Talk(each, LOOPS, stack) for each in seeded]
            for talk in talks:
                await talk.begin(program)
            wall = await open_page(
                browser, program.url + seeded[0].path("supervisor"), TV, errors=errors
            )
            await pictures_move(wall, 2)
            both = await until(wall, TWO_LIVE, None)

            media_process(program, seeded[0].meeting).kill()
            await talks[0].again()
            await pictures_move(wall, 2)
            await until(wall, ONE_OF_THEM_LIVES, both)
            await wall.get_by_role("button", name=re.compile("^Nghe cuộc họp của")).first.click()
            await is_heard(wall)
    assert errors == []
