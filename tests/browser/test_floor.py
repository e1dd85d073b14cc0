"""Remote members, minute-taker, room and supervisor at once: sound and picture follow the floor."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import chromium, falls_silent, is_heard, open_page, pictures_move
from tests.browser.conftest import House
from tests.seeding import PEOPLE

REFUSED = "Trình duyệt không được phép dùng camera và micro"


LOSES_MICROPHONE = """() => {
  const sent = connections.at(-1).getSenders().find(({ track }) => track?.kind === "audio").track;
  sent.stop();
  sent.dispatchEvent(new Event("ended"));
}"""
"""What a browser does when a microphone is pulled out."""
PAUSES_TWICE = """async () => {
  const player = document.querySelector("audio");
  const again = new Promise((done) => player.addEventListener("playing", done, { once: true }));
  player.pause();
  await again;
  player.pause();
}"""
"""What a key for media does, pressed once more because sound went on."""


async def open_discussion(chair: Page) -> None:
    """Open the meeting and go to the discussion, by the buttons a chair presses."""
    await chair.get_by_role("button", name="Khai mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Khai mạc").click()
    await chair.get_by_role("button", name=re.compile("^2 Thảo luận")).click()
    await chair.get_by_role("button", name="Bắt đầu mục").first.click()


async def ask(member: Page) -> None:
    """Ask to speak on the discussion, once the page shows it."""
    await expect(member.get_by_role("button", name=re.compile("2. Thảo luận"))).to_be_visible()
    await member.get_by_role("button", name="Đăng ký phát biểu").click()


async def call_next(chair: Page, name: str) -> None:
    """Press twice, as people do: it calls one all the same."""
    await chair.get_by_role("button", name=re.compile(f"^Mời tiếp .*{name}")).dblclick()


@pytest.mark.without_media("chair")
async def test_sound_and_picture_follow_the_floor_on_every_screen(house: House) -> None:
    chair = await house.enter("chair")
    speaker, other = await house.enter("remote"), await house.enter("other")
    site, secretary = await house.enter("site"), await house.enter("secretary")
    supervisor = await house.enter("supervisor")
    await open_discussion(chair)

    await ask(speaker)
    await expect(speaker.get_by_role("button", name="Micro bật, chưa ai nghe")).to_be_visible()
    await ask(other)
    await expect(chair.get_by_role("tab", name=re.compile("Đăng ký.* 2"))).to_be_visible()
    await call_next(chair, PEOPLE["remote"])
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
    await expect(speaker.get_by_role("button", name="Micro mọi người đang nghe")).to_be_visible()
    for screen in (other, site, secretary, supervisor):
        await pictures_move(screen)
    await is_heard(other)
    await is_heard(site)
    await falls_silent(speaker)

    await speaker.evaluate(LOSES_MICROPHONE)
    await expect(speaker.get_by_text("Đang dùng micro khác")).to_be_visible()
    await expect(speaker.get_by_role("button", name="Micro mọi người đang nghe")).to_be_visible()
    await is_heard(other)
    await speaker.evaluate(PAUSES_TWICE)
    await expect(speaker.get_by_text("Âm thanh đang bị tạm dừng")).to_be_visible()
    await speaker.get_by_role("button", name="Chạm để nghe").click()
    await expect(speaker.get_by_text("Âm thanh đang bị tạm dừng")).to_be_hidden()

    await call_next(chair, PEOPLE["other"])
    await is_heard(speaker)
    await pictures_move(speaker)
    await falls_silent(other)


@pytest.mark.without_media("chair")
async def test_a_reload_resumes_turn_picture_and_sound(house: House) -> None:
    chair = await house.enter("chair")
    speaker, other = await house.enter("remote"), await house.enter("other")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["remote"])
    await is_heard(other)

    await speaker.reload()
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()
    await is_heard(other)
    await other.reload()
    await pictures_move(other)
    await is_heard(other)


@pytest.mark.without_media("chair")
async def test_pages_come_back_by_themselves_after_a_power_cut(
    own_house: House,
) -> None:
    house = own_house
    chair = await house.enter("chair")
    speaker, other = await house.enter("remote"), await house.enter("other")
    await open_discussion(chair)
    await ask(speaker)
    await call_next(chair, PEOPLE["remote"])
    await is_heard(other)

    await asyncio.to_thread(house.program.kill)
    await expect(other.get_by_text("Đang kết nối lại").filter(visible=True).first).to_be_visible()
    await asyncio.to_thread(house.program.start)
    await is_heard(other)
    await pictures_move(other)
    await expect(speaker.get_by_role("button", name="Tôi đã phát biểu xong")).to_be_visible()


@pytest.mark.without_media("chair")
async def test_a_member_whose_browser_refuses_the_camera_is_told_so_and_takes_part(
    house: House,
) -> None:
    chair = await house.enter("chair")
    async with chromium(refuses=True) as strict:
        other = House(house.program, house.seeded, strict, house.errors)
        member = await other.enter("other", devices=False)
        await expect(member.get_by_role("button", name="Vào họp")).to_be_visible()
        await member.get_by_role("button", name="Bật camera và micro").click()
        await expect(member.get_by_text(REFUSED).filter(visible=True).first).to_be_visible()
        await member.get_by_role("button", name="Vào họp").click()
        await open_discussion(chair)
        await ask(member)
        await expect(member.get_by_role("button", name="Rút đăng ký")).to_be_visible()


@pytest.mark.without_media("chair")
async def test_a_link_that_is_no_good_says_what_to_do(house: House) -> None:
    page = await open_page(house.browser, f"{house.program.url}/j/never-made")
    await expect(page.get_by_role("heading", name="Đường dẫn chưa đúng")).to_be_visible()
