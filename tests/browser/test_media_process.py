"""The process that carries media dies: real browsers hear and see again by themselves."""

import time

from playwright.async_api import expect

from tests.browser.chromium import is_heard, pictures_move, until
from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.integration.test_media_process import media_process
from tests.seeding import PEOPLE

RENEGOTIATED = """(streams, before) => window.connections.slice(before)
  .some(pc => pc.connectionState === "connected")"""
"""A connection that was offered since is through."""


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
    media_process(house.program).kill()
    for page, before in zip((speaker, other), connections, strict=True):
        await until(page, RENEGOTIATED, before)
    print(f"connected again {time.monotonic() - killed_at:.1f} s after the kill")
    await is_heard(other)
    print(f"heard again {time.monotonic() - killed_at:.1f} s after the kill")
    await pictures_move(other)
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
