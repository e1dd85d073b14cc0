"""What needs attention stands beside the wall until a supervisor says what is done about it."""

from pathlib import Path

from playwright.async_api import Browser, expect

import live.meeting.commands as c
from tests.browser.accessible import usable_by_all
from tests.browser.chromium import Errors, open_page
from tests.browser.test_floor import open_discussion
from tests.browser.test_wall_pictures import each_does
from tests.program import Program
from tests.seeding import seed


async def test_a_branch_that_asks_for_help_is_listed_until_somebody_says_what_is_done(
    tmp_path: Path, browser: Browser
) -> None:
    seeded = await seed(tmp_path / "data")
    errors = Errors()
    with Program("serve", tmp_path / "data") as program:
        chair = await open_page(browser, program.url + seeded.path("chair"), errors=errors)
        await open_discussion(chair)
        wall = await open_page(browser, program.url + seeded.path("supervisor"), errors=errors)
        tile = wall.locator(".tiles > .tile")
        entry = wall.locator(".alert-entry").filter(has_text="Chi bộ nhờ cấp trên hỗ trợ")
        await expect(tile).to_have_count(1)
        await expect(wall.get_by_text("Chưa có việc gì cần xử lý")).to_be_visible()

        await chair.locator("[data-part=ask-help]").evaluate("button => button.click()")
        await expect(entry).to_contain_text("Trả lời qua đường riêng với chủ trì")
        await expect(entry).to_contain_text("còn 3′")
        await expect(tile).to_have_attribute("data-level", "red")
        await expect(wall.locator("[aria-live=assertive]")).to_contain_text("hỗ trợ")
        await usable_by_all(wall, "vi")

        await wall.keyboard.press("a")
        dialog = wall.get_by_role("dialog", name="Chi bộ nhờ cấp trên hỗ trợ")
        await expect(dialog.get_by_label("Đồng chí xử lý thế nào?")).to_be_focused()
        await usable_by_all(wall, "vi")
        await wall.keyboard.type("Đã gọi cho bí thư")
        await wall.keyboard.press("Enter")
        await expect(entry).to_contain_text("✓ Phan Thị Minh Châu: Đã gọi cho bí thư")
        await expect(tile).not_to_have_attribute("data-level", "red")
    assert errors == []


async def test_a_message_and_a_required_item_go_to_all_whom_they_concern(
    tmp_path: Path, browser: Browser
) -> None:
    meets, comes = [await seed(tmp_path / "data", name=name) for name in ("na-khoang", "khe-bac")]
    await each_does(tmp_path / "data", [comes], c.AnnounceMeeting())
    errors = Errors()
    with Program("serve", tmp_path / "data") as program:
        chair = await open_page(browser, program.url + meets.path("chair"), errors=errors)
        await open_discussion(chair)
        other = await open_page(browser, program.url + comes.path("chair"), errors=errors)
        wall = await open_page(browser, program.url + meets.path("supervisor"), errors=errors)
        await expect(wall.locator(".tiles > .tile")).to_have_count(2)
        await wall.keyboard.press("g")
        dialog = wall.get_by_role("dialog", name="Gửi nhiều chi bộ")
        await usable_by_all(wall, "vi")
        await dialog.get_by_label("Nội dung", exact=True).fill("Gửi báo cáo trước 21 giờ")
        await dialog.get_by_role("button", name="Gửi").click()
        await expect(dialog).to_contain_text("Đã gửi 2/2.")
        await expect(chair.locator("body")).to_contain_text("Gửi báo cáo trước 21 giờ")

        await dialog.get_by_label("Giao nội dung bắt buộc").check()
        await dialog.get_by_label("Nội dung", exact=True).fill("Học tập chỉ thị mới")
        await dialog.get_by_role("button", name="Gửi").click()
        await expect(dialog).to_contain_text("Đã gửi 1/1.")
        await expect(other.locator("body")).to_contain_text("Học tập chỉ thị mới")
        await expect(chair.locator("body")).not_to_contain_text("Học tập chỉ thị mới")
    assert errors == []
