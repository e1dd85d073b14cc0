"""Words of the documents are words of the code, and the changelog knows the release."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
GLOSSARIES: Final = {
    "live/README.md": ("live",),
    "live/media/README.md": ("live/media",),
    "signaling/PROTOCOL.md": ("signaling", "live"),
    "CONTRIBUTING.md": ("signaling", "web"),
}
"""A document with tables of words, and the rooms whose code uses them."""
TABLE: Final = re.compile(r"^\| word \|.*\n\|[ |-]+\n((?:\|.*\n)+)", re.MULTILINE)


def words_of(document: str) -> list[str]:
    """Return the first column of every table of words."""
    tables = TABLE.findall((ROOT / document).read_text(encoding="utf-8"))
    return [line.split("|")[1].strip() for table in tables for line in table.splitlines()]


def identifiers_of(rooms: tuple[str, ...]) -> str:
    """Return every identifier of the rooms, its parts apart and in small letters."""
    names: set[str] = set()
    for room in rooms:
        for path in (ROOT / room).rglob("*.py"):
            names.update(re.findall(r"[A-Za-z_]+", path.read_text(encoding="utf-8")))
    apart = (re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower() for name in names)
    return "\n".join(f" {name.strip()} " for name in apart)


@pytest.mark.parametrize("document", GLOSSARIES)
def test_a_word_that_is_explained_is_a_name_in_the_code(document: str) -> None:
    words = words_of(document)
    assert len(words) > 5
    names = identifiers_of(GLOSSARIES[document])
    assert [word for word in words if not re.search(rf" {word}s? ", names)] == []


@pytest.mark.parametrize("document", GLOSSARIES)
def test_a_word_is_explained_once_in_a_document(document: str) -> None:
    words = words_of(document)
    assert sorted(words) == sorted(set(words))


def test_the_changelog_has_a_section_for_the_release_that_the_program_says() -> None:
    release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sections = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert sections[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(release['version'])} \(\d{{4}}-\d\d-\d\d\)", sections[1])
