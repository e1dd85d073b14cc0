"""Every file, module and test that a document or a comment names is there."""

import ast
import io
import os
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
NOT_OURS: Final = {
    *(".venv", ".git", "node_modules", "build", "data", "__pycache__"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"),
}
KINDS: Final = "py|js|css|html|md|toml|txt|yml|yaml|json|po|conf|sh"
CITED: Final = re.compile(
    rf"(?<![\w/.:@$+*{{}}-])((?:\.\.?/)*[\w.-]+(?:/[\w.-]+)*\.(?:{KINDS}))(?![\w/*(]|\.\w)"
)
MODULE: Final = re.compile(r"`((?:live|signaling|web|tests)(?:\.\w+)+)`")
TEST: Final = re.compile(r"`(test_\w+)`")
LINK: Final = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MADE_WHEN_RUN: Final = {
    *("data/demo.json", "demo.json", "cast.json", "CAST.json", "user.js", "openapi.json"),
}
"""What a program writes or serves."""
NO_FILE: Final = {"Node.js"}


@cache
def files() -> frozenset[str]:
    """Return the path of every file of the project, from its root."""
    found = set()
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and "." not in name[1:]]
        found |= {str(Path(folder, name).relative_to(ROOT)) for name in names}
    return frozenset(found)


def said_in(path: Path) -> Iterator[str]:
    """Yield what a file says to its readers: a document all of it, code its comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _comments_of_python(text)
    elif path.suffix in (".js", ".css"):
        yield from re.findall(r"/\*.*?\*/|(?<![:\w\"'`])//[^\n]*", text, flags=re.DOTALL)
    elif path.suffix == ".html":
        yield from re.findall(r"\{#.*?#\}|<!--.*?-->", text, flags=re.DOTALL)
    elif path.suffix in (".yml", ".toml") or path.name == ".env.example":
        yield from re.findall(r"#[^\n]*", text)
    else:
        yield text


def _comments_of_python(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


@cache
def ends() -> frozenset[str]:
    """Return every end of the path of a file, from any folder on."""
    return frozenset(
        "/".join(parts[start:])
        for parts in (name.split("/") for name in files())
        for start in range(len(parts))
    )


def is_there(cited: str, place: Path) -> bool:
    """Tell whether a path, or the end of one, is a file beside ``place`` or anywhere in ours."""
    beside = os.path.normpath(place.parent.relative_to(ROOT) / cited)
    return beside in files() or cited in ends()


def is_module(dotted: str) -> bool:
    """Tell whether a dotted name is a module of ours, or a name in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        path = "/".join(parts[:length])
        homes = [home for home in (f"{path}.py", f"{path}/__init__.py") if home in files()]
        if homes:
            text = (ROOT / homes[0]).read_text(encoding="utf-8")
            return length == len(parts) or re.search(rf"\b{parts[length]}\b", text) is not None
    return "/".join(parts) in {str(Path(name).parent) for name in files()}


def wrong_in(path: Path) -> list[str]:
    """Return what a file names and the project has not.

    Most files name nothing wrong anywhere in them; only in others the comments are told from the
    code, which takes much longer.
    """
    text = path.read_text(encoding="utf-8")
    wrong = [] if not missing(text, path) else [n for s in said_in(path) for n in missing(s, path)]
    if path.suffix == ".md":
        wrong += [to for to in LINK.findall(text) if not (path.parent / to).exists()]
    return wrong


def missing(said: str, path: Path) -> list[str]:
    """Return the files, modules and tests that a text names and the project has not."""
    cited = [name for name in CITED.findall(said) if name not in MADE_WHEN_RUN | NO_FILE]
    wrong = [name for name in cited if not is_there(name, path)]
    wrong += [name for name in MODULE.findall(said) if not is_module(name)]
    wrong += [
        name for name in TEST.findall(said) if f"{name}.py" not in ends() and not is_test(name)
    ]
    return wrong


@cache
def text_of_tests() -> str:
    """Return the text of all tests."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))


def is_test(name: str) -> bool:
    """Tell whether a function of the tests has this name."""
    return f"def {name}(" in text_of_tests()


SPEAKING: Final = sorted(
    name
    for name in files()
    if Path(name).suffix in {".md", ".py", ".js", ".css", ".html", ".yml", ".toml"}
    or Path(name).name in {"Makefile", "Dockerfile", "Caddyfile", ".env.example", "run"}
)


@pytest.mark.parametrize("name", SPEAKING)
def test_every_file_that_is_named_is_there(name: str) -> None:
    assert wrong_in(ROOT / name) == []


def test_a_file_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    page = ROOT / "tests" / "any.md"
    assert is_there("conftest.py", page)
    assert is_there("../README.md", page)
    assert not is_there("domain.md", page)
    assert CITED.findall("see `domain.md` §1, core/clock.js: and a.b.json()") == [
        *("domain.md", "core/clock.js"),
    ]
    assert is_module("live.media.engine.Layer")
    assert not is_module("live.media.nothing")
    script = tmp_path / "a.js"
    script.write_text("const x = answer.json; // as in media.md\n")
    assert list(said_in(script)) == ["// as in media.md"]


@pytest.mark.parametrize("package", ["live", "live/meeting", "live/record", "live/documents"])
def test_the_document_of_live_has_a_line_for_every_module(package: str) -> None:
    rows = "\n".join(re.findall(r"^\| `.*", (ROOT / "live/README.md").read_text(), re.MULTILINE))
    above = "../" if package == "live" else ""
    modules = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__"}
    assert {name for name in modules if f"`{above}{name}`" not in rows} == set()
