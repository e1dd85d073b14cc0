"""Scoring over the screens: at the desk in the meeting, by the superior after it."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from live.meeting.plan import PlannedItem
from tests.browser.accessible import usable_by_all, usable_in_both_languages
from tests.browser.chromium import LAPTOP, PHONE, open_page
from tests.browser.conftest import MARKS, House, seen
from tests.program import Program
from tests.seeding import seed

pytestmark = [pytest.mark.npm, pytest.mark.without_media]

ITEMS: Final = (
    PlannedItem(kind="scoring", title="Chấm điểm, xếp loại", planned_min=5),
    PlannedItem(kind="discussion", title="Thảo luận", planned_min=95),
)
JUDGED: Final = {"A1": 4, "C2": 7, "C3": 5, "C6": 5, "C7": 5, "D1": 6, "D2": 4, "D3": 5}
CODE_PX: Final = 200
"""The least side of a room's QR picture on a screen of 1080 lines. Chosen by looking."""
TICKED: Final = ("A2", "A3", "A4", "B3", "D4")


WITH_MINUTES: Final = """() => {
  document.querySelector("[data-minutes]").hidden = false;
  return document.querySelector(".qr").getBoundingClientRect().height;
}"""
"""The side of a room's QR picture, with the way to the minutes above it."""


