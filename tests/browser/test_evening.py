"""A whole evening, from its opening to the signed minutes, in real browsers on two processes.

The chair sits at one process of the installation and the secretary at the other; members are at
either. Every step is pressed on a page, and other pages show what came of it.
"""

import asyncio
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import House
from tests.browser.test_ballots import RECORDED, answer, end, open_other, state
from tests.browser.test_floor import ask, call_next, open_discussion
from tests.seeding import PEOPLE
from tests.unit.documents.samples import Office
from web.verifying import verdict

pytestmark = pytest.mark.without_media

SAID: Final = "Đường vào thôn hỏng nặng sau mưa, đề nghị sửa trước Tết"
CONCLUSION: Final = "Giao đồng chí Nhàn lập dự toán trước ngày 15"
CORRECTED: Final = "Giao đồng chí Nhàn lập dự toán trước ngày 20"
CORRECTION: Final = "Hạn là ngày 20, không phải ngày 15"
MATTER: Final = "Sửa đường vào thôn"
ADOPTION: Final = "Thông qua biên bản"
PLACES: Final = 3
"""Where a conclusion stands: at its item, among the conclusions, and in the resolution."""
USED: Final = "Công văn số 12 của Đảng ủy xã"
NUMBER: Final = "08-BB/CB"


async def opened(page: Page, link: Locator) -> Page:
    """Press a link that opens in a window of its own; return the page in it."""
    async with page.expect_popup() as popup:
        await link.click()
    return await popup.value


async def minutes_from(desk: Page) -> Page:
    """Open the minutes from the menu of a desk."""
    await desk.get_by_role("button", name="Thêm", exact=True).click()
    return await opened(desk, desk.get_by_role("link", name="Xem biên bản"))


async def vote(desk: Page, method: str, matter: str, voters: list[Page]) -> None:
    """Hold a ballot in which all voters agree."""
    dialog = await open_other(desk, method, matter)
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    for voter in voters:
        await expect(voter.get_by_role("heading", name=matter)).to_be_visible()
        await answer(voter).click()
        await expect(state(voter)).to_have_text(RECORDED)
    await end(desk)
    for page in voters:
        await expect(page.locator(".verdict").first).to_have_text("Được thông qua")


async def write(desk: Page, block: str, text: str, button: str) -> None:
    """Open the form of a block of the minutes, type and send."""
    part = desk.locator(block)
    await part.locator("summary").click()
    await part.get_by_role("textbox").fill(text)
    await part.get_by_role("button", name=button).click()


async def download(page: Page, name: str, folder: Path) -> Path:
    """Press a link to a file; return where it was saved."""
    async with page.expect_download() as waited:
        await page.get_by_role("link", name=name).click()
    got = await waited.value
    path = folder / got.suggested_filename
    await got.save_as(path)
    return path


@pytest.mark.postgres
@pytest.mark.redis
async def test_an_evening_on_two_processes_ends_with_signed_minutes(
    two_houses: tuple[House, House], tmp_path: Path
) -> None:
    first, second = two_houses
    chair, other = await first.enter("chair"), await first.enter("other")
    secretary, member = await second.enter("secretary"), await second.enter("remote")
    await hold(chair, secretary, member, other)
    await read_back(chair, secretary, member)
    await close_and_adopt(chair, [secretary, member, other])
    await sign(secretary, tmp_path)


async def hold(chair: Page, secretary: Page, member: Page, other: Page) -> None:
    await open_discussion(chair)
    await ask(member)
    await call_next(chair, PEOPLE["remote"])
    note = secretary.locator("#turn-note")
    await expect(note).to_be_enabled()
    await note.press_sequentially(SAID)
    await expect(chair.locator("#turn-note")).to_have_value(SAID)
    await chair.get_by_role("button", name="Kết thúc lượt").click()
    await vote(chair, "Phiếu kín", MATTER, [chair, member, other])
    conclusion = secretary.get_by_role("textbox", name="Kết luận của chủ trì")
    await chair.get_by_role("textbox", name="Kết luận của chủ trì").fill(CONCLUSION)
    await expect(conclusion).to_have_value(CONCLUSION)


