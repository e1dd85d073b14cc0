"""Every page, in both languages, light and dark, can be used by everybody (`accessible`)."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Browser, expect

from tests.browser.accessible import LANGUAGES, usable_by_all
from tests.browser.chromium import LAPTOP, PHONE, TV, Errors, open_page
from tests.program import Program
from web import first, pages, past, signin
from web.admin import accounts, agendas, branches, imports, own, people, search, units, word_forms
from web.api import docs
from web.organise import invitations, lists, prepare
from web.planning import feeds
from web.planning import own as own_plan
from web.planning import pages as plan
from web.records import closed, minutes, proposals, scores
from web.records import page as record
from web.reports import comparison, evening
from web.reports import page as reports
from web.reports import proposals as register

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
CURRENT_ITEM: Final = re.compile("Mục đang làm|Current item")

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
    "/admin/units/{unit}/plan",
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
OF_SUPERVISORS: Final = (
    *("/wall", "/plan", "/past", "/past/{meeting}"),
    *("/reports", "/reports/comparison", "/wall/report", "/proposals"),
)
OF_RECORD: Final = ("/record", "/record/minutes", "/record/score", "/record/proposals")
"""Pages of a meeting that is over, for an account and for whoever has a link."""
ELSEWHERE: Final = (
    *("/j/{token}", "/first/{token}", "/checkin/{meeting}/{site}"),
    "/j/{token}/records",
    *(f"/j/{{token}}/meetings/{{meeting}}{path}" for path in OF_RECORD),
)
"""Pages that tests of their own open, or that are the same for whoever signed in."""
NO_PAGES: Final = {
    *("/", "/admin", "/api/openapi.json", "/i18n/{language}.json", "/qr.svg"),
    "/admin/units/{unit}/forms/{kind}.docx",
    "/calendar/{token}.ics",
    *("/reports/files/{name}", "/reports/plots/{name}", "/reports/comparison/files/so-sanh.xlsx"),
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
    routers = (
        first,
        signin,
        past,
        plan,
        own_plan,
        feeds,
        pages,
        docs,
        accounts,
        agendas,
        branches,
        imports,
        own,
        people,
    )
    others = (
        search,
        units,
        word_forms,
        invitations,
        lists,
        prepare,
        closed,
        record,
        minutes,
        scores,
        reports,
        comparison,
        evening,
        proposals,
        register,
    )
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
