"""Every text that a page or a module asks for by its key is there, in both languages."""

import re
from pathlib import Path

import pytest

from web.i18n import catalogue

WEB = Path(__file__).parents[2] / "web"
SOURCES = sorted([*(WEB / "templates").rglob("*.html"), *(WEB / "static/js").rglob("*.js")])
TEMPLATES = [path for path in SOURCES if path.suffix == ".html" and path.name != "api.html"]
"""All but the description of the HTTP interface, whose names are words of it."""
LITERAL = re.compile(r"""\bt\(\s*(["'])([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\1\s*[,)]""")
CHOSEN = re.compile(r"""\bt\(\s*[^"'`()]+\?\s*"([a-z0-9_.]+)"\s*:\s*"([a-z0-9_.]+)"\s*[,)]""")
"""``t(condition ? "one.key" : "another.key")``."""
BARE_NAME = re.compile(r"\bpeople\[[^\]]+\]\??\.name\b|\(id, person\.name\)")
"""The name of somebody of a view, read past the functions that show names."""
TOKEN = re.compile(
    r"(?P<tag><(?:\{%.*?%\}|\{\{.*?\}\}|[^<>{]|\{(?![%{]))*>)|\{\{(?P<shown>.*?)\}\}"
    r"|\{% block title %\}.*?\{% endblock %\}|\{%.*?%\}|\{#.*?#\}",
    re.DOTALL,
)
"""A tag of a template, or what it shows; titles of windows have no tags."""
NAME = re.compile(r"^\s*(names\[|branches\[|[^~()]*\.(name|username)\s*(if\b|$))")
"""The name of somebody or something, or of an account."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def asked_keys(source: Path) -> set[str]:
    text = source.read_text()
    chosen = {key for pair in CHOSEN.findall(text) for key in pair}
    return {key for _, key in LITERAL.findall(text)} | chosen


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(WEB)))
def test_no_module_shows_a_name_without_what_tells_namesakes_apart(source: Path) -> None:
    """`shownName` and `personName` of ``core/view.js`` do."""
    assert not BARE_NAME.findall(source.read_text())


@pytest.mark.parametrize("source", TEMPLATES, ids=lambda source: str(source.relative_to(WEB)))
def test_translators_leave_every_name_on_a_page_alone(source: Path) -> None:
    tag, translated = "", []
    for token in TOKEN.finditer(source.read_text()):
        tag = token["tag"] or tag
        if NAME.match(token["shown"] or "") and 'translate="no"' not in tag:
            translated.append(token["shown"])
    assert not translated


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(WEB)))
def test_a_screen_finds_every_text_it_asks_for(source: Path, language: str) -> None:
    missing = asked_keys(source) - catalogue(language).messages.keys()
    assert not missing


def test_both_languages_have_the_same_texts() -> None:
    assert catalogue("vi").messages.keys() == catalogue("en").messages.keys()


def test_both_languages_are_given_the_same_facts() -> None:
    vi, en = catalogue("vi").messages, catalogue("en").messages
    differing = {
        key
        for key in vi.keys() & en.keys()
        if set(PLACEHOLDER.findall(vi[key])) != set(PLACEHOLDER.findall(en[key]))
    }
    assert not differing


def test_no_text_calls_a_member_sir_or_madam() -> None:
    words = re.compile(r"\b(ông|bà)\b", re.IGNORECASE)
    assert not [key for key, text in catalogue("vi").messages.items() if words.search(text)]
