"""The branch sees who watches and listens, and reads afterwards who did, when and how."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import House
from tests.browser.test_floor import open_discussion

BOSS = "Phan Thị Minh Châu"


@pytest.mark.without_media("chair")
async def test_the_branch_sees_who_watches_and_listens_and_reads_it_afterwards(
    house: House,
) -> None:
    desk, phone, screen = [await house.enter(who) for who in ("chair", "remote", "site")]
    await open_discussion(desk)
    wall = await house.enter("supervisor")
    bar, line, side = (
        desk.locator("header .watching"),
        phone.locator("p.watching"),
        screen.locator(".room-side .watching"),
    )
    for place in (bar, line, side):
        await expect(place).to_contain_text(BOSS)
        await expect(place).not_to_contain_text("nghe")

    await wall.locator(".tile").first.get_by_role("button", name="Nghe").click()
    for place in (bar, line, side):
        await expect(place).to_contain_text("nghe")
    await desk.get_by_role("button", name="Thêm", exact=True).click()
    await desk.get_by_role("button", name="Cấp trên đã theo dõi").click()
    listed = desk.get_by_role("dialog", name="Cấp trên đã theo dõi")
    await expect(listed).to_contain_text(f"Đồng chí {BOSS}")
    await expect(listed.get_by_text("Nghe: từ")).to_be_visible()
    await listed.get_by_role("button", name="Xong").click()
    await wall.close()

    await expect(line).to_contain_text("đã theo dõi đến")
    await phone.get_by_role("button", name="Thêm", exact=True).click()
    await phone.get_by_role("button", name="Cấp trên đã theo dõi").click()
    await expect(phone.get_by_role("dialog").get_by_text("Nghe:")).to_be_visible()
