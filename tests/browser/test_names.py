"""Whatever can be pressed or filled in has a name, in both languages, on every screen.

Names are computed as assistive technology does, by Chromium itself, so that the pages can be
driven from outside by what a person reads.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.chromium import LAPTOP, Errors, open_page
from tests.program import Program

CONTROLS = {
    "button",
    "checkbox",
    "combobox",
    "link",
    "listbox",
    "menuitem",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
}
ROLES = ("chair", "secretary", "member", "companion", "site", "supervisor", "administrator")
MEMBER_READY = {"vi": "Vào họp", "en": "Go in"}
SIGN_IN = {"vi": "Đăng nhập", "en": "Sign in"}
CURRENT_ITEM = {"vi": re.compile("Mục đang làm"), "en": re.compile("Current item")}
DEADLINE_S = 15.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program("demo", tmp_path_factory.mktemp("names") / "data") as program:
        yield program


async def nameless(page: Page) -> list[dict[str, Any]]:
    """Return the controls without a name, and those named by nothing but signs."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    found = []
    for node in tree["nodes"]:
        role = node.get("role", {}).get("value")
        name = str(node.get("name", {}).get("value", ""))
        if node.get("ignored") or role not in CONTROLS:
            continue
        if not any(letter.isalnum() for letter in name):
            found.append({"role": role, "name": name, "properties": node.get("properties")})
    return found


async def all_named(page: Page) -> None:
    """Wait until every control has a name; a page may take a moment to fill itself in."""
    deadline = time.monotonic() + DEADLINE_S
    while left := await nameless(page):
        assert time.monotonic() < deadline, left
        await page.evaluate("new Promise(done => requestAnimationFrame(done))")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", ROLES)
async def test_every_control_has_a_name(
    demo: Program, browser: Browser, role: str, language: str
) -> None:
    url = next(one["url"] for one in demo.links() if one["role"] == role)
    errors = Errors()
    page = await open_page(browser, url, LAPTOP, errors=errors, language=language)
    await page.goto(page.url.partition("?")[0] + f"?lang={language}")
    if role == "member":
        await all_named(page)
        await page.get_by_role("button", name=MEMBER_READY[language]).click()
        await page.get_by_role("button", name=CURRENT_ITEM[language]).wait_for()
    if role == "administrator":
        await all_named(page)
        await page.get_by_role("button", name=SIGN_IN[language]).click()
        await page.wait_for_url("**/admin/**")
    await page.get_by_role("heading").first.wait_for()
    await all_named(page)
    assert await page.evaluate("document.documentElement.lang") == language
    assert errors == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/signin", "/check", "/j/no-such-link"])
async def test_every_control_of_a_public_page_has_a_name(
    demo: Program, browser: Browser, path: str, language: str
) -> None:
    page = await open_page(browser, f"{demo.url}{path}?lang={language}", language=language)
    await all_named(page)
    assert await page.evaluate("document.documentElement.lang") == language
