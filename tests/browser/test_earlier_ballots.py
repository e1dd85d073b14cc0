"""Ballots that are over, opened again at the desk."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import House
from tests.browser.test_ballots import RECORDED, answer, begin, end, open_other, state

pytestmark = pytest.mark.without_media


async def test_earlier_ballots_are_opened_again_and_an_opinion_is_taken_down_later(
    house: House,
) -> None:
    desk, member = await begin(house), await house.enter("remote")
    dialog = await open_other(desk, "Điện tử", "Mua máy phát")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await answer(member).click()
    await expect(state(member)).to_have_text(RECORDED)
    await end(desk)
    await desk.get_by_role("button", name="Biểu quyết giơ tay").click()
    await desk.get_by_role("button", name="Hủy…").click()
    asked = desk.get_by_role("dialog")
    await asked.get_by_label("Lý do").fill("Nhầm nội dung")
    await asked.get_by_role("button", name="Hủy biểu quyết").click()

    await desk.get_by_role("button", name="Thêm", exact=True).click()
    await desk.get_by_role("button", name="Các lần biểu quyết").click()
    rows = desk.locator(".ballots > li")
    await expect(rows).to_have_text([re.compile("^Lần 2Thảo luậnĐã hủy"), re.compile("^Lần 1")])
    first = rows.nth(1)
    await expect(first.locator(".ballot-result")).to_be_hidden()
    await first.get_by_text("Mua máy phát").click()
    await expect(first.locator(".ballot-result")).to_contain_text("Tán thành1/5")
    await expect(first.locator(".ballot-result")).to_contain_text("Cần quá nửa: từ 3")
    await first.get_by_text("1 phiếu ghi tên").click()
    await expect(first.get_by_text("Lương Văn Đạo: Tán thành")).to_be_visible()
    await first.get_by_role("button", name="Ý kiến bảo lưu…").click()
    reserving = desk.get_by_role("dialog", name="Ý kiến bảo lưu")
    await reserving.get_by_label("Của đồng chí").select_option(label="Lương Văn Đạo")
    await reserving.get_by_label("Nội dung").fill("Đề nghị làm sau")
    await reserving.get_by_role("button", name="Lưu").click()
    kept = "Đồng chí Lương Văn Đạo bảo lưu ý kiến: Đề nghị làm sau"
    await expect(first.get_by_text(kept)).to_be_visible()