@pytest_asyncio.fixture(loop_scope="session")
async def scoring(
    shared: Program, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    """A meeting that begins with its scoring."""
    seeded = await seed(shared.data, mark=f"-{next(MARKS)}", items=ITEMS)
    async with seen(shared, seeded, browser, request) as opened:
        yield opened


async def begin(house: House, who: str = "secretary") -> tuple[Page, Locator]:
    """Open the meeting and begin its scoring as the chair; return somebody's desk and panel."""
    chair = await house.enter("chair")
    await chair.get_by_role("button", name="Khai mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    await chair.locator(".column.agenda").get_by_role("button", name=re.compile("^Bắt đầu")).click()
    desk = chair if who == "chair" else await house.enter(who)
    panel = desk.get_by_role("region", name="Chấm điểm buổi sinh hoạt")
    await expect(panel).to_be_visible()
    return desk, panel


def field(panel: Locator, code: str) -> Locator:
    """Return the field of a criterion."""
    return panel.get_by_label(re.compile(rf"^{code}\. .*điểm$"))


async def fill(panel: Locator, **other: int) -> None:
    """Type the points of every criterion that people give."""
    for code, points in {**JUDGED, **other}.items():
        await field(panel, code).fill(str(points))
    for code in TICKED:
        await field(panel, code).check()


async def test_the_desk_scores_with_evidence_proposes_and_records_what_the_branch_adopts(
    scoring: House,
) -> None:
    desk, panel = await begin(scoring)
    await panel.get_by_label("Căn cứ: B1").click()
    await expect(panel.get_by_text("Có mặt 2/5 đảng viên; mức phải vượt là 85 %.")).to_be_visible()
    await field(panel, "C2").fill("9")
    send = panel.get_by_role("button", name="Trình điểm")
    await field(panel, "A1").fill("4")
    await send.click()
    await expect(panel.get_by_role("alert")).to_contain_text("Tiêu chí C2 có từ 0 đến 8 điểm")
    await expect(field(panel, "C2")).to_be_focused()
    await usable_by_all(desk, "vi")

    await fill(panel)
    await desk.reload()
    await expect(field(panel, "C7")).to_have_value("5")
    await expect(field(panel, "D4")).to_be_checked()
    member = await scoring.enter("remote")
    await expect(panel.get_by_text("Có mặt 3/5 đảng viên")).to_be_attached()
    await expect(field(panel, "C2")).to_have_value("7")
    await expect(panel.get_by_text("77 điểm, xếp loại Khá")).to_be_visible()
    await send.dblclick()

    await expect(panel.get_by_text("Chi ủy: 77 điểm, xếp loại Khá")).to_be_visible()
    await expect(panel.get_by_text(re.compile("^Chi bộ:"))).to_have_count(0)
    await expect(
        member.get_by_text("Chi ủy đề nghị: 77 điểm, xếp loại Khá").filter(visible=True).first
    ).to_be_visible()
    await panel.get_by_role("button", name="Biểu quyết giơ tay").click()
    await expect(member.get_by_role("button", name="Tán thành", exact=True)).to_be_enabled()
    matter = re.compile("Thông qua kết quả chấm điểm: 77")
    await expect(member.get_by_role("heading", name=matter)).to_be_visible()
    await desk.get_by_role("button", name="Hủy…").click()
    await desk.get_by_role("dialog").get_by_label("Lý do").fill("Nhất trí")
    await desk.get_by_role("dialog").get_by_role("button", name="Hủy biểu quyết").click()
    await field(panel, "C2").fill("6")
    await panel.get_by_role("button", name="Ghi điểm chi bộ thông qua").click()
    await expect(panel.get_by_text("Chi bộ: 76 điểm, xếp loại Khá")).to_be_visible()
    await expect(panel.get_by_text("Chi ủy: 77 điểm, xếp loại Khá")).to_be_visible()
    await usable_by_all(desk, "vi")
    await panel.get_by_role("button", name="Thu gọn").click()
    await expect(desk.get_by_role("button", name=re.compile("^Mời tiếp"))).to_be_visible()


async def test_the_superior_gives_an_own_column_after_the_meeting(scoring: House) -> None:
    desk, panel = await begin(scoring, "chair")
    await fill(panel)
    await panel.get_by_role("button", name="Trình điểm").click()
    await panel.get_by_role("button", name="Ghi điểm chi bộ thông qua").click()
    await expect(panel.get_by_text("Chi bộ: 71 điểm")).to_be_visible()
    wall, site = await scoring.enter("supervisor"), await scoring.enter("site")
    await expect(site.get_by_text("Chi bộ thông qua: 71 điểm, xếp loại Khá")).to_be_visible()
    await expect(site.locator(".qr")).to_be_visible()
    side = await site.evaluate(WITH_MINUTES)
    assert side >= CODE_PX
    await expect(wall.locator(".tiles > .tile")).to_have_count(1)
    await wall.keyboard.press("1")
    await wall.keyboard.press("Enter")
    await expect(wall.get_by_text("Chi bộ thông qua: 71 điểm, xếp loại Khá")).to_be_visible()
    way = wall.get_by_role("link", name="Xác nhận hoặc cho điểm khác")
    path = await way.get_attribute("href")
    sheet = wall.get_by_role("link", name="Phiếu dự sinh hoạt")
    await expect(sheet).to_have_attribute("href", f"{path}".replace("/score", "/observation"))
    await usable_by_all(wall, "vi")
    await desk.get_by_role("button", name="Bế mạc").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await expect(wall.get_by_text("Đã bế mạc: ")).to_be_visible()
    await expect(wall.get_by_role("button", name="Xem hồ sơ")).to_be_visible()
    await desk.get_by_role("button", name="Chấm điểm", exact=True).click()
    await expect(panel).to_be_visible()
    await panel.get_by_role("button", name="Đóng").click()
    await expect(desk.get_by_role("region", name="Buổi sinh hoạt đã bế mạc")).to_be_visible()

    seeded = scoring.seeded
    assert path == f"/j/{seeded.tokens['supervisor']}/meetings/{seeded.meeting}/record/score"
    for size in (PHONE, LAPTOP):
        boss = await open_page(
            scoring.browser, scoring.program.url + path, size, errors=scoring.errors
        )
        await expect(boss.get_by_role("heading", level=1)).to_have_text("Chấm điểm buổi sinh hoạt")
        await usable_in_both_languages(boss, scoring.program.url + path)
    await boss.goto(f"{scoring.program.url}{path}?lang=vi")
    await boss.get_by_role("button", name="Xác nhận điểm chi bộ thông qua").click()
    await expect(boss.get_by_text("Xác nhận điểm chi bộ thông qua.", exact=True)).to_be_visible()
    await boss.get_by_role("link", name="Cho điểm khác").click()
    await boss.get_by_label(re.compile(r"^C7\. ")).fill("3")
    await expect(boss.locator("tfoot td").last).to_have_text("69")
    await boss.get_by_label("Lý do điểm khác với chi bộ").fill("Có việc riêng trong giờ")
    await usable_by_all(boss, "vi")
    await boss.get_by_role("button", name="Ghi điểm của cấp trên").click()
    await expect(boss.get_by_text("Lý do: Có việc riêng trong giờ")).to_be_visible()
    await expect(boss.get_by_role("row", name=re.compile(r"^C7\. .* 5 5 5 3"))).to_be_visible()
    await desk.goto(f"{scoring.program.url}/j/{seeded.tokens['chair']}/record")
    await expect(desk.get_by_text("69 điểm, xếp loại Trung bình")).to_be_visible()
    await usable_by_all(desk, "vi")
