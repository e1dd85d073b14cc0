"""Files that are kept as they are: adopted and signed documents of meetings, and units' own forms.

An adopted document is made once; whoever asks for it later gets these bytes, since a library or a
typeface of another version would make others. Files have an owner: a meeting or a unit.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What is known of a file without its content."""

    id: str
    owner: str
    """The id of the meeting or unit that it belongs to."""
    kind: str
    """``minutes``, ``resolution`` (adopted); ``minutes_signed``, ``minutes_scan``, …;
    ``minutes_form``, ``resolution_form``."""
    name: str
    """As it was called when it was sent or made."""
    sha256: str
    size: int
    about: str
    """Found when it was checked, in JSON: the signatures."""
    at_ms: int
    by: str
    """Who sent it, by name; empty: the program made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrigin:
    """Who keeps a file, and when."""

    at_ms: int
    by: str = ""


def kept(
    key: tuple[str, str, str], name: str, content: bytes, sent: FileOrigin, about: str = ""
) -> KeptFile:
    """Return the description of a file; ``key``: its id, owner and kind."""
    file, owner, kind = key
    return KeptFile(
        id=file,
        owner=owner,
        kind=kind,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        about=about,
        at_ms=sent.at_ms,
        by=sent.by,
    )


def form_id(unit: str, kind: str) -> str:
    """Return the id of a unit's own form of a kind of document."""
    return f"{unit}:{kind}_form"


class KeptFiles(Protocol):
    """Every kept file. Methods raise `live.errors.StoreUnavailable` as those of the record."""

    async def add(self, file: KeptFile, content: bytes) -> bool:
        """Keep a file of a new id; if there is one already, it stays and this returns False."""
        ...

    async def put(self, file: KeptFile, content: bytes) -> None:
        """Keep a file in place of one of the same id, if there is one."""
        ...

    async def of(self, owner: str) -> Sequence[KeptFile]:
        """Return the files of a meeting or unit, the earliest first."""
        ...

    async def content(self, file: str) -> bytes | None:
        """Return the bytes of a file; None: there is none of this id."""
        ...

    async def remove(self, file: str) -> bool:
        """Remove a file; tell whether there was one."""
        ...
