"""Imports go one way, the pure rooms stay pure, files and functions stay small."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
CODE: Final = sorted(
    path for room in ("live", "signaling", "web") for path in (ROOT / room).rglob("*.py")
)
SCRIPTS: Final = sorted((ROOT / "web/static/js").rglob("*.js"))
STYLES: Final = sorted((ROOT / "web/static/css").rglob("*.css"))
TESTS: Final = sorted((ROOT / "tests").rglob("*.py"))
TEST_SCRIPTS: Final = sorted(
    path for path in (ROOT / "tests").rglob("*.js") if "node_modules" not in path.parts
)
FORBIDDEN: Final = {"live": ("signaling", "web"), "signaling": ("web",), "web": ()}
LIVE: Final = {
    "meeting": (),
    "bus": (),
    "bots": (),
    "ballot_box": (),
    "media": ("bus",),
    "supervision": ("meeting",),
    "record": ("meeting",),
    "documents": ("record",),
    "store": ("meeting", "media", "ballot_box"),
    "rosters": ("meeting", "store"),
}
"""Package of ``live`` → those that it may import. A list of members is applied to the registers, so
rosters know the store; the store knows no lists."""
PURE: Final = ("live/meeting", "live/supervision", "live/record")
IMPURE_MODULES: Final = {
    *("asyncio", "os", "pathlib", "random", "redis", "secrets", "socket"),
    *("sqlalchemy", "subprocess", "threading", "time"),
}
WINGS: Final = ("formats", "crypto", "sockets", "link", "relay")
"""Wings of the forwarding engine; each may import itself and those before it."""
SLEEPS: Final = re.compile(r"^(time|asyncio)\.sleep$|\.wait_for_timeout$")
MAX_FILE_LINES: Final = 400
MAX_FUNCTION_LINES: Final = 50


def name_of(path: Path) -> str:
    """Return the path as the reports show it."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a file once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_imports_go_from_web_over_signaling_to_live() -> None:
    wrong = {
        f"{name_of(path)}: {name}"
        for path in CODE
        for name in imports_of(path)
        if name.split(".")[0] in FORBIDDEN[path.relative_to(ROOT).parts[0]]
    }
    assert wrong == set()


@pytest.mark.parametrize("package", LIVE)
def test_packages_of_live_import_each_other_one_way(package: str) -> None:
    wrong = {
        f"{name_of(path)}: {name}"
        for path in (ROOT / "live" / package).rglob("*.py")
        for name in imports_of(path)
        if name.startswith("live.") and name.split(".")[1] in LIVE
        if name.split(".")[1] not in (package, *LIVE[package])
    }
    assert wrong == set()


def test_every_package_of_live_has_a_direction() -> None:
    assert {path.parent.name for path in (ROOT / "live").glob("*/__init__.py")} == {*LIVE}
    above: list[str] = []
    for package, below in LIVE.items():
        assert {*below} <= {*above}, "in the order in which they build on each other"
        above.append(package)


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_read_no_clock_and_do_no_io(room: str) -> None:
    found = {
        name_of(path): sorted(set(imports_of(path)) & IMPURE_MODULES)
        for path in (ROOT / room).rglob("*.py")
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_media_does_not_know_what_a_meeting_is() -> None:
    found = [
        name_of(path)
        for path in (ROOT / "live/media").rglob("*.py")
        if any(name.startswith(("live.meeting", "live.store")) for name in imports_of(path))
    ]
    assert found == []


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_of_the_engine_imports_itself_and_those_before_it(wing: str) -> None:
    engine = "live.media.sfu."
    allowed = tuple(f"{engine}{each}." for each in WINGS[: WINGS.index(wing) + 1])
    found = {
        name_of(path): wrong
        for path in (ROOT / "live/media/sfu" / wing).glob("*.py")
        if (
            wrong := [
                n for n in imports_of(path) if n.startswith(engine) and not n.startswith(allowed)
            ]
        )
    }
    assert found == {}


def test_every_folder_of_the_engine_is_a_wing() -> None:
    folders = {path.parent.name for path in (ROOT / "live/media/sfu").glob("*/__init__.py")}
    assert folders == set(WINGS)


def test_a_file_holds_one_idea() -> None:
    lines = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in CODE + SCRIPTS + STYLES + TESTS + TEST_SCRIPTS
    }
    assert {name: count for name, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(name_of(path))
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_a_function_fits_a_screen() -> None:
    long = {
        f"{name_of(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in CODE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_a_module_says_what_it_is_for() -> None:
    modules = [path for path in CODE if path.stat().st_size]
    assert [name_of(path) for path in modules if not ast.get_docstring(tree_of(path))] == []


def sleeps_in(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that let time pass and hope.

    Looking again and again within a ``while`` that has a condition and a deadline is waiting for
    something; ``sleep(0)`` gives the turn away and waits for nothing.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.While):
            continue
        if isinstance(node, ast.Call) and SLEEPS.search(ast.unparse(node.func)):
            if ast.unparse(node.args[0]) != "0":
                yield node.lineno
        else:
            yield from sleeps_in(node)


LASTS = {"bench", "faults"}
"""A load and an outage last for a while by their nature."""


def test_no_test_sleeps_to_let_things_happen() -> None:
    tests = [
        path
        for path in TESTS
        if not LASTS & {*path.parts}
        if re.search(r"sleep|wait_for_timeout", path.read_text(encoding="utf-8"))
    ]
    found = [f"{name_of(path)}:{line}" for path in tests for line in sleeps_in(tree_of(path))]
    assert found == []


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE + TESTS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and len(node.body) == 1
        and isinstance(node.body[0], ast.Pass)
    ]
    assert swallowed == []


def test_storage_and_the_devices_own_clock_have_one_module_each() -> None:
    kept = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|cookieEnabled|\bcaches\."
    )
    clock = re.compile(r"\bDate\.now\(|\bnew Date\(\)|performance\.timeOrigin")
    found = {
        name_of(path)
        for path in SCRIPTS
        for pattern, home in ((kept, "core/storage.js"), (clock, "core/clock.js"))
        if pattern.search(without_comments(path.read_text(encoding="utf-8")))
        and not path.as_posix().endswith(home)
    }
    assert found == set()


def test_one_module_alone_writes_texts_and_attributes() -> None:
    writes = re.compile(
        r"\.(textContent|innerText|innerHTML|className) = |\.dataset\.\w+ = "
        r"|\.setAttribute\(|\.style\.setProperty\("
    )
    found = {
        name_of(path)
        for path in SCRIPTS
        if path.name != "elements.js" and writes.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_clocks_and_figures_of_the_live_pages_are_not_translated() -> None:
    figure = re.compile(r"<time\b[^>]*>|<(?!input)\w+ [^>]*class=\"(?:[^\"]* )?figure[ \"][^>]*>")
    found = {
        f"{name_of(path)}: {tag}"
        for path in (ROOT / "web/templates").glob("*.html")
        for tag in figure.findall(path.read_text(encoding="utf-8"))
        if 'translate="no"' not in tag
    }
    assert found == set()


def without_comments(script: str) -> str:
    """Return a script without what it says to its readers."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.DOTALL)


def test_no_file_names_a_package_index_or_a_machine_path() -> None:
    pattern = re.compile(r"--index-url|--extra-index-url|/home/\w+/|/root/|/work/")
    texts = [*CODE, *SCRIPTS, *ROOT.glob("*.md"), *ROOT.glob("*.txt"), ROOT / "pyproject.toml"]
    found = [name_of(path) for path in texts if pattern.search(path.read_text(encoding="utf-8"))]
    assert found == []
