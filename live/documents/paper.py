"""What is on the paper of a party document, from top to bottom: the data of the PDF template.

Parts of frame and order: Hướng dẫn 36-HD/VPTW (2018). All texts are data; nothing in them is read
as an instruction to the typesetter.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; each line of the text is one."""

    text: str
    kind: Literal["text", "heading"] = "text"
    """``heading`` is that of an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line with a dash: "– Chủ trì: …"; without a label only the text."""

    text: str
    label: str = ""
    kind: Literal["fact"] = "fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table with one row of headings."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """The columns' shares of the width; 0: as wide as its content."""
    numbers: tuple[int, ...] = ()
    """The columns that are set in the middle."""
    kind: Literal["table"] = "table"


Part = Paragraph | Fact | PrintedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part with a heading of its own."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlace:
    """The place where somebody signs."""

    role: tuple[str, ...]
    """In lines: ``("T/M CHI BỘ", "BÍ THƯ")``."""
    name: str
    field: str
    """The name of the signature field there (`live.documents.signing`)."""
    tooltip: str
    """Read out by a screen reader for the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document, ready to be set."""

    name: str
    """The title in the file's properties, which a screen reader says first."""
    issuer: tuple[str, ...]
    """The superior body and the issuing body, in lines; the last is set bold."""
    number: str
    dated: str
    title: str
    subject: str
    lead: tuple[Part, ...] = ()
    sections: tuple[Chapter, ...] = ()
    closing: tuple[Part, ...] = ()
    recipients: tuple[str, ...] = ()
    """"Nơi nhận", to the left of the only signature. Without any that place stays free."""
    signatures: tuple[SignaturePlace, ...] = ()
    mark: str = ""
    """"DỰ THẢO" beneath the number, as long as it is one."""
    footer: str = ""
    """On every page: the hash of the record."""
    digest: str = ""
    """The hash alone, a keyword in the file's properties."""
