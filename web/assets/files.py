"""Static files for browsers: made from the sources once, at addresses with a digest of the content.

An asset is one file, or several of one folder joined in a given order into one response, so that
a page needs one request where a link of long delay would make it wait for every file. The address
says which files the asset has and, by a digest, in which version:

    /static/3f8a0c1d2e4b/css/base.css+stage.css+member.css
    /static/09c1e77d5ab2/js/pages/forms.js+member.js         (and every module that they import)
    /static/5d2e4b3f8a0c/texts/vi/member.json+ui.json        (sentences, by area)

A browser may cache such an address for good: other content has another address. Without the digest
an address names one source file as it is. Requests are answered by `serving`.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from web.assets.linking import linked

STATIC: Final = Path(__file__).parents[1] / "static"
MOUNTED_AT: Final = "/static"
TYPES: Final = {
    ".css": "text/css",  # RFC 2318
    ".js": "text/javascript",  # RFC 9239
    ".json": "application/json",  # RFC 8259
    ".svg": "image/svg+xml",  # SVG 1.1, appendix P
}
"""Ending of a file → its media type."""
DIGEST_LETTERS: Final = 12
"""Hexadecimal digits of SHA-256 in an address: 48 bits tell a file's versions apart. Chosen."""
MOST_JOINED: Final = 24
"""Most files in one address, above the longest list of a page. Bounds the work for requests of
made-up addresses."""
BETWEEN_NAMES: Final = "+"
CSS_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
ADDRESS: Final = re.compile(rf"(?:([0-9a-f]{{{DIGEST_LETTERS}}})/)?((?:[a-z]+/)+)([\w.+-]+)")


@dataclass(frozen=True, slots=True)
class Asset:
    """The body of one response, plain and compressed."""

    body: bytes
    packed: bytes
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Found:
    """The asset at an address."""

    asset: Asset
    lasting: bool
    """Whether the address has this content's digest, so that it may be cached for good."""


def joined_styles(sources: Mapping[str, str], paths: Sequence[str]) -> str:
    """Return style sheets one after the other, without their comments."""
    return "".join(CSS_COMMENT.sub("", sources[path]) for path in paths)


def joined_objects(sources: Mapping[str, str], paths: Sequence[str]) -> str:
    """Return the members of several JSON objects as one object."""
    together = {name: value for path in paths for name, value in json.loads(sources[path]).items()}
    return compact(together)


def single(sources: Mapping[str, str], paths: Sequence[str]) -> str:
    """Return the only file of an asset that cannot be joined.

    Raises:
        ValueError: there are several.
    """
    (path,) = paths
    return sources[path]


def compact(value: object) -> str:
    """Write JSON in as few bytes as it takes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


JOINERS: Final[Mapping[str, Callable[[Mapping[str, str], Sequence[str]], str]]] = {
    ".css": joined_styles,
    ".js": linked,
    ".json": joined_objects,
    ".svg": single,
}
"""Ending of the files → how they become one response, from all sources and the paths."""


def asset_of(text: str, suffix: str) -> Asset:
    """Compress a text and name it by its content."""
    body = text.encode()
    return Asset(
        body=body,
        packed=gzip.compress(body, mtime=0),
        media_type=TYPES[suffix],
        digest=hashlib.sha256(body).hexdigest()[:DIGEST_LETTERS],
    )


def files_below(root: Path) -> dict[str, str]:
    """Read every file below a folder that has an ending of `TYPES`."""
    paths = (path for path in sorted(root.rglob("*")) if path.suffix in TYPES)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


class Assets:
    """The assets of these sources; an asset that a page names is made once and kept.

    Args:
        sources: path → text, all with an ending of `TYPES`.
        scripts: the lists of modules that pages start. Linking takes a tenth of a second, so a
            request for any other list is not served.
    """

    def __init__(
        self, sources: Mapping[str, str], scripts: Collection[tuple[str, ...]] = ()
    ) -> None:
        self._sources = sources
        self._scripts = frozenset(scripts)
        self._kept: dict[tuple[str, ...], Asset] = {}

    def address(self, *paths: str) -> str:
        """Return the address of the asset made of these files, and keep the asset.

        Args:
            paths: all in one folder and of one kind.

        Raises:
            KeyError: there is no such file.
            ValueError: the files cannot be joined, or are modules that cannot be linked.
        """
        if paths not in self._kept:
            self._kept[paths] = self._made(paths)
        folder, _, _ = paths[0].rpartition("/")
        names = BETWEEN_NAMES.join(path.rpartition("/")[2] for path in paths)
        return f"{MOUNTED_AT}/{self._kept[paths].digest}/{folder}/{names}"

    def find_untrusted(self, path: str) -> Found | None:
        """Return the asset at an address below `MOUNTED_AT`; None: there is none.

        An address with another release's digest gets the present files, not to be cached.
        """
        match = ADDRESS.fullmatch(path)
        if match is None:
            return None
        digest, folder, names = match.groups()
        paths = tuple(folder + name for name in names.split(BETWEEN_NAMES))
        if digest is None:
            text = self._sources.get(path)
            return Found(asset_of(text, Path(path).suffix), lasting=False) if text else None
        if path.endswith(".js") and paths not in self._scripts | self._kept.keys():
            return None
        try:
            asset = self._kept.get(paths) or self._made(paths)
        except (KeyError, ValueError):
            return None
        return Found(asset, lasting=asset.digest == digest)

    def _made(self, paths: tuple[str, ...]) -> Asset:
        """Join files into an asset; see `address`."""
        kinds = {(path.rpartition("/")[0], Path(path).suffix) for path in paths}
        if len(kinds) != 1 or not len(set(paths)) == len(paths) <= MOST_JOINED:
            raise ValueError(paths)
        ((_, suffix),) = kinds
        return asset_of(JOINERS[suffix](self._sources, paths), suffix)
