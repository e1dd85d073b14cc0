"""The check of a Word form that a unit uploads: is it harmless, and which fields does it use?

A form may print fields, ask whether they are there, and go through lists. Anything else of Jinja is
refused, and so is a loop inside a loop over something else than a list of the outer one, because
with these two rules a form takes no longer than it and the record are long. To be called in
`live.documents.confined`, since reading the file itself may take any time.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from live.errors import Rejected
from live.record.fields import MINUTES_FIELDS, RESOLUTION_FIELDS

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "minutes": MINUTES_FIELDS,
    "resolution": RESOLUTION_FIELDS,
}
LARGEST_FORM: Final = 2 << 20
"""Bytes of an uploaded form; chosen: a page with a coat of arms is a tenth of it."""
LARGEST_UNPACKED: Final = 16 << 20
MOST_ENTRIES: Final = 300
"""Bytes and parts of an unpacked form. Word writes about twenty parts; chosen."""
WORD_DOCUMENT: Final = b"wordprocessingml.document.main+xml"
"""In the list of contents of a .docx (ECMA-376 part 1 §11.3.10); other kinds have macros or are
templates."""
MACROS: Final = re.compile(r"vbaProject|vbaData|macroEnabled|activeX", re.IGNORECASE)
EMBEDDED: Final = re.compile(
    r"embeddings/|oleObject|relationships/package\b|altChunk|afchunk", re.IGNORECASE
)
RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
EXTERNAL: Final = re.compile(rb"TargetMode\s*=\s*[\"']External")
LINK: Final = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
NO_FIELDS: Final = ("docProps/core.xml", "word/footnotes.xml")
"""Parts that docxtpl fills too, and that are not looked at here."""
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
    require_harmless(form)
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


def require_harmless(form: bytes) -> None:
    """Refuse what is no plain Word document."""
    if len(form) > LARGEST_FORM:
        raise Rejected("form_too_large", most_mb=LARGEST_FORM >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(form)) as archive:
            entries = archive.infolist()
            sizes = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or sizes > LARGEST_UNPACKED:
                raise Rejected("form_too_large", most_mb=LARGEST_FORM >> 20)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Rejected("form_not_docx")
            # zipfile reads no more of an entry than it declares, whatever is packed in it.
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Rejected("form_not_docx") from error
    contents = parts.get("[Content_Types].xml", b"")
    names = " ".join(parts) + contents.decode("utf-8", "replace")
    if MACROS.search(names):
        raise Rejected("form_macros")
    if WORD_DOCUMENT not in contents or "word/document.xml" not in parts:
        raise Rejected("form_not_docx")
    relations = b"".join(data for name, data in parts.items() if name.endswith(".rels"))
    if EMBEDDED.search(names + relations.decode("utf-8", "replace")):
        raise Rejected("form_embedded")
    for each in RELATION.findall(relations):
        if EXTERNAL.search(each) and not LINK.search(each):
            raise Rejected("form_external")
    if any(b"{{" in parts.get(name, b"") or b"{%" in parts.get(name, b"") for name in NO_FIELDS):
        raise Rejected("form_forbidden", what=", ".join(NO_FIELDS))
    if any(
        DOCTYPE.search(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))
    ):
        raise Rejected("form_not_docx")


def used_fields(form: bytes) -> set[str]:
    """Return the paths of the fields that a form uses, written as in the tables of fields."""
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import Environment, TemplateSyntaxError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        template = DocxTemplate(io.BytesIO(form))
        template.init_docx()
        sources = [template.get_xml()]
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            sources += [
                template.get_part_xml(part) for _, part in template.get_headers_footers(uri)
            ]
        trees = [Environment().parse(template.patch_xml(source)) for source in sources]  # noqa: S701
    except TemplateSyntaxError as error:
        raise Rejected("form_broken", reason=str(error.message)[:200]) from error
    except (LxmlError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Rejected("form_not_docx") from error
    walker = FieldWalker()
    for tree in trees:
        walker.walk(tree, {}, frozenset())
    return walker.used


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
