"""The desk leads its operator on, loses nothing that was typed, and knows what was read."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import House
from tests.seeding import PEOPLE


async def open_meeting(desk: Page) -> None:
    await desk.get_by_role("button", name="Khai mạc").click()
    question = desk.get_by_role("dialog")
    await question.get_by_role("button", name="Khai mạc").click()
    await expect(question).to_be_hidden()


async def test_the_next_step_between_two_items_is_one_button(house: House) -> None:
    desk = await house.enter("chair")
    first = desk.get_by_role("button", name="Bắt đầu: 1. Tuyên bố lý do")
    await expect(first).to_be_hidden()
    await open_meeting(desk)
    await first.dblclick()
    await expect(desk.locator("[aria-current=step]")).to_contain_text("Tuyên bố lý do")
    await expect(first).to_be_hidden()

    await desk.get_by_role("button", name="Bỏ qua…").click()
    reason = desk.get_by_role("dialog").get_by_label("Lý do")
    await reason.fill("Đã giới thiệu trước giờ họp")
    await reason.press("Enter")
    await expect(reason).to_be_hidden()
    await expect(desk.get_by_role("button", name="Bắt đầu: 2. Thảo luận")).to_be_visible()


async def test_a_refused_correction_stays_open_with_what_was_typed(house: House) -> None:
    desk = await house.enter("chair")
    await open_meeting(desk)
    await desk.get_by_role("button", name=re.compile(f"^{PEOPLE['other']},")).press("d")
    asked = desk.get_by_role("dialog")
    await asked.get_by_label("Thực tế").select_option("in_room")
    await asked.get_by_label("Từ").fill("20:00")
    await asked.get_by_label("Đến").fill("19:00")
    await asked.get_by_role("textbox", name="Lý do").fill("Đến mà chưa kịp điểm danh")
    await asked.get_by_role("button", name="Ghi đính chính").click()
    await expect(asked.get_by_role("alert")).to_contain_text("Giờ đến và giờ về chưa hợp lý")
    await expect(asked.get_by_label("Từ")).to_have_value("20:00")
    await expect(asked.get_by_role("textbox", name="Lý do")).to_have_value(
        "Đến mà chưa kịp điểm danh"
    )

    await asked.get_by_label("Từ").fill("")
    await asked.get_by_label("Đến").fill("")
    await asked.get_by_role("button", name="Ghi đính chính").click()
    await expect(asked).to_be_hidden()
    await expect(
        desk.get_by_role("button", name=re.compile(f"^{PEOPLE['other']}, Có mặt tại điểm cầu"))
    ).to_be_visible()


async def test_a_message_that_was_read_is_not_new_again_when_the_page_is_loaded_anew(
    house: House,
) -> None:
    desk = await house.enter("chair")
    await open_meeting(desk)
    wall = await house.enter("supervisor")
    await wall.locator(".tile-open").first.click()
    await wall.get_by_role("tab", name="Trao đổi riêng").click()
    line = wall.get_by_label("Viết riêng cho chủ trì và thư ký")
    await line.fill("Đề nghị mời đồng chí Nhàn")
    await line.press("Enter")
    unread = desk.get_by_role("button", name="Trao đổi riêng với cấp trên, 1 tin chưa đọc")
    await expect(unread).to_be_visible()
    await desk.reload()
    await unread.click()
    await expect(desk.get_by_text("Đề nghị mời đồng chí Nhàn")).to_be_visible()
    await desk.keyboard.press("Escape")
    read = desk.get_by_role("button", name="Trao đổi riêng", exact=True)
    await expect(read).to_be_visible()

    await desk.reload()
    await expect(desk.get_by_role("heading", name="Điểm danh", exact=True)).to_be_visible()
    await expect(read).to_be_visible()
    await line.fill("Cảm ơn đồng chí")
    await line.press("Enter")
    await expect(unread).to_be_visible()
