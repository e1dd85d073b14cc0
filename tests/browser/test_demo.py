"""The demonstration as a newcomer finds it: six living meetings, a link for every role."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import LAPTOP, TV, Errors, is_heard, open_page, pictures_move, until
from tests.program import Program

pytestmark = pytest.mark.quiet


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    data = tmp_path_factory.mktemp("demo") / "data"
    with Program("demo", data, DIEMCAU_MEDIA_PROCESSES="1") as program:
        yield program


def link(demo: Program, role: str) -> str:
    return next(one["url"] for one in demo.links() if one["role"] == role)


async def six_tiles(wall: Page) -> None:
    await expect(
        wall.get_by_role("list", name="Các buổi sinh hoạt").get_by_role("heading")
    ).to_have_count(6)


async def test_six_pictures_move_on_the_wall_over_one_connection(
    demo: Program, browser: Browser
) -> None:
    errors = Errors()
    wall = await open_page(browser, link(demo, "supervisor"), TV, errors=errors)
    await six_tiles(wall)
    await pictures_move(wall, 6)
    await until(
        wall,
        """(streams, size) => streams.filter(s => s.kind === "video" && s.frames > 0)
            .every(({ width, height }) => `${width}×${height}` === size)""",
        "320×180",
    )
    assert (
        await wall.evaluate("connections.filter(pc => pc.connectionState !== 'closed').length") == 1
    )
    assert errors == []


async def test_a_supervisor_hears_the_one_meeting_that_is_listened_to(
    demo: Program, browser: Browser
) -> None:
    wall = await open_page(browser, link(demo, "supervisor"), TV)
    await six_tiles(wall)
    tiles = wall.get_by_role("list", name="Các buổi sinh hoạt")
    await tiles.get_by_role("button", name="Nghe cuộc họp của Chi bộ Tổ dân phố 7").click()
    await is_heard(wall)


async def test_the_simulated_chair_yields_to_the_visitor_who_opens_the_same_link(
    demo: Program, browser: Browser
) -> None:
    chair = await open_page(browser, link(demo, "chair"), LAPTOP)
    await pictures_move(chair)
    await expect(chair.get_by_role("button", name="Mời tiếp")).to_be_visible()


async def test_the_simulated_room_yields_microphone_and_loudspeaker_to_the_visitor(
    demo: Program, browser: Browser
) -> None:
    site = await open_page(browser, link(demo, "site"), TV)
    await expect(site.get_by_role("region", name="Mã điểm danh")).to_be_visible()
    await expect(site.get_by_role("button", name="4 Micro và hình bật")).to_be_visible()
    await expect(site.get_by_text("đang dùng micro và loa của máy khác")).to_be_hidden()


async def test_a_phone_in_the_room_has_neither_sound_nor_picture(
    demo: Program, browser: Browser
) -> None:
    phone = await open_page(browser, link(demo, "companion"), (360, 740))
    await expect(phone.get_by_text("Âm thanh ở điểm cầu")).to_be_visible()
    assert await phone.evaluate("connections.length") == 0
