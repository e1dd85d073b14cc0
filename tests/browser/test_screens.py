"""Pages at moments and sizes where they once fell apart."""

import re
from typing import Final

import pytest
from playwright.async_api import FloatRect, Page, ViewportSize, expect

from tests.browser.conftest import House
from tests.browser.test_ballots import open_other
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.seeding import PEOPLE

TWICE_AS_LARGE: Final = ViewportSize(width=180, height=370)
"""A phone of 360 × 740 whose owner reads at 200 %, in CSS pixels."""
PHONE: Final = ViewportSize(width=360, height=740)
PHONE_HELD_WIDE: Final = ViewportSize(width=740, height=360)
TOUCH: Final = 48
"""The least side of what a thumb presses, CSS pixels: the screens' rule."""


@pytest.mark.without_media
async def test_a_closed_meetings_desk_says_what_it_came_to_and_has_no_floor(house: House) -> None:
    chair, speaker = await house.enter("chair"), await house.enter("remote")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["remote"])
    await chair.get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()

    closing = chair.get_by_role("region", name="Buổi sinh hoạt đã bế mạc")
    await expect(closing).to_contain_text(f"Đồng chí {PEOPLE['chair']} bế mạc lúc")
    await expect(closing.get_by_role("definition").nth(1)).to_have_text("2/5")
    await expect(closing.get_by_role("definition").nth(2)).to_have_text("1/2")
    await expect(chair.get_by_role("button", name=re.compile("^Mời tiếp"))).to_be_hidden()
    await expect(chair.get_by_role("tablist")).to_be_hidden()
    note = chair.get_by_role("textbox", name=re.compile(PEOPLE["remote"]))
    await note.fill("Đồng ý với dự thảo")
    await note.blur()
    await expect(chair.get_by_role("listitem").filter(has=note)).to_contain_text("Đã lưu")
    await chair.reload()
    await expect(note).to_have_value("Đồng ý với dự thảo")


async def test_who_goes_in_with_a_phone_held_wide_sees_picture_item_and_button(
    house: House,
) -> None:
    await open_discussion(await house.enter("chair"))
    member = await house.enter("remote", devices=False)
    await member.set_viewport_size(PHONE_HELD_WIDE)
    await member.get_by_role("button", name="Bật camera và micro").click()
    await member.get_by_role("button", name="Vào họp").click()
    item = member.get_by_role("button", name=re.compile("^Mục đang làm"))
    picture = member.locator("[data-part=programme]")
    ask_button = member.get_by_role("button", name="Đăng ký phát biểu")
    for seen in (item, picture, ask_button, member.get_by_text("Danh sách phát biểu")):
        await expect(seen).to_be_in_viewport(ratio=0.95)
    tops = [found["y"] for one in (item, picture) if (found := await one.bounding_box())]
    assert tops[0] == pytest.approx(tops[1], abs=1)


@pytest.mark.without_media
async def test_every_button_of_the_wall_on_a_phone_is_large_enough_for_a_thumb(
    house: House,
) -> None:
    await open_discussion(await house.enter("chair"))
    wall = await house.enter("supervisor")
    await wall.set_viewport_size(PHONE)
    buttons = wall.get_by_role("button")
    await expect(wall.get_by_role("button", name=re.compile("^Nghe cuộc họp"))).to_be_visible()
    for button in await buttons.all():
        found = await button.bounding_box()
        name = await button.inner_text()
        if found and "tile-open" not in (await button.get_attribute("class") or ""):
            assert min(found["width"], found["height"]) >= TOUCH, name


async def box(wall: Page, part: str) -> FloatRect:
    """Return where a part of the bar stands."""
    found = await wall.locator(f".wall-bar {part}").bounding_box()
    assert found is not None
    return found


@pytest.mark.without_media
async def test_the_walls_bar_is_no_narrow_column_where_text_is_twice_as_large(
    house: House,
) -> None:
    wall = await house.enter("supervisor")
    await wall.set_viewport_size(TWICE_AS_LARGE)
    clock = await box(wall, ".clock")
    words = await box(wall, ".wall-sum")
    tour = await box(wall, ".wall-tools")
    assert words["width"] > 0.85 * TWICE_AS_LARGE["width"]
    assert words["y"] >= tour["y"] + tour["height"]
    assert tour["x"] >= clock["x"] + clock["width"]
    assert tour["y"] < clock["y"] + clock["height"]


async def to_the_side(page: Page) -> int:
    """Return how many CSS pixels of a page lie beside its window."""
    beside: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return beside


@pytest.mark.without_media
async def test_ballot_and_record_are_read_downwards_alone_where_text_is_twice_as_large(
    house: House,
) -> None:
    desk, member = await house.enter("chair"), await house.enter("remote")
    await open_discussion(desk)
    dialog = await open_other(desk, "Điện tử", "Thông qua dự thảo nghị quyết " * 4)
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    for page in (desk, member):
        await page.set_viewport_size(TWICE_AS_LARGE)
    await member.get_by_role("button", name="Không tán thành").click()
    for seen in (member.locator(".ballot-choice b"), member.get_by_role("button", name="Đổi ý")):
        await expect(seen).to_be_in_viewport(ratio=0.95)
    body = desk.locator(".ballot-body")
    await expect(body.get_by_label("Ghi hộ ai")).to_be_visible()
    assert await body.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    assert [await to_the_side(page) for page in (desk, member)] == [0, 0]
    await desk.set_viewport_size(PHONE)
    await desk.get_by_role("button", name="Kết thúc biểu quyết").click()
    await desk.get_by_role("button", name="Xác nhận kết quả").click()
    await desk.get_by_role("button", name="Bế mạc").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await expect(desk.get_by_role("region", name="Buổi sinh hoạt đã bế mạc")).to_be_visible()
    for size in (PHONE, TWICE_AS_LARGE):
        await desk.set_viewport_size(size)
        for path in ("record", "record/minutes", "record/score"):
            await desk.goto(f"{house.program.url}{house.seeded.path('chair')}/{path}")
            await desk.evaluate(
                "for (const one of document.querySelectorAll('details')) one.open = true"
            )
            assert await to_the_side(desk) == 0, (path, size)
