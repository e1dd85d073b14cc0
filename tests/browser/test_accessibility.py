"""Every page, in both languages, light and dark, can be used by everybody (`accessible`)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from playwright.async_api import Browser, Page, expect

from live.store import open_database
from tests.browser.accessible import LANGUAGES, usable_by_all, usable_in_both_languages
from tests.browser.chromium import LAPTOP, PHONE, TV, Errors, open_page
from tests.browser.conftest import House
from tests.browser.test_floor import open_discussion
from tests.program import Program
from tests.seeding import seed
from web import first, pages, past, signin
from web.admin import accounts, agendas, branches, imports, own, people, search, units, word_forms
from web.api import docs
from web.organise import invitations, lists, prepare
from web.records import minutes, scores
from web.records import page as record
from web.settings import Settings

pytestmark = pytest.mark.npm

SIZES: Final = {
    "chair": LAPTOP,
    "secretary": LAPTOP,
    "member": PHONE,
    "companion": PHONE,
    "observer": LAPTOP,
    "site": TV,
    "supervisor": TV,
}
MEMBER_READY: Final = {"vi": "Vào họp", "en": "Go in"}
SIGN_IN: Final = {"vi": "Đăng nhập", "en": "Sign in"}
CURRENT_ITEM: Final = re.compile("Mục đang làm|Current item")
PASSWORD: Final = "một mật khẩu đủ dài"

PUBLIC: Final = (
    "/signin",
    "/check",
    "/who-sees-what",
    "/j/no-such-link",
    "/j/",
    "/nothing",
    "/api/docs",
)
OF_A_MEETING: Final = (
    "/meetings/{meeting}/prepare",
    "/meetings/{meeting}/links",
    "/meetings/{meeting}/links/sheet",
)
OF_ADMINISTRATORS: Final = (
    "/admin/units",
    "/admin/units/{unit}",
    "/admin/units/{unit}/forms",
    "/admin/branches/{branch}",
    "/admin/branches/{branch}/people/new",
    "/admin/branches/{branch}/people/{person}",
    "/admin/branches/{branch}/import",
    "/admin/accounts",
    "/admin/accounts/new",
    "/admin/accounts/{account}",
    "/admin/agendas",
    "/admin/agendas/{template}",
    "/admin/search?q=Lương",
    "/account",
    "/meetings",
    "/meetings/new",
    "/meetings/new?branch={branch}",
)
OF_SUPERVISORS: Final = ("/wall", "/past", "/past/{meeting}")
OF_RECORD: Final = ("/record", "/record/minutes", "/record/score")
"""Pages of a meeting that is over, for an account and for whoever has a link."""
ELSEWHERE: Final = (
    *("/j/{token}", "/first/{token}", "/checkin/{meeting}/{site}"),
    "/j/{token}/meetings/{meeting}/record/score",
)
"""Pages that tests of their own open."""
NO_PAGES: Final = {
    *("/", "/admin", "/api/openapi.json", "/i18n/{language}.json", "/qr.svg"),
    "/admin/units/{unit}/forms/{kind}.docx",
}
"""What leads on, and what no person reads."""
SIGNED_IN_DESK: Final = "/meetings/{meeting}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program("demo", tmp_path_factory.mktemp("usable") / "data") as program:
        yield program


def link(demo: Program, role: str) -> str:
    return next(one["url"] for one in demo.links() if one["role"] == role)


async def test_no_page_is_left_out() -> None:
    routers = (first, signin, past, pages, docs, accounts, agendas, branches, imports, own, people)
    others = (search, units, word_forms, invitations, lists, prepare, record, minutes, scores)
    shown = {
        route.path.replace(":path", "")
        for module in (*routers, *others)
        for route in module.router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    left = {f"{where}{path}" for where in (SIGNED_IN_DESK, "/j/{token}") for path in OF_RECORD}
    opened = (*PUBLIC, *OF_A_MEETING, *OF_ADMINISTRATORS, *OF_SUPERVISORS, *ELSEWHERE, *left)
    assert shown - NO_PAGES - {path.partition("?")[0] for path in opened} == {SIGNED_IN_DESK}


@pytest.mark.parametrize("role", SIZES)
async def test_everybody_can_use_the_live_page(demo: Program, browser: Browser, role: str) -> None:
    errors = Errors()
    page = await open_page(browser, link(demo, role), SIZES[role], errors=errors)
    address = page.url.partition("?")[0]
    for language in LANGUAGES:
        await page.goto(f"{address}?lang={language}")
        if role == "member" and language == "vi":
            ready = page.get_by_role("button", name=MEMBER_READY[language])
            await expect(ready).to_be_visible()
            await usable_by_all(page, language)
            await ready.click()
        if role in {"member", "companion"}:
            await page.get_by_role("button", name=CURRENT_ITEM).wait_for()
        await page.get_by_role("heading").first.wait_for()
        await usable_by_all(page, language)
    assert errors == []


@pytest.mark.parametrize("path", PUBLIC)
async def test_everybody_can_use_a_public_page(demo: Program, browser: Browser, path: str) -> None:
    page = await open_page(browser, demo.url + path, PHONE)
    await usable_in_both_languages(page, demo.url + path)


async def test_everybody_can_use_the_doors(demo: Program, browser: Browser) -> None:
    where = link(demo, "member").partition("?")[0]
    code = f"{demo.url}/checkin/no-meeting/no-site"
    for address in (where, code, link(demo, "administrator")):
        page = await open_page(browser, address, PHONE)
        await usable_in_both_languages(page, address)


async def test_everybody_can_use_the_first_start(tmp_path: Path, browser: Browser) -> None:
    with Program("serve", tmp_path / "data") as program:
        found = re.search(r"/first/\S+", program.log.read_text())
        assert found is not None
        page = await open_page(browser, program.url + found[0], LAPTOP)
        await usable_in_both_languages(page, program.url + found[0])


def filled(house: House, path: str) -> str:
    """Return the address of a page of the seeded branch."""
    mark = house.seeded.mark
    places = {
        "unit": f"u{mark}",
        "branch": f"na-khoang{mark}",
        "person": house.seeded.person("remote"),
        "account": f"boss{mark}",
        "meeting": house.seeded.meeting,
    }
    return house.program.url + path.format_map(places)


async def test_everybody_can_use_the_pages_of_administrators(house: House) -> None:
    page = await house.enter("administrator", devices=False)
    await page.get_by_role("button", name=SIGN_IN["vi"]).click()
    await page.wait_for_url("**/admin/**")
    await page.goto(f"{house.program.url}/admin/agendas")
    template = await page.locator("main a[href^='/admin/agendas/']").first.get_attribute("href")
    await seed(house.program.data, name="ban-luong", mark=f"{house.seeded.mark}-second")
    paths = (*OF_ADMINISTRATORS, *OF_A_MEETING)
    known = [path if "{template}" not in path else str(template) for path in paths]
    await usable_in_both_languages(page, *(filled(house, path) for path in known))


UNDECIDED: Final = """
const { setTimeout } = window;
window.setTimeout = (run, ms, ...given) => setTimeout(run, ms === 5000 ? 1e8 : ms, ...given);
"""
"""Keeps a page in the five seconds before a vote is sent for as long as it is looked at."""


async def test_everybody_can_use_a_ballot(house: House) -> None:
    chair, site = await house.enter("chair"), await house.enter("site")
    member = await house.enter("remote", script=UNDECIDED)
    await open_discussion(chair)
    await chair.get_by_role("button", name="Biểu quyết giơ tay").click()
    agree = member.get_by_role("button", name="Tán thành", exact=True)
    await expect(agree).to_be_enabled()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")
    await agree.click()
    await expect(member.get_by_role("button", name="Đổi ý")).to_be_enabled()
    await usable_by_all(member, "vi")
    await chair.get_by_role("button", name="Kết thúc biểu quyết").click()
    await expect(member.get_by_text("Phiếu này không được tính").first).to_be_visible()
    for page in (chair, member):
        await usable_by_all(page, "vi")
    await chair.get_by_role("button", name="Xác nhận kết quả").click()
    await expect(chair.locator(".verdict")).to_be_visible()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")


async def test_everybody_can_use_an_election(house: House) -> None:
    chair, site = await house.enter("chair"), await house.enter("site")
    member = await house.enter("remote", script=UNDECIDED)
    await open_discussion(chair)
    await chair.get_by_role("button", name="Cách khác…").click()
    dialog = chair.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Bầu cử").check()
    await dialog.get_by_role("radio", name=re.compile("^Phiếu giấy")).check()
    await usable_by_all(chair, "vi")
    await dialog.get_by_role("radio", name=re.compile("^Phiếu kín")).check()
    await dialog.get_by_label("Danh sách ứng cử").fill("Ma Thị Duyên\nNông Văn Quảng")
    await dialog.get_by_role("button", name="Mở biểu quyết").click()
    await member.get_by_label("Ma Thị Duyên").check()
    for page in (chair, member, site):
        await usable_by_all(page, "vi")
    await member.get_by_role("button", name="Bỏ phiếu").click()
    await expect(member.get_by_role("button", name="Đổi ý")).to_be_enabled()
    await usable_by_all(member, "vi")


async def account_with_password(house: House) -> str:
    """Give the seeded supervisor a password; return his name for signing in."""
    database = await open_database(Settings(data=house.program.data).database_url)
    try:
        accounts_of = database.registers.accounts
        (boss,) = await accounts_of.find(username=f"theodoi{house.seeded.mark}")
        await accounts_of.put(replace(boss, password_hash=PasswordHasher().hash(PASSWORD)))
    finally:
        await database.close()
    return boss.username


async def signed_in(house: House, page: Page, username: str) -> None:
    """Sign in by the page."""
    await page.goto(f"{house.program.url}/signin?lang=vi")
    await page.get_by_label("Tên đăng nhập").fill(username)
    await page.get_by_label("Mật khẩu").fill(PASSWORD)
    await page.get_by_role("button", name=SIGN_IN["vi"]).click()
    await page.wait_for_url(lambda url: not url.partition("?")[0].endswith("/signin"))


async def test_everybody_can_use_what_is_left_of_a_meeting(house: House) -> None:
    chair = await house.enter("chair")
    member = await house.enter("remote")
    await open_discussion(chair)
    await chair.get_by_role("button", name="Bế mạc").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Bế mạc").click()
    await expect(chair.get_by_role("region", name="Buổi sinh hoạt đã bế mạc")).to_be_visible()
    for page in (chair, member):
        await usable_by_all(page, "vi")
    boss = await open_page(house.browser, f"{house.program.url}/signin", LAPTOP)
    await signed_in(house, boss, await account_with_password(house))
    await usable_in_both_languages(boss, *(filled(house, path) for path in OF_SUPERVISORS))
    links = {
        chair: [house.seeded.path("chair") + path for path in OF_RECORD],
        member: [house.seeded.path("remote").partition("?")[0] + "/record/minutes"],
        boss: [f"{SIGNED_IN_DESK}{path}" for path in OF_RECORD],
    }
    for page, paths in links.items():
        await usable_in_both_languages(page, *(filled(house, path) for path in paths))
