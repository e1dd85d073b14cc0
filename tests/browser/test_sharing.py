"""A shared screen: sharp at everybody's, from desk, member and room, and never beyond the floor."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import PHONE, until
from tests.browser.conftest import House
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.browser.test_rooms import come_in
from tests.seeding import PEOPLE

SHARE, STOP = "Chia sẻ màn hình", "Dừng chia sẻ màn hình"
FULL_LINES = 1080
"""What Chromium's fake screen has, and what a page of text needs to be read."""


async def is_sharp(page: Page) -> None:
    """Wait until the page shows a shared screen, every line of it, and it goes on."""
    await expect(page.locator("[data-part=screen] video")).to_be_visible()
    await until(
        page,
        """(streams, lines) => {
            const screen = streams.find(s => s.kind === "video" && s.height === lines);
            window.screenFrames ??= screen?.frames;
            return (screen?.frames ?? 0) > window.screenFrames + 2;
        }""",
        FULL_LINES,
    )
    await page.evaluate("delete window.screenFrames")


@pytest.mark.without_media("chair")
async def test_screen_is_shared_sharp_by_desk_member_and_room_and_ends_with_their_floor(
    house: House,
) -> None:
    chair, secretary = await house.enter("chair"), await house.enter("secretary")
    member, other = await house.enter("remote"), await house.enter("other")
    site = await house.enter("site")
    await open_discussion(chair)
    shown = other.locator("[data-part=screen] video")

    await secretary.get_by_role("button", name="Thêm", exact=True).click()
    await secretary.get_by_role("button", name=SHARE).click()
    await is_sharp(other)
    await is_sharp(site)
    await secretary.get_by_role("button", name=STOP, exact=True).click()
    await expect(shown).to_be_hidden()

    await member.get_by_role("button", name="Thêm").click()
    await expect(member.get_by_role("button", name=SHARE)).to_be_hidden()
    await member.keyboard.press("Escape")
    await ask(member)
    await call_next(chair, PEOPLE["remote"])
    await member.get_by_role("button", name="Thêm").click()
    await member.get_by_role("button", name=SHARE).click()
    await is_sharp(other)
    await member.get_by_role("button", name="Tôi đã phát biểu xong").click()
    await expect(shown).to_be_hidden()
    await expect(member.get_by_text("Mọi người đang thấy màn hình")).to_be_hidden()

    await expect(site.get_by_role("button", name=SHARE)).to_be_hidden()
    await come_in(site, "3")
    await ask(member)
    await call_next(chair, PEOPLE["remote"])
    await site.get_by_role("button", name=SHARE).click()
    await is_sharp(other)
    await site.keyboard.press("5")
    await expect(shown).to_be_hidden()
    await expect(site.get_by_role("button", name=SHARE)).to_have_accessible_name(
        "5 Chia sẻ màn hình"
    )


ESCAPE_AND_ENLARGE = """async () => {
    const back = new Promise(done =>
        document.addEventListener("fullscreenchange", done, { once: true }));
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", cancelable: true }));
    document.activeElement.click(); // the button has the focus; the browser's bars are not back yet
    await back;
}"""


@pytest.mark.without_media("chair")
async def test_shared_page_fills_a_phone_at_a_touch_and_the_floor_stays_under_the_thumb(
    house: House,
) -> None:
    chair, secretary = await house.enter("chair"), await house.enter("secretary")
    member = await house.enter("remote")
    await open_discussion(chair)
    enlarge = member.get_by_role("button", name="Phóng to màn hình đang chia sẻ")
    page = member.get_by_role("region", name="Màn hình đang chia sẻ")
    full_screen = member.locator(":root:fullscreen")
    await expect(enlarge).to_be_hidden()
    await secretary.get_by_role("button", name="Thêm", exact=True).click()
    await secretary.get_by_role("button", name=SHARE).click()

    await enlarge.click()
    width, _ = PHONE
    await page.locator("video").evaluate(
        "(video, wide) => new Promise(done => new ResizeObserver(() => {"
        " if (video.offsetWidth > wide) done(); }).observe(video))",
        2 * width,
    )
    await member.get_by_role("button", name="Cả trang").click()
    await expect(page.locator("video")).to_have_css("width", f"{width}px")
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await call_next(chair, PEOPLE["remote"])
    await expect(member.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
    await expect(page).to_be_visible()
    await member.keyboard.press("Escape")
    await expect(page).to_be_hidden()

    await enlarge.press("Enter")
    await expect(page).to_be_visible()
    await expect(full_screen).to_be_attached()
    await member.evaluate(ESCAPE_AND_ENLARGE)
    await expect(page).to_be_visible()
    await expect(full_screen).to_be_attached()
    await secretary.get_by_role("button", name=STOP, exact=True).click()
    await expect(page).to_be_hidden()
    await expect(enlarge).to_be_hidden()
