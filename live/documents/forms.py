"""The check of a Word form that a unit uploads: is it harmless, and which fields does it use?

A form may print fields, ask whether they are there, and go through lists. Anything else of Jinja is
refused, and so is a loop inside a loop over something else than a list of the outer one, because
with these two rules a form takes no longer than it and the record are long. To be called in
`live.documents.confined`, since reading the file itself may take any time.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from live.documents.packages import require_harmless_untrusted
from live.errors import Rejected
from live.record.fields import MINUTES_FIELDS, RESOLUTION_FIELDS

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "minutes": MINUTES_FIELDS,
    "resolution": RESOLUTION_FIELDS,
}
FIELD: Final = re.compile(r"\{[{%#]")
PROPERTIES: Final = ("author", "comments", "identifier", "language", "subject", "title")
"""Properties of a file that docxtpl fills too; no field belongs there."""
FOOTNOTES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
"""What the part of the footnotes is (ECMA-376 part 1 §11.3.7)."""
FILTERS: Final = frozenset({"upper", "lower", "title", "capitalize", "trim", "length", "join"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReport:
    """What a harmless form uses."""

    missing: tuple[str, ...]
    """Fields that it leaves out; that may be meant."""
    unknown: tuple[str, ...]
    """Fields that no record has; they stay empty."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes between processes."""
        return asdict(self)


def check_form_untrusted(form: bytes, kind: str) -> FormReport:
    """Return which fields an uploaded form leaves out and which are unknown.

    Args:
        form: the bytes of the file.
        kind: ``minutes`` or ``resolution``.

    Raises:
        Rejected: ``form_too_large``, ``form_not_docx``, ``form_macros``, ``form_embedded``,
            ``form_external``; ``form_broken`` with the reason; ``form_forbidden`` with what of
            Jinja is not allowed.
    """
    require_harmless_untrusted(form)
    known = FIELDS[kind]
    used = used_fields(form)
    there = {part for path in known for part in containing(path)}
    return FormReport(
        missing=tuple(
            name
            for name in dict.fromkeys(path.split(".")[0].removesuffix("[]") for path in known)
            if name not in {path.split(".")[0].removesuffix("[]") for path in used}
        ),
        unknown=tuple(sorted(used - there)),
    )


def containing(path: str) -> set[str]:
    """Return a path and those of the lists and objects that it is in."""
    found = set()
    while path:
        found.add(path)
        path = path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]
    return found


def used_fields(form: bytes) -> set[str]:
    """Return the paths of the fields that a form uses, written as in the tables of fields."""
    from docx.exceptions import PythonDocxError  # noqa: PLC0415
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import Environment, TemplateSyntaxError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        template = DocxTemplate(io.BytesIO(form))
        template.init_docx()
        if any(FIELD.search(getattr(template.docx.core_properties, each)) for each in PROPERTIES):
            raise Rejected("form_forbidden", what=", ".join(PROPERTIES))
        sources = [template.patch_xml(source) for source in sources_of(template)]
        trees = [Environment().parse(source) for source in sources]  # noqa: S701 - never run
    except TemplateSyntaxError as error:
        raise Rejected("form_broken", reason=str(error.message)[:200]) from error
    except (
        *(LxmlError, PythonDocxError),
        *(ValueError, KeyError, TypeError, AttributeError, IndexError),
    ) as error:
        raise Rejected("form_not_docx") from error
    walker = FieldWalker()
    for tree in trees:
        walker.walk(tree, {}, frozenset())
    return walker.used


def sources_of(template: Any) -> Iterator[str]:  # noqa: ANN401 - docxtpl's
    """Yield the XML of every part that docxtpl fills."""
    yield template.get_xml()
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.get_part_xml(part)
    for part in template.docx.part.package.parts:
        if part.content_type == FOOTNOTES:
            yield part.blob.decode()


class FieldWalker:
    """Goes through a form's expressions, notes the fields, and refuses what may not be."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def walk(self, node: Any, names: Mapping[str, str], inner: frozenset[str]) -> None:  # noqa: ANN401
        """Look at a node of Jinja's syntax tree.

        Args:
            node: the node.
            names: variables of the loops around it → what they stand for.
            inner: the paths of the lists around it.
        """
        from jinja2 import nodes  # noqa: PLC0415

        match node:
            case nodes.For(target=nodes.Name(name=name), recursive=False, test=None):
                path = self.path_of(node.iter, names)
                outer = max(inner, key=len, default="")
                if inner and not path.startswith(outer):
                    raise Rejected("form_forbidden", what="for … for")
                below = {**names, name: f"{path}[]", "loop": ""}
                for each in (*node.body, *node.else_):
                    self.walk(each, below, inner | {f"{path}[]."})
            case nodes.Name() | nodes.Getattr():
                self.path_of(node, names)
            case nodes.Filter(name=name) if name not in FILTERS:
                raise Rejected("form_forbidden", what=name)
            case _ if isinstance(node, allowed_kinds()):
                for child in node.iter_child_nodes():
                    self.walk(child, names, inner)
            case _:
                raise Rejected("form_forbidden", what=type(node).__name__.lower())

    def path_of(self, node: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401 - Jinja's
        """Return the path of a field, and note it."""
        from jinja2 import nodes  # noqa: PLC0415

        steps: list[str] = []
        while isinstance(node, nodes.Getattr):
            steps.append(node.attr)
            node = node.node
        if not isinstance(node, nodes.Name):
            raise Rejected("form_forbidden", what=type(node).__name__.lower())
        root = names.get(node.name, node.name)
        if not root:  # Jinja's own ``loop.index`` and the like
            return root
        path = ".".join((root, *reversed(steps)))
        self.used.add(path)
        return path


def allowed_kinds() -> tuple[type[Any], ...]:
    """Return the kinds of nodes that only print, compare or choose."""
    from jinja2 import nodes  # noqa: PLC0415

    return (
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr),
        *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter),
    )
