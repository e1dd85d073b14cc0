"""The check that the field codes of a Word file fetch nothing, start nothing and ask nothing.

A field (ECMA-376 part 1 §17.16) is either an element with its instruction, or a sequence of marks:
begin, pieces of the instruction, separate, the result, end; and it may be nested. Word joins the
pieces, so they are judged joined. Some fields fetch a file or start a program when Word works them
out, so only kinds that are known to be harmless are allowed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

HARMLESS: Final = frozenset(
    {
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"),
        *("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"),
        *("REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC"),
        *("=", "IF", "QUOTE", "SYMBOL", "EQ", "LISTNUM"),
        *("TITLE", "SUBJECT", "AUTHOR", "DOCPROPERTY", "NUMWORDS", "NUMCHARS"),
        *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"),
    }
)
"""Kinds of fields (ECMA-376 part 1 §17.16.5) that use only what is in the file, or the clock."""
NAME: Final = re.compile(r'\s*(=|[A-Za-z]+(?=[\s\\"]|$))')
WITHIN: Final = re.compile(
    r'\s*HYPERLINK(\s+\\[lot]\s+("[^"]*"|[^\s"\\]+)|\s+\\[hmn])+\s*', re.IGNORECASE
)
"""A link to a bookmark (§17.16.5.25): switches without an address. Links that lead out of the file
are relations, which Word opens only when they are pressed."""
TEMPLATE: Final = re.compile(r"\{[{%#]")
"""Where a form is filled in: the instruction would not be what was judged."""
BRANCHES: Final = ("{*}Choice", "{*}Fallback")
"""Of these Word reads one and leaves the others out (ECMA-376 part 3 §7.6)."""


@dataclass(slots=True)
class Field:
    """A field whose end has not come yet."""

    branch: Any
    """The alternative in which it begins, if it is in one."""
    instruction: bool = True
    """Whether its instruction is still being read, not its result."""
    pieces: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """The pieces without those that a tracked change removed."""


def fetches(tree: Any) -> bool:  # noqa: ANN401 - lxml's
    """Return whether a part of a Word file has a field that is not known to be harmless, or is
    connected to a source of data for mail merge."""
    if next(tree.iter("{*}mailMerge"), None) is not None:
        return True
    simple = (_attribute(each, "instr") for each in tree.iter("{*}fldSimple"))
    return not all(is_harmless(each) for each in (*simple, *_instructions(tree)))


def is_harmless(instruction: str) -> bool:
    """Return whether the instruction of a field is of a kind that is allowed."""
    if TEMPLATE.search(instruction):
        return False
    name = NAME.match(instruction)
    allowed = name is not None and name[1].upper() in HARMLESS
    return allowed or WITHIN.fullmatch(instruction) is not None


def _instructions(tree: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's
    """Yield the instructions of all fields made of marks; an empty one, which is not allowed, for
    a field whose instruction Word could read in another way."""
    within: list[Field] = []
    for each in tree.iter("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}t"):
        kind = each.tag.rpartition("}")[2]
        mark = _attribute(each, "fldCharType") if kind == "fldChar" else ""
        if mark == "begin":
            if within and within[-1].instruction and not "".join(within[-1].kept).strip():
                yield ""  # the kind would be what the inner field gives
            within.append(Field(next(each.iterancestors(*BRANCHES), None)))
            continue
        if not within:
            continue
        inner = within[-1]
        if inner.branch is not next(each.iterancestors(*BRANCHES), None) and (
            inner.instruction or kind != "t"
        ):
            yield ""
        if mark == "separate":
            inner.instruction = False
        elif mark == "end":
            yield from _both(within.pop())
        elif inner.instruction:
            if kind == "t" and (each.text or "").strip():
                yield ""
            inner.pieces.append(each.text or "")
            if kind == "instrText":
                inner.kept.append(each.text or "")
    for open_field in within:
        yield from _both(open_field)


def _both(done: Field) -> tuple[str, str]:
    """Return the instruction as it is with what a tracked change removed, and without."""
    return "".join(done.pieces), "".join(done.kept)


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401 - lxml's
    """Return an attribute in any namespace: Word has one for each of two forms of the format."""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")
