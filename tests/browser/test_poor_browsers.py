"""Browsers that keep nothing, never answer, or rewrite what they show."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.chromium import KEEP_CONNECTIONS, forgetful, open_page, pictures_move
from tests.browser.conftest import House

TRANSLATOR = (Path(__file__).parent / "translator.js").read_text()
NEVER_ANSWERS = "navigator.mediaDevices.getUserMedia = () => new Promise(() => {});"
TWICE_AS_LARGE = ViewportSize(width=180, height=370)
"""A phone of 360 × 740 at 200 %."""
STOPS_IN_MS = 20_000
"""When a page's clock is stopped, from now on; it would not go back if we came later. Chosen."""
SELDOM = 10
"""How often a page may write one thing in a minute in which nothing happens."""

KEEPS = """() => { try { localStorage.setItem("x", "1"); return true } catch { return false } }"""


@pytest_asyncio.fixture(loop_scope="session")
async def keeps_nothing(tmp_path: Path) -> AsyncIterator[BrowserContext]:
    async with forgetful(tmp_path / "profile") as context:
        yield context


async def test_with_cookies_and_storage_blocked_personal_links_hold_a_meeting(
    keeps_nothing: BrowserContext, house: House
) -> None:
    await keeps_nothing.add_init_script(KEEP_CONNECTIONS)
    keeps_nothing.on("weberror", lambda error: house.errors.append(str(error.error)))
    desk, site, member, wall, phone, guest, account = [
        await keeps_nothing.new_page() for _ in range(7)
    ]
    pages = {"chair": desk, "site": site, "remote": member, "supervisor": wall}
    pages |= {"room": phone, "observer": guest}
    house.pages.update(pages)
    for who, page in pages.items():
        await page.goto(house.program.url + house.seeded.path(who))
        assert not await page.evaluate(KEEPS)
    await desk.get_by_role("button", name="Khai mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    await member.get_by_role("button", name="Vào họp").click()
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await expect(member.get_by_role("button", name="Rút đăng ký")).to_be_visible()
    await desk.get_by_role("button", name="Mời tiếp").click()
    await expect(site.get_by_text("Lương Văn Đạo").filter(visible=True).first).to_be_visible()
    await expect(
        wall.get_by_text("Chi bộ thôn Nà Khoang").filter(visible=True).first
    ).to_be_visible()
    await phone.get_by_label("Mã 6 số").fill(await site.locator("[data-part=code]").inner_text())
    await expect(phone.get_by_text("Đồng chí đã được điểm danh")).to_be_visible()
    await expect(guest.get_by_text("Lương Văn Đạo").filter(visible=True).first).to_be_visible()
    await pictures_move(guest)
    told = "Trình duyệt này chặn cookie"
    for path in ("/signin", "/admin", house.seeded.path("administrator")):
        await account.goto(house.program.url + path)
        await expect(account.get_by_text(told)).to_be_visible()
    keeps = await open_page(house.browser, f"{house.program.url}/signin")
    await expect(keeps.get_by_role("button", name="Đăng nhập")).to_be_visible()
    await expect(keeps.get_by_text(told)).to_be_hidden()


async def quiet_minute(page: Page) -> list[str]:
    """Translate a page, drive its clock by hand for a minute, and return what it wrote."""
    await page.clock.install()
    await page.reload()
    await expect(
        page.get_by_text("Chi bộ thôn Nà Khoang").filter(visible=True).first
    ).to_be_visible()
    await page.clock.pause_at(await page.evaluate("Date.now()") + STOPS_IN_MS)
    await page.evaluate("beginTranslating()")
    for _ in range(20):
        await page.clock.run_for(3000)
        await page.evaluate("answered()")
    written: list[str] = await page.evaluate("changes")
    return written


@pytest.mark.without_media
async def test_a_translated_page_writes_nothing_that_stands_there_already(house: House) -> None:
    desk = await house.enter("chair", script=TRANSLATOR)
    await desk.get_by_role("button", name="Khai mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    await expect(desk.get_by_role("button", name="Bế mạc").first).to_be_visible()
    others = ("remote", "room", "site", "supervisor")
    pages = {who: await house.enter(who, script=TRANSLATOR) for who in others}
    for page in (desk, *pages.values()):
        written = await quiet_minute(page)
        assert not {what for what in written if written.count(what) > SELDOM}
    member = pages["remote"]
    await member.clock.resume()
    await member.get_by_role("button", name="«Đăng ký phát biểu»").click()
    await expect(member.get_by_role("button", name="«Rút đăng ký»")).to_be_visible()
    await expect(desk.get_by_text("Lương Văn Đạo").filter(visible=True).first).to_be_visible()


async def test_who_gets_no_answer_about_camera_and_microphone_goes_in_without(house: House) -> None:
    desk = await house.enter("chair")
    await desk.get_by_role("button", name="Khai mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    member = await house.enter("other", devices=False, script=NEVER_ANSWERS)
    await expect(member.get_by_text("Đồng chí Hoàng Thị Nhàn · Chi bộ thôn Nà")).to_be_visible()
    await member.get_by_role("button", name="Bật camera và micro").click()
    await expect(member.get_by_text("mở bằng Chrome hoặc Safari")).to_be_visible()
    await expect(member.get_by_label("Đường dẫn để chép")).to_have_value(member.url)
    await member.get_by_role("button", name="Chép đường dẫn").click()
    await expect(member.get_by_role("button", name="Đã chép")).to_be_visible()
    await member.get_by_role("button", name="Vào họp").click()
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await expect(member.get_by_role("button", name="Rút đăng ký")).to_be_visible()


async def test_on_ones_turn_both_controls_are_in_sight_where_text_is_twice_as_large(
    house: House,
) -> None:
    desk = await house.enter("chair")
    await desk.get_by_role("button", name="Khai mạc").first.click()
    await desk.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    member = await house.enter("remote")
    await member.get_by_role("button", name="Đăng ký phát biểu").click()
    await desk.get_by_role("button", name="Mời tiếp").click()
    await member.set_viewport_size(TWICE_AS_LARGE)
    await expect(member.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_in_viewport()
    await expect(member.get_by_role("button", name="Micro")).to_be_in_viewport(ratio=0.9)
    await desk.get_by_role("button", name="Tạm dừng").first.click()
    await expect(member.get_by_text("Lượt của đồng chí đang tạm dừng")).to_be_visible()
    await expect(member.get_by_text("Mời đồng chí phát biểu", exact=True)).to_be_hidden()
