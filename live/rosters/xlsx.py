"""A workbook (XLSX: Office Open XML, ECMA-376) to its sheets. Every file here may be hostile.

Read as a stream of elements with an allowance for bytes and elements, so that a small file which
unpacks to millions of cells costs a second at most. Only what a list can mean is looked at: texts,
numbers, dates, and what is hidden or merged. Formulas are never computed: the stored result is
taken, and a formula without one is a cell that cannot be read.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final
from xml.parsers import expat

from typing_extensions import override

from live.errors import Rejected
from live.rosters.grid import Grid, GridPart
from live.rosters.number_formats import DATES, is_date
from live.rosters.sheets import MAX_SHEETS, Sheet

MAX_UNPACKED_BYTES: Final = 20_000_000
"""Most bytes of all files in the ZIP, unpacked; chosen."""
MAX_PARTS: Final = 500
"""Most files in the ZIP; chosen."""
MAX_ELEMENTS: Final = 400_000
"""Elements read in all: a second of work. Borders around 2,000 rows of 80 columns are 162,000."""
CHUNK_BYTES: Final = 1 << 16
STRICT: Final = "http://purl.oclc.org/ooxml/"
"""Where the names of "Strict Open XML" begin (ISO/IEC 29500-1); ordinary files have others."""
BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(expat.ExpatError, LookupError, ValueError, OverflowError),
)
"""What broken or locked ZIPs, broken XML and absurd values raise."""


def workbook_untrusted(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, hidden ones too.

    Raises:
        Rejected: ``file_not_table``, ``file_strict_excel``, ``file_too_big`` or
            ``table_too_big``; nothing else, whatever the bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES:
                raise _too_big()
            return tuple(_Workbook(archive).sheets())
    except BROKEN as error:
        raise Rejected("file_not_table") from error


def _too_big() -> Rejected:
    return Rejected("file_too_big", limit=MAX_UNPACKED_BYTES)


class _Workbook:
    """The parts of an open archive, read within one allowance."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.elements_left = MAX_ELEMENTS

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets in their order; charts on sheets of their own are none."""
        main = self._target("", "/officeDocument") or "xl/workbook.xml"
        book = _Book()
        self.read(main, book)
        strings, styles = _Strings(), _Styles()
        for part, ending in ((strings, "/sharedStrings"), (styles, "/styles")):
            target = self._target(main, ending)
            if target and target in self.archive.namelist():
                self.read(target, part)
        targets = self._relations(main)
        for tab in book.tabs[:MAX_SHEETS]:
            target, kind = targets.get(tab.relation, ("", ""))
            if kind.endswith("/worksheet"):
                grid = Grid(strings.texts, styles.date_styles(), since_1904=book.since_1904)
                self.read(target, grid)
                yield grid.sheet(tab.name, hidden=tab.hidden)

    def _relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        found = _Relations()
        self.read(posixpath.join(folder, "_rels", f"{name}.rels"), found)
        return {
            id_: (posixpath.normpath(posixpath.join("/", folder, target))[1:], kind)
            for id_, target, kind in found.found
        }

    def _target(self, part: str, ending: str) -> str:
        """Return the part that another one names as this kind; empty: none."""
        related = self._relations(part).values()
        return next((target for target, kind in related if kind.endswith(ending)), "")

    def read(self, name: str, part: GridPart) -> None:
        """Read one part, element by element."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._counted(part.start)
        parser.EndElementHandler = lambda name: part.end(_local(name))
        parser.CharacterDataHandler = part.text
        with self.archive.open(name) as stream:
            for chunk in _chunks(stream):
                parser.Parse(chunk)
        parser.Parse(b"", True)

    def _counted(
        self, start: Callable[[str, Mapping[str, str]], None]
    ) -> Callable[[str, dict[str, str]], None]:
        def counted(name: str, attributes: dict[str, str]) -> None:
            self.elements_left -= 1
            if self.elements_left < 0:
                raise _too_big()
            if name.startswith(STRICT) and name.endswith(" workbook"):
                raise Rejected("file_strict_excel")
            start(_local(name), attributes)

        return counted


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _no_doctype(*_: object) -> None:
    """Refuse what no spreadsheet writes: entities could multiply."""
    raise Rejected("file_not_table")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what a part unpacks to; `zipfile` gives no more than the directory declared."""
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


# --- parts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tab:
    name: str
    relation: str
    hidden: bool


class _Book(GridPart):
    """``xl/workbook.xml``: which sheets there are."""

    def __init__(self) -> None:
        self.tabs: list[_Tab] = []
        self.since_1904 = False

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.tabs.append(_Tab(attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")


class _Relations(GridPart):
    """A ``.rels`` part: which other part is meant by an id."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            given = tuple(attributes.get(key, "") for key in ("Id", "Target", "Type"))
            self.found.append((given[0], given[1], given[2]))


class _Strings(GridPart):
    """``sharedStrings.xml``: texts that cells name by their place in it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._reading = self._phonetic = False

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        self._reading = name == "t" and not self._phonetic

    @override
    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self._pieces))
        elif name == "rPh":
            self._phonetic = False
        self._reading = False

    @override
    def text(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)


class _Styles(GridPart):
    """``styles.xml``: which looks of a cell make its number a date."""

    def __init__(self) -> None:
        self._formats: dict[str, bool] = {}
        self._looks: list[str] = []
        self._in_looks = False

    @override
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = is_date(
                attributes.get("formatCode", "")
            )
        elif name == "cellXfs":
            self._in_looks = True
        elif name == "xf" and self._in_looks:
            self._looks.append(attributes.get("numFmtId", "0"))

    @override
    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_looks = False

    def date_styles(self) -> frozenset[str]:
        """Return the looks, as cells name them, that show a date."""
        dates = {id_ for id_ in self._looks if self._formats.get(id_, id_ in DATES)}
        return frozenset(str(n) for n, id_ in enumerate(self._looks) if id_ in dates)