async def read_back(chair: Page, secretary: Page, member: Page) -> None:
    minutes = await minutes_from(secretary)
    await minutes.get_by_role("button", name="Đọc lại trước chi bộ").click()
    await expect(minutes.get_by_text("đang lấy ý kiến đề nghị sửa")).to_be_visible()
    link = member.get_by_role("link", name=re.compile("biên bản.*sửa|sửa.*biên bản", re.I)).first
    reading = await opened(member, link)
    await expect(reading.get_by_text(SAID)).to_be_visible()
    block = await block_of(reading, CONCLUSION)
    await write(reading, block, CORRECTION, "Gửi đề nghị")
    await expect(reading.get_by_text("Chờ chủ trì quyết định")).to_be_visible()

    settled = await minutes_from(chair)
    await expect(settled.get_by_text(f"{PEOPLE['remote']}: {CORRECTION}")).to_be_visible()
    await settled.get_by_role("button", name="Tiếp thu", exact=True).click()
    await expect(settled.get_by_text("Đã tiếp thu.")).to_be_visible()
    await write(settled, "#documents", USED, "Lưu")
    await expect(settled.locator("#documents")).to_contain_text(USED)
    await chair.get_by_role("textbox", name="Kết luận của chủ trì").fill(CORRECTED)
    await expect(secretary.get_by_role("textbox", name="Kết luận của chủ trì")).to_have_value(
        CORRECTED
    )
    await reading.reload()
    await expect(reading.get_by_text("Đã tiếp thu.")).to_be_visible()
    await expect(reading.locator(".paper").get_by_text(CORRECTED)).to_have_count(PLACES)
    await expect(reading.locator(".paper")).not_to_contain_text(CONCLUSION)
    for page in (minutes, reading, settled):
        await page.close()


async def block_of(page: Page, text: str) -> str:
    """Return the selector of the first block of the minutes that says something."""
    found = await page.locator(".text", has_text=text).first.get_attribute("id")
    return f'[id="{found}"]'


async def close_and_adopt(chair: Page, voters: list[Page]) -> None:
    await chair.get_by_role("button", name=re.compile("^3 Thông qua biên bản")).click()
    await chair.get_by_role("button", name="Bắt đầu mục").last.click()
    item = chair.locator("[aria-current=step]")
    page = await opened(chair, item.get_by_role("link", name="Đọc lại và sửa biên bản"))
    await expect(page.get_by_text(CORRECTED).filter(visible=True).first).to_be_visible()
    await page.close()
    await vote(chair, "Điện tử", ADOPTION, voters)
    await chair.get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("button", name="Mở hồ sơ").click()
    await expect(chair.get_by_text("Chưa được thông qua")).to_be_visible()
    await chair.get_by_role("link", name="Đọc, sửa và thông qua biên bản").click()
    await chair.locator("summary", has_text="Ghi nhận đã thông qua").click()
    await chair.get_by_label("Số biên bản").fill(NUMBER)
    await chair.get_by_label("Thông qua bằng").select_option(label=ADOPTION)
    await chair.get_by_role("button", name="Ghi nhận đã thông qua").click()
    await expect(chair.get_by_text(f"Biên bản đã được thông qua, số {NUMBER}")).to_be_visible()
    await expect(chair.locator(".paper")).to_contain_text(USED)
    await expect(chair.locator("summary")).to_have_count(0)


async def sign(secretary: Page, folder: Path) -> None:
    await secretary.get_by_role("button", name="Mở hồ sơ").click()
    pdf = await download(secretary, "Biên bản, PDF", folder)
    signed = folder / "da-ky.pdf"
    office = await asyncio.to_thread(Office, PEOPLE["secretary"])
    signed.write_bytes(await asyncio.to_thread(office.sign, pdf.read_bytes(), "ThuKy"))
    await send(secretary, pdf)
    await expect(secretary.get_by_text("Tệp này chưa có chữ ký số nào.")).to_be_visible()
    await send(secretary, signed)
    await expect(secretary.get_by_text(f"Ký số: {PEOPLE['secretary']}")).to_be_visible()
    kept = await download(secretary, "Biên bản, tệp đã ký số", folder)
    assert kept.read_bytes() == signed.read_bytes()
    log = await download(secretary, "Nhật ký, JSON", folder)
    code, said = verdict(str(log), "")
    assert code == 0, said


async def send(secretary: Page, file: Path) -> None:
    """Send a file as one that was signed."""
    await secretary.locator("#sent-file").set_input_files(file)
    await secretary.get_by_role("button", name="Tải lên").click()
