"""Whether everybody can use a page: the rules of axe-core, and a name for every control.

Names are computed as assistive technology does, by Chromium itself, so that the pages can be
driven from outside by what a person reads.
"""

import time
from functools import cache
from typing import Any, Final

from playwright.async_api import Page

from tests.groups import NPM_PACKAGES

LANGUAGES: Final = ("vi", "en")
CONTROLS: Final = {
    *("button", "checkbox", "combobox", "link", "listbox", "menuitem", "radio", "searchbox"),
    *("slider", "spinbutton", "switch", "tab", "textbox"),
}
DEADLINE_S: Final = 60.0
LEVELS: Final = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
]
"""The tags of axe-core's rules: WCAG 2.2 at level AA, and what its authors advise beside."""
THEMES: Final = {
    "light": {"type": "tag", "values": LEVELS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""Theme → the rules for it. A theme changes colours alone, so the dark one is asked only for what
reads colours."""
VIOLATIONS: Final = """
async (rules) => {
  for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();
  const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}
"""
"""Reads colours as they come to be: a transition that had begun before motion was reduced goes on,
and half way a button that became enabled has the text of one state on the ground of the other."""


@cache
def axe() -> str:
    """Return the checker's script."""
    return (NPM_PACKAGES / "axe-core/axe.min.js").read_text(encoding="utf-8")


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
        assert time.monotonic() < deadline, f"{left}\n{await page.inner_text('body')}"
        await page.evaluate("new Promise(done => requestAnimationFrame(done))")


async def usable_by_all(page: Page, language: str) -> None:
    """Assert that a page speaks the language, names its controls and breaks no rule of axe-core,
    light or dark."""
    await all_named(page)
    shown = await page.evaluate("document.documentElement.lang")
    assert shown == language, page.url
    await page.evaluate(axe())
    for theme, rules in THEMES.items():
        await page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
        )
        found: list[str] = await page.evaluate(VIOLATIONS, rules)
        assert found == [], "\n".join([f"{page.url}, {theme}:", *found])


async def usable_in_both_languages(page: Page, *addresses: str) -> None:
    """Assert it of pages that need nothing but to be opened; the first one's language is kept."""
    for language in LANGUAGES:
        await page.goto(f"{addresses[0]}?lang={language}")
        for number, address in enumerate(addresses):
            if number:
                await page.goto(address)
            await usable_by_all(page, language)
