"""The browser's scripts import one way: a page joins panels, panels share `ui`, all use `core`."""

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final

import pytest

from tests.house.test_layout import SCRIPTS, name_of

JS: Final = Path(__file__).parents[2] / "web/static/js"
IMPORT: Final = re.compile(r"""(?:\bfrom|\bimport\(?)\s*["']([^"']+)["']""")
"""Also of a type in a comment: who needs another's shape depends on it too."""


def may_import(folder: str) -> set[str]:
    """Return the folders from which a folder's modules may import."""
    if folder == "core":
        return {"core"}
    if folder == "pages":
        return {"core", *(each for each in folders() if each.startswith("ui"))}
    return {folder, "ui", "core"}


def folders() -> set[str]:
    """Return all folders with scripts, as paths below the one of all."""
    return {path.parent.relative_to(JS).as_posix() for path in SCRIPTS}


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_a_panel_imports_from_itself_and_what_all_share(path: Path) -> None:
    folder = path.parent.relative_to(JS).as_posix()
    imported = {
        PurePosixPath(normpath(f"{folder}/{name}")).parent.as_posix()
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }
    assert imported - may_import(folder) == set()


def test_every_folder_of_scripts_has_its_rule() -> None:
    assert {each.partition("/")[0] for each in folders()} == {"core", "pages", "ui"}
