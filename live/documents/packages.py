"""The check that an uploaded Word file is a plain one: without macros, without other files in it,
and without anything that would be fetched from elsewhere.

A Word file is a ZIP file of parts (Open Packaging Conventions, ECMA-376 part 2): a list says what
each part is, and relations say what belongs to what. Both are XML and are judged as an XML parser
reads them, since the same name can be written in many ways. To be called in
`live.documents.confined`, since reading the file may take any time.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from live.documents.word_fields import fetches
from live.errors import Rejected

LARGEST_FORM: Final = 2 << 20
"""Bytes of an uploaded form; chosen: a page with a coat of arms is a tenth of it."""
LARGEST_UNPACKED: Final = 16 << 20
MOST_ENTRIES: Final = 300
"""Bytes and parts of an unpacked form. Word writes about twenty parts; chosen."""
CONTENTS: Final = "[content_types].xml"
DOCUMENT: Final = "word/document.xml"
RELATIONS: Final = ".rels"
"""How names of parts are written or end, in lower case: they are the same in any (ECMA-376 part 2
§6.2.2.3)."""
WORD_DOCUMENT: Final = "wordprocessingml.document.main+xml"
"""How the kind of the main part of a .docx ends (ECMA-376 part 1 §11.3.10); other kinds have macros
or are templates."""
MACROS: Final = re.compile(r"vbaProject|vbaData|macroEnabled|activeX", re.IGNORECASE)
EMBEDDED: Final = re.compile(
    r"embeddings/|oleObject|relationships/package\b|altChunk|afchunk", re.IGNORECASE
)
LINK: Final = "/hyperlink"
"""How the kind of a relation ends whose target is opened by whoever presses it, never by itself."""


class Relation(NamedTuple):
    """What belongs to a part of the file."""

    kind: str
    target: str
    external: bool


def require_harmless_untrusted(form: bytes) -> None:
    """Refuse what is no plain Word document.

    Raises:
        Rejected: ``form_too_large``, ``form_not_docx``, ``form_macros``, ``form_embedded``,
            ``form_external``.
    """
    parts = parts_untrusted(form)
    if MACROS.search("\n".join(parts)):
        raise Rejected("form_macros")
    trees = {name: tree_untrusted(data) for name, data in parts.items() if is_xml(name)}
    kinds = dict(_kinds(trees.get(CONTENTS)))
    for name in parts:
        if name not in trees and _kind_of(name, kinds).endswith(("+xml", "/xml")):
            trees[name] = tree_untrusted(parts[name])
    relations = [
        each
        for name, tree in trees.items()
        if name.endswith(RELATIONS)
        for each in _relations(tree)
    ]
    said = "\n".join((*parts, *kinds.values(), *(f"{one.kind}\n{one.target}" for one in relations)))
    if MACROS.search(said):
        raise Rejected("form_macros")
    main = any(kind.endswith(WORD_DOCUMENT) for kind in kinds.values())
    if not main or DOCUMENT not in parts:
        raise Rejected("form_not_docx")
    if EMBEDDED.search(said):
        raise Rejected("form_embedded")
    outside = any(each.external and not each.kind.endswith(LINK) for each in relations)
    if outside or any(fetches(tree) for tree in trees.values()):
        raise Rejected("form_external")


def parts_untrusted(form: bytes) -> Mapping[str, bytes]:
    """Return the parts of a Word file by name, in lower case.

    Raises:
        Rejected: ``form_too_large``; ``form_not_docx``: also where two parts have one name, since
            programs differ in which they take.
    """
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
            parts = {entry.filename.lower(): archive.read(entry) for entry in entries}
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
        *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
    ) as error:
        raise Rejected("form_not_docx") from error
    if len(parts) < len(entries):
        raise Rejected("form_not_docx")
    return parts


def is_xml(name: str) -> bool:
    """Return whether a part is XML by its name, whatever the list of contents says."""
    return name.endswith((".xml", RELATIONS))


def tree_untrusted(data: bytes) -> Any:  # noqa: ANN401 - lxml's
    """Return a part as XML, with no file or address read for it.

    Raises:
        Rejected: ``form_not_docx``: it is no XML, or has a document type, which no part may have
            (ECMA-376 part 2 §6.2.5).
    """
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Rejected("form_not_docx") from error
    if tree.getroottree().docinfo.doctype:
        raise Rejected("form_not_docx")
    return tree


def _kinds(contents: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - lxml's
    """Yield names and ends of names, in lower case, with what they are."""
    for each in contents.iter("{*}Override", "{*}Default") if contents is not None else ():
        name = each.get("PartName", "").lstrip("/") or f".{each.get('Extension', '')}"
        yield name.lower(), each.get("ContentType", "")


def _kind_of(name: str, kinds: Mapping[str, str]) -> str:
    return kinds.get(name) or kinds.get(f".{name.rpartition('.')[2]}", "")


def _relations(tree: Any) -> Iterator[Relation]:  # noqa: ANN401 - lxml's
    for each in tree.iter("{*}Relationship"):
        external = each.get("TargetMode", "").strip().lower() == "external"
        yield Relation(each.get("Type", "").strip(), each.get("Target", ""), external)
