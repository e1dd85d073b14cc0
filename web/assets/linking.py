"""Joins ES modules into one script, so that a page waits once for all of them. Pure.

Each module becomes a function that is called once and returns the module's exports, after the
functions of the modules that it imports; its other declarations stay private. The modules that a
page starts come last, as asynchronous functions: top-level ``await`` in one does not delay the
others, as it would not if each were a script of its own.

Only a part of the language is allowed in the sources, anything else is refused: named imports of
relative paths, exported declarations that are never assigned again, no circular imports.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Final

DOC_COMMENT: Final = re.compile(r"^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*\n", re.MULTILINE)
"""A JSDoc comment on lines of its own; these are two fifths of the sources."""
IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";[ \t]*\n', re.MULTILINE)
EXPORT: Final = re.compile(
    r"^export (?=(?:const|class|function|async function) +(\w+))", re.MULTILINE
)
NOTHING_EXPORTED: Final = re.compile(r"^export \{\};[ \t]*\n", re.MULTILINE)
LEFT_OVER: Final = re.compile(r"^[ \t]*(?:import|export)\b.*$|\bimport *[.(].*$", re.MULTILINE)
"""Import and export forms that are not supported, dynamic ``import()`` and ``import.meta`` too."""


class CannotLink(ValueError):
    """Modules use a form that cannot be joined; the message names module and form."""


@dataclass(frozen=True, slots=True)
class Module:
    """One source: its imports, its exports, and its code without them."""

    imports: Mapping[str, Sequence[tuple[str, str]]]
    """Path of another module → pairs of a name there and the name here."""
    exports: Sequence[str]
    code: str


def without_documentation(text: str) -> str:
    """Return a source without its documentation comments."""
    return DOC_COMMENT.sub("", text)


def module_of(path: str, text: str) -> Module:
    """Read a source.

    Raises:
        CannotLink: the source uses another form of import or export.
    """
    text = without_documentation(text)
    imports: dict[str, list[tuple[str, str]]] = {}
    for names, target in IMPORT.findall(text):
        pairs = imports.setdefault(normpath(join(dirname(path), target)), [])
        for each in filter(None, map(str.strip, names.split(","))):
            there, _, here = each.partition(" as ")
            pairs.append((there, here or there))
    code = NOTHING_EXPORTED.sub("", EXPORT.sub("", IMPORT.sub("", text)))
    if left := LEFT_OVER.search(code):
        raise CannotLink(f"{path}: {left.group().strip()}")
    return Module(imports, EXPORT.findall(text), code)


def ordered(sources: Mapping[str, str], entries: Sequence[str]) -> dict[str, Module]:
    """Return every module that the entries need, each after those that it imports.

    Raises:
        CannotLink: a module does not exist or does not export what is imported, or imports are
            circular.
    """
    done: dict[str, Module] = {}
    open_paths: list[str] = []

    def visit(path: str) -> None:
        if path in open_paths:
            raise CannotLink(" → ".join([*open_paths, path]))
        if path in done:
            return
        if path not in sources:
            raise CannotLink(f"{' → '.join(open_paths)}: no {path}")
        module = module_of(path, sources[path])
        open_paths.append(path)
        for target, pairs in module.imports.items():
            visit(target)
            if lacking := {there for there, _ in pairs} - set(done[target].exports):
                raise CannotLink(f"{path}: {target} has no {', '.join(sorted(lacking))}")
        open_paths.pop()
        done[path] = module

    for entry in entries:
        visit(entry)
    return done


def linked(sources: Mapping[str, str], entries: Sequence[str]) -> str:
    """Return one script equivalent to the entries as module scripts, in their order.

    Args:
        sources: path → text of every module that may be needed.
        entries: paths of the modules that a page starts; none imports another.

    Raises:
        CannotLink: see `ordered`; or an entry is imported.
    """
    modules = ordered(sources, entries)
    names = {path: f"m{number}" for number, path in enumerate(modules)}
    imported = {target for module in modules.values() for target in module.imports}
    if wrong := imported & set(entries):
        raise CannotLink(f"imported, but started by a page: {', '.join(sorted(wrong))}")
    shared = [path for path in modules if path not in entries]
    return "".join(
        "\n".join(lines(path, modules[path], names, starts=path in entries))
        for path in [*shared, *entries]
    )


def lines(path: str, module: Module, names: Mapping[str, str], *, starts: bool) -> Iterator[str]:
    """Yield the function of a module and its call."""
    yield f"// {path}"
    yield "(async () => {" if starts else f"const {names[path]} = (() => {{"
    for target, pairs in module.imports.items():
        taken = ", ".join(here if there == here else f"{there}: {here}" for there, here in pairs)
        yield f"const {{ {taken} }} = {names[target]};"
    yield module.code.strip("\n")
    if not starts:
        yield f"return {{ {', '.join(module.exports)} }};"
    yield "})();\n"
