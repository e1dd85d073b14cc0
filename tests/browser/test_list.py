"""The desk changes the list of an open meeting, and the figures follow."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import House
from tests.browser.test_desk import open_meeting
from tests.seeding import PEOPLE

pytestmark = pytest.mark.without_media


async def present(desk: Page, figure: str) -> None:
    await expect(desk.locator("[data-part=present]")).to_have_text(figure)


async def test_the_desk_adds_and_takes_off_and_figures_and_devices_follow(house: House) -> None:
    desk = await house.enter("chair")
    member = await house.enter("other")
    await open_meeting(desk)
    await present(desk, "2/5")

    await desk.get_by_role("button", name="Bổ sung người", exact=True).click()
    asked = desk.get_by_role("dialog")
    await asked.get_by_label("Họ và tên").fill("Bàn Thị Liều")
    await asked.get_by_label("Diện").select_option("temp_in")
    await asked.get_by_label("Số thứ tự").fill("1")
    await asked.get_by_label("Lý do").fill("Vừa chuyển sinh hoạt đến")
    await asked.get_by_role("button", name="Bổ sung người").click()
    await expect(asked.get_by_role("alert")).to_contain_text(f"đồng chí {PEOPLE['chair']}")
    await asked.get_by_label("Số thứ tự").fill("")
    await asked.get_by_role("button", name="Bổ sung người").click()
    await expect(asked).to_be_hidden()
    await present(desk, "2/6")
    await expect(desk.get_by_role("button", name=re.compile("^Bàn Thị Liều – "))).to_be_visible()

    await desk.get_by_role("button", name=re.compile(f"^{PEOPLE['other']} – ")).click()
    await desk.get_by_role("button", name="Đưa khỏi danh sách…").click()
    await asked.get_by_label("Lý do").fill("Ghi nhầm chi bộ")
    await asked.get_by_role("button", name="Đưa khỏi danh sách").click()
    await expect(asked).to_be_hidden()
    await present(desk, "1/5")
    gone = desk.get_by_role("region", name="Đã đưa khỏi danh sách")
    await expect(gone).to_contain_text(PEOPLE["other"])
    await expect(gone).to_contain_text("Ghi nhầm chi bộ")
    await expect(
        member.get_by_text("không có tên trong danh sách").filter(visible=True).first
    ).to_be_visible()
