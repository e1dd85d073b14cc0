"""Inputs on which something once failed, kept as files so that every later run tries them again.

``tests/data/fuzz/<target>-<hash>.json``: a list of texts and of bytes (as ``{"hex": …}``), what one
client sent, or the one packet that a parser was given.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from typing_extensions import override

FOLDER: Final = Path(__file__).parent.parent / "data" / "fuzz"


@dataclass(frozen=True)
class Kept:
    """One such input."""

    path: Path

    @override
    def __str__(self) -> str:
        return self.path.stem

    @property
    def target(self) -> str:
        """Return what it was given to."""
        return self.path.stem.rpartition("-")[0]

    def conversation(self) -> list[str | bytes]:
        """Return what it consists of."""
        found = json.loads(self.path.read_text(encoding="utf-8"))
        return [each if isinstance(each, str) else bytes.fromhex(each["hex"]) for each in found]

    def packet(self) -> bytes:
        """Return the only part of it."""
        (data,) = self.conversation()
        assert isinstance(data, bytes)
        return data


def kept(target: str = "") -> list[Kept]:
    """Return what is kept of a target, or of all."""
    found = [Kept(path) for path in sorted(FOLDER.glob("*.json"))]
    return [each for each in found if target in ("", each.target)]


def keep(target: str, parts: Sequence[str | bytes]) -> Kept:
    """Write an input down."""
    said = [each if isinstance(each, str) else {"hex": each.hex()} for each in parts]
    text = json.dumps(said, indent=1) + "\n"
    FOLDER.mkdir(exist_ok=True)
    name = f"{target.replace(' ', '_')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"
    (FOLDER / name).write_text(text, encoding="utf-8")
    return Kept(FOLDER / name)
