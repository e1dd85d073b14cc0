"""Both languages say everything, and nothing that a screen asks for is missing."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from live.record.ballots import METHODS
from live.record.score import EVIDENCE
from signaling.rejections import CODES
from web.i18n import LOCALE, catalogue, choose, read_area
from web.settings import LANGUAGES

ROOT: Final = Path(__file__).parents[3]
KEY: Final = r"[a-z_]+(?:\.[a-z_0-9]+)+"
SCREENS: Final = sorted((ROOT / "web/templates").rglob("*.html"))
MODULES: Final = sorted((ROOT / "web/static/js").rglob("*.js"))
CODE: Final = sorted((ROOT / "web").rglob("*.py"))
AREAS: Final = sorted(path.name for path in (LOCALE / "vi").glob("*.po"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_and_facts(area: str) -> None:
    vietnamese, english = (read_area(LOCALE / language / area) for language in ("vi", "en"))
    assert vietnamese.keys() == english.keys()
    different = [
        key for key in vietnamese if placeholders(vietnamese[key]) != placeholders(english[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_key_has_its_sentence(language: str, area: str) -> None:
    text = (LOCALE / language / area).read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', text, re.M)
    assert sorted(keys) == sorted(read_area(LOCALE / language / area))
    lines = re.findall(r'^(msgid|msgstr) "', text, re.M)
    assert lines == ["msgid", "msgstr"] * (len(keys) + 1), "one sentence below each key"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_areas_say_the_same_key(language: str) -> None:
    keys = [key for area in AREAS for key in read_area(LOCALE / language / area)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("path", SCREENS + MODULES, ids=name_of)
def test_a_screen_asks_for_sentences_that_there_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = catalogue("vi").messages
    asked = set(re.findall(rf"""\bt\(\s*["'`]({KEY})["'`]\s*[,)]""", text))
    assert asked - known.keys() == set()
    beginnings = set(re.findall(r"""\bt\(\s*["'`]([a-z_.]+\.)["'`$]""", text))
    beginnings |= set(re.findall(r"\bt\(\s*`([a-z_.]+\.)\$", text))
    assert {each for each in beginnings if not any(key.startswith(each) for key in known)} == set()


def keys_in(path: Path) -> Iterator[str]:
    """Yield the texts in a module that look like keys of the catalogues."""
    areas = ("admin", "common", "refused")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.startswith(areas) and re.fullmatch(KEY, text):
            yield text


def test_a_route_asks_for_sentences_that_there_are() -> None:
    asked = {key for path in CODE for key in keys_in(path)}
    assert asked - catalogue("vi").messages.keys() == set()


def test_every_problem_has_a_title_what_happened_and_what_to_do() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in CODE)
    codes = set(re.findall(r'Problem\(\s*\d+, "(\w+)"', source))
    codes |= {"bad_request", "not_found", "too_large", "refused", "bug"}
    codes |= {"unknown_link", "expired_link", "revoked_link"}
    missing = {
        f"common.problem.{code}.{part}"
        for code in codes
        for part in ("title", "what", "next")
        if not (code == "refused" and part == "what")
    } - catalogue("vi").messages.keys()
    assert missing == set()


def test_every_code_of_a_refusal_has_its_sentence() -> None:
    rejected = {
        code
        for room in ("live", "signaling", "web")
        for path in (ROOT / room).rglob("*.py")
        for code in re.findall(r'Rejected\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    said = {key.removeprefix("refused.") for key in catalogue("vi").messages if "refused." in key}
    assert (rejected | set(CODES)) - said == set()


def test_nobody_is_addressed_as_in_a_shop() -> None:
    wrong = [
        key
        for key, sentence in catalogue("vi").messages.items()
        if re.search(r"\b(ông/bà|quý khách|bạn)\b", sentence, re.I)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_evidence_of_the_score_has_a_sentence_on_screens_as_on_the_sheet(language: str) -> None:
    sentences = catalogue(language).messages
    assert [key for key in EVIDENCE if f"score.evidence.{key}" not in sentences] == []


def test_the_minutes_call_a_method_of_voting_what_the_screens_call_it() -> None:
    text = catalogue("vi")
    other = [each for each in METHODS if text(f"ballot.method.{each}").lower() not in METHODS[each]]
    assert other == []


def test_a_sentence_is_filled_with_its_facts() -> None:
    assert catalogue("en")("common.signin.wait", wait="30").startswith("Too many")
    assert "30" in catalogue("vi")("common.signin.wait", wait="30")


def test_a_missing_key_or_fact_shows_itself_and_breaks_nothing() -> None:
    text = catalogue("vi")
    assert text("no.such.key") == "no.such.key"
    assert "{wait}" in text("common.signin.wait")


def test_an_unknown_refusal_still_says_something() -> None:
    assert "new_code" in catalogue("en").refusal("new_code", {})


@pytest.mark.parametrize(
    ("wishes", "language"),
    [(("en", "vi"), "en"), ((None, "en"), "en"), (("fr", None), "vi"), ((None,), "vi")],
)
def test_the_first_wish_that_we_have_is_the_language(
    wishes: tuple[str | None, ...], language: str
) -> None:
    assert choose(*wishes) == language


@pytest.mark.parametrize(
    ("wait_s", "vi", "en"),
    [(0.2, "1 giây", "1 s"), (60, "60 giây", "60 s"), (61, "2 phút", "2 min")],
)
def test_a_wait_is_said_in_seconds_up_to_a_minute_and_never_too_short(
    wait_s: float, vi: str, en: str
) -> None:
    assert catalogue("vi").wait(wait_s) == vi
    assert catalogue("en").wait(wait_s) == en
