"""What browsers load beside the pages: made from the sources once, named by its content.

An asset is one file, or several of one folder joined in a given order into one response, so that
a page asks once where a link of long delay would make it wait for every file. The address says
what is in it and, by a digest, in which version:

    /static/3f8a0c1d2e4b/css/base.css+stage.css+member.css

A browser may keep such an address for good: another content has another address. Without the
digest an address names one source file as it is. Answers no request; `serving` does.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

STATIC: Final = Path(__file__).parents[1] / "static"
MOUNTED_AT: Final = "/static"
TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Ending of a file → its media type (RFC 9512, RFC 9239, SVG 1.1 appendix P)."""
DIGEST_LETTERS: Final = 12
"""Of SHA-256 in hexadecimal: 48 bits tell the versions of one file apart. Chosen."""
MOST_JOINED: Final = 24
"""Files in one address; the longest list of a page is below. Bounds the work for a stranger's."""
BETWEEN_NAMES: Final = "+"
CSS_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
ADDRESS: Final = re.compile(rf"(?:([0-9a-f]{{{DIGEST_LETTERS}}})/)?((?:[a-z]+/)+)([\w.+-]+)")


@dataclass(frozen=True, slots=True)
class Asset:
    """The body of one response, as it is and compressed."""

    body: bytes
    packed: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Found:
    """What there is at an address."""

    asset: Asset
    lasting: bool
    """Whether the address names exactly this content, so that it may be kept for good."""


def joined_styles(sources: Mapping[str, str]) -> str:
    """Return style sheets one after the other, without their comments."""
    return "".join(CSS_COMMENT.sub("", text) for text in sources.values())


JOINERS: Final[Mapping[str, Callable[[Mapping[str, str]], str]]] = {".css": joined_styles}
"""Ending of the files → how they become one response, from path → text."""


def asset_of(body: bytes, suffix: str) -> Asset:
    """Compress a body and name it by its content."""
    return Asset(
        body=body,
        packed=gzip.compress(body, mtime=0),
        media_type=TYPES[suffix],
        digest=hashlib.sha256(body).hexdigest()[:DIGEST_LETTERS],
    )


class Assets:
    """All files below a folder, read once; what is made of them is kept.

    Args:
        root: the folder; files with another ending than those of `TYPES` are not for browsers.
    """

    def __init__(self, root: Path) -> None:
        self._sources = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.suffix in TYPES
        }
        self._files = {
            path: asset_of(body, Path(path).suffix) for path, body in self._sources.items()
        }
        self._joined: dict[tuple[str, ...], Asset] = {}

    def address(self, *paths: str) -> str:
        """Return the address of the asset made of these files, and keep the asset.

        Args:
            paths: below the root, all in one folder and of one kind.

        Raises:
            KeyError: there is no such file.
            ValueError: they do not belong together.
        """
        if paths not in self._joined:
            self._joined[paths] = self._made(paths)
        folder, _, _ = paths[0].rpartition("/")
        names = BETWEEN_NAMES.join(path.rpartition("/")[2] for path in paths)
        return f"{MOUNTED_AT}/{self._joined[paths].digest}/{folder}/{names}"

    def find_untrusted(self, path: str) -> Found | None:
        """Return what is at an address below `MOUNTED_AT`; None: nothing.

        An address of another release finds what its names mean today, not to be kept.
        """
        match = ADDRESS.fullmatch(path)
        if match is None:
            return None
        digest, folder, names = match.groups()
        paths = tuple(folder + name for name in names.split(BETWEEN_NAMES))
        if digest is None:
            file = self._files.get(paths[0]) if len(paths) == 1 else None
            return Found(file, lasting=False) if file else None
        asset = self._joined.get(paths)
        if asset is None:
            try:
                asset = self._made(paths)
            except (KeyError, ValueError):
                return None
        return Found(asset, lasting=asset.digest == digest)

    def _made(self, paths: tuple[str, ...]) -> Asset:
        """Join files into an asset; see `address`."""
        kinds = {(path.rpartition("/")[0], Path(path).suffix) for path in paths}
        if len(kinds) != 1 or not len(set(paths)) == len(paths) <= MOST_JOINED:
            raise ValueError(paths)
        ((_, suffix),) = kinds
        sources = {path: self._sources[path] for path in paths}
        if suffix in JOINERS:
            texts = {path: source.decode() for path, source in sources.items()}
            return asset_of(JOINERS[suffix](texts).encode(), suffix)
        (source,) = sources.values()
        return asset_of(source, suffix)


ASSETS: Final = Assets(STATIC)
"""Of this program: read when it starts."""


def stylesheets(*names: str) -> Markup:
    """Return the link to style sheets of ``css/``, joined in this order. For templates."""
    address = ASSETS.address(*(f"css/{name}" for name in names))
    return Markup('<link rel="stylesheet" href="{}">').format(address)


def asset(path: str) -> str:
    """Return the address of one file as it is now. For templates."""
    return ASSETS.address(path)
