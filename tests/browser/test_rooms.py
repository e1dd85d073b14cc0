"""A room is one microphone and one loudspeaker: what whoever has a second one is told, and sees."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import falls_silent, is_heard
from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.seeding import PEOPLE

IN_THE_ROOM = "Đồng chí đang ở Nhà văn hóa: hãy dùng micro và loa của điểm cầu"
SECOND = "Điểm cầu Nhà văn hóa đang dùng micro và loa của máy khác"


async def come_in(site: Page, number: str) -> None:
    """Type a number at the room's pad, and leave the pad."""
    await site.get_by_role("button", name="1 Điểm danh").click()
    pad = site.get_by_role("dialog")
    await pad.get_by_role("button", name=number, exact=True).click()
    await pad.locator("[data-key=Enter]").click()
    await pad.locator("[data-key=Enter]").click()
    await pad.locator("[data-key=Escape]").click()


@pytest.mark.without_media("chair")
async def test_second_microphone_in_a_room_is_refused_and_its_owner_told_why_until_it_is_free(
    house: House,
) -> None:
    chair = await house.enter("chair")
    member, site = await house.enter("remote"), await house.enter("site")
    other = await house.enter("other")
    await open_discussion(chair)
    second = await house.enter("site")
    await expect(second.get_by_text(SECOND)).to_be_visible()
    await expect(site.get_by_text(SECOND)).to_be_hidden()
    switch = member.get_by_role("button", name=re.compile("^Micro "))
    await expect(switch).to_have_accessible_name("Micro bật, chưa ai nghe")

    await come_in(site, "3")
    await expect(member.get_by_text(IN_THE_ROOM)).to_be_visible()
    await expect(switch).to_be_disabled()
    await expect(switch).to_have_accessible_name("Micro tắt")
    await ask(member)
    await call_next(chair, PEOPLE["remote"])
    await is_heard(other)  # through the room
    await falls_silent(member)

    for device in (second, site):
        await device.close()
    await expect(member.get_by_text(IN_THE_ROOM)).to_be_hidden()
    await member.get_by_role("button", name="Bật micro").click()
    await expect(switch).to_have_accessible_name("Micro mọi người đang nghe")
    await is_heard(other)


@pytest.mark.without_media("chair")
async def test_a_room_that_speaks_sees_who_is_far_away_and_itself_once_and_its_code_makes_way(
    house: House,
) -> None:
    site, chair = await house.enter("site"), await house.enter("chair")
    member, other = await house.enter("remote"), await house.enter("other")
    room = await house.enter("room")
    await open_discussion(chair)
    far_away = site.get_by_role("region", name="Từ xa: 3 đồng chí")
    names = [PEOPLE[who] for who in ("chair", "remote", "other")]
    await expect(far_away.get_by_role("listitem")).to_have_text(names)

    check_in = site.locator("[data-part=check-in]")
    await expect(check_in).not_to_have_attribute("data-small", "")
    await come_in(site, "2")
    await come_in(site, "5")
    await expect(check_in).not_to_have_attribute("data-small", "")  # somebody asked for it just now
    await site.reload()
    await expect(check_in).to_have_attribute("data-small", "")
    await site.get_by_role("button", name="1 Điểm danh").click()
    await expect(check_in).not_to_have_attribute("data-small", "")
    await site.keyboard.press("Escape")

    await ask(room)
    await expect(site.get_by_text("Tiếp theo")).to_be_visible()
    await expect(site.locator("[data-part=next]")).to_have_text(PEOPLE["room"])
    await call_next(chair, PEOPLE["room"])
    await expect(site.get_by_text("Micro điểm cầu đang mở")).to_be_visible()
    await expect(site.locator("video:visible")).to_have_count(2)  # somebody else's, and its own
    for page in (chair, member, other):
        await page.close()
    await expect(site.get_by_role("list", name="Chương trình")).to_be_visible()
    await expect(site.locator("video:visible")).to_have_count(1)
