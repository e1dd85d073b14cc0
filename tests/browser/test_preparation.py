"""The page of preparation in a browser that speaks English."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import House

pytestmark = pytest.mark.without_media


async def test_what_was_typed_survives_every_button_and_link_and_the_hour_has_24(
    house: House,
) -> None:
    page = await house.enter("administrator", language="en-US")
    await page.locator("form[action^='/j/'] button").click()
    await page.wait_for_url("**/admin**")
    prepare = f"{house.program.url}/meetings/{house.seeded.meeting}/prepare"
    await page.goto(f"{prepare}?lang=vi")
    title = page.get_by_role("textbox", name="Nội dung 1")
    place, hour = page.get_by_label("Địa điểm"), page.get_by_label("Giờ")
    await expect(hour).to_have_value(re.compile(r"^([01]\d|2[0-3]):[0-5]\d$"))
    await expect(page.locator("input[type=datetime-local], input[type=time]")).to_have_count(0)

    await title.fill("Tuyên bố lý do, giới thiệu đại biểu")
    await hour.fill("2345")
    await hour.blur()
    await expect(hour).to_have_value("23:45")
    await page.get_by_role("button", name="Đưa xuống: Tuyên bố lý do").click()
    await expect(page.get_by_role("status").filter(has_text="Đã đổi giờ.")).to_be_visible()
    second = page.get_by_role("textbox", name="Nội dung 2")
    await expect(second).to_have_value("Tuyên bố lý do, giới thiệu đại biểu")
    await expect(hour).to_have_value("23:45")
    await page.wait_for_load_state()  # a link is caught only once the page's script runs

    await place.fill("Nhà văn hóa thôn")
    await page.get_by_role("navigation").get_by_role("link", name="Tài khoản").click()
    await page.wait_for_url("**/admin/accounts")
    await page.goto(prepare)
    await expect(place).to_have_value("Nhà văn hóa thôn")

    await hour.fill("7:30 PM")
    await place.fill("Sân kho")
    await page.get_by_role("button", name="Thông báo").click()
    await expect(page.get_by_text("Giờ viết theo 24 giờ")).to_be_visible()
    await expect(hour).to_have_value("7:30 PM")
    await expect(place).to_have_value("Sân kho")
    await hour.fill("23:50")
    await page.get_by_role("button", name="Thông báo").click()
    await page.wait_for_url("**/links?done=announced")
    await page.goto(prepare)
    await expect(hour).to_have_value("23:50")
    await expect(place).to_have_value("Sân kho")
