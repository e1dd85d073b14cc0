"""Pages that outlive their session: a desk goes on, a form is not lost, one signs in in place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, expect
from typing_extensions import override

from live.clock import SystemClock
from live.ids import AccountId
from live.meeting.permissions import Role
from live.store.directory import save_account
from live.store.registers import Account
from tests.browser.chromium import DEADLINE_MS, LAPTOP
from tests.browser.test_desk import open_meeting
from tests.program import free_udp_port
from tests.seeding import Seeded, person, seed
from tests.servers import free_port
from web.app import create_app
from web.auth import HASHER
from web.services import Services
from web.settings import Settings

HOUR_MS: Final = 3600_000
PASSWORD: Final = "mật khẩu đủ dài"


class SetClock(SystemClock):
    """The machine's clocks; the test lets hours pass."""

    ahead_ms = 0

    @override
    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_ms / 1000

    @override
    def machine_ms(self) -> int:
        return super().machine_ms() + self.ahead_ms


@dataclass
class Office:
    """A program whose clock is set by hand, with a chair and an administrator."""

    url: str
    seeded: Seeded
    parts: Services
    clock: SetClock

    async def passes(self, ms: int) -> None:
        """Let time pass, as the minutes between do: open connections are looked at again."""
        self.clock.ahead_ms += ms
        await self.parts.signaling.lobby.look_again(everybody=True)


@asynccontextmanager
async def served(data: Path, clock: SetClock) -> AsyncIterator[tuple[str, Services]]:
    """Run the program in this process, so that its clock can be set."""
    port = free_port()
    settings = Settings(
        data=data,
        host="127.0.0.1",
        port=port,
        public_address=("127.0.0.1",),
        media=("in-process",),
        media_port=free_udp_port(),
    )
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, lifespan="off", log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0)
        yield f"http://127.0.0.1:{port}", app.state.services
        server.should_exit = True
        await running


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    seeded = await seed(tmp_path / "data")
    clock = SetClock()
    async with served(tmp_path / "data", clock) as (url, parts):
        for username, role, who in (
            ("bithu", Role.CHAIR, person("chair")),
            ("canbo", Role.ADMINISTRATOR, None),
        ):
            account = Account(
                id=AccountId(username),
                username=username,
                name="Hoàng Văn Lịch",
                password_hash=HASHER.hash(PASSWORD),
                role=role,
                person=who,
            )
            await save_account(parts.registers, account)
        yield Office(url, seeded, parts, clock)


async def signed_in(browser: Browser, office: Office, username: str) -> Page:
    """Return a page of a browser of its own in which an account has signed in."""
    context: BrowserContext = await browser.new_context(
        locale="vi", viewport={"width": LAPTOP[0], "height": LAPTOP[1]}
    )
    context.set_default_timeout(DEADLINE_MS)
    page = await context.new_page()
    await page.goto(office.url + "/signin")
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
    await page.wait_for_url(lambda url: not url.endswith("/signin"))
    return page


async def look(page: Page) -> None:
    """Come back to a page, which then asks how long its session lasts."""
    await page.evaluate("window.dispatchEvent(new Event('focus'))")


async def test_a_desk_goes_on_as_long_as_it_is_open_and_signs_in_in_place_when_it_must(
    browser: Browser, office: Office
) -> None:
    desk = await signed_in(browser, office, "bithu")
    await desk.goto(f"{office.url}/meetings/{office.seeded.meeting}")
    await open_meeting(desk)
    for _ in range(3):
        await office.passes(11 * HOUR_MS)
    await look(desk)
    await desk.get_by_role("button", name="Bắt đầu: 1. Tuyên bố lý do").click()
    await expect(desk.locator("[aria-current=step]")).to_contain_text("Tuyên bố lý do")
    dialog = desk.get_by_role("dialog", name="Phiên đăng nhập")
    await expect(dialog).to_be_hidden()

    find = desk.get_by_role("searchbox", name="Tìm")
    await find.fill("Nhàn")
    await office.parts.sessions.end_all(AccountId("bithu"))
    await expect(dialog).to_contain_text("đã kết thúc")
    await expect(find).to_be_focused()
    await dialog.get_by_label("Mật khẩu").fill("đoán thử")
    await dialog.get_by_role("button", name="Đăng nhập").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("chưa đúng")
    await dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    await dialog.get_by_role("button", name="Đăng nhập").click()
    await expect(dialog).to_be_hidden()
    await expect(find).to_have_value("Nhàn")
    await office.passes(HOUR_MS)  # an item that has just begun is not finished by a second press
    await desk.get_by_role("button", name="Kết thúc mục").first.click()
    await expect(desk.get_by_role("button", name="Bắt đầu: 2. Thảo luận").first).to_be_visible()


async def test_an_unused_page_warns_signs_in_in_place_and_loses_no_form(
    browser: Browser, office: Office
) -> None:
    page = await signed_in(browser, office, "canbo")
    await page.goto(office.url + "/admin/units")
    name = page.get_by_label("Tên", exact=True)
    await name.fill("Đảng ủy phường Bến Gỗ")
    dialog = page.get_by_role("dialog", name="Phiên đăng nhập")
    await office.passes(12 * HOUR_MS - 10 * 60_000)
    await look(page)
    await expect(dialog).to_contain_text("sau 10 phút")
    await dialog.get_by_role("button", name="Tiếp tục làm việc").click()
    await expect(dialog).to_be_hidden()
    await office.passes(12 * HOUR_MS)
    await look(page)
    await expect(dialog).to_contain_text("đã kết thúc")
    await dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    await dialog.get_by_role("button", name="Đăng nhập").click()
    await expect(dialog).to_be_hidden()
    await expect(name).to_have_value("Đảng ủy phường Bến Gỗ")

    await office.passes(12 * HOUR_MS)
    await name.press("Enter")
    await expect(page.get_by_role("heading", name="Đăng nhập lại")).to_be_visible()
    await expect(page.get_by_label("Tên đăng nhập")).to_have_value("canbo")
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name="Đăng nhập và gửi").click()
    await expect(page.get_by_role("heading", name="Đảng ủy phường Bến Gỗ")).to_be_visible()
