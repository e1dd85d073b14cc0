"""Template functions for the assets of a page, from this program's files and sentences.

The sources are read when the program starts; an asset is joined and compressed when the first
page names it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from signaling.rejections import CODES
from web.assets.files import STATIC, Assets, compact, files_below
from web.assets.linking import linked, ordered, without_documentation
from web.i18n import catalogue
from web.settings import LANGUAGES

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
KEY: Final = re.compile(r"""["'`]([a-z]+)\.[a-z_$]""")
"""The beginning of a message key in a module, also of a key with a placeholder."""


MADE_BY_WIRE: Final = frozenset({"ended", "no_answer"})
"""Codes with which `js/core/wire.js` itself refuses."""
REFUSALS: Final = "refused."
"""Beginning of the keys of refusals."""


def areas(language: str) -> dict[str, dict[str, str]]:
    """Return the sentences that scripts may show, by the first word of their keys.

    Refusals that forms alone get, such as those of an uploaded file, are left out: scripts show
    what comes by the wire.
    """
    by_wire = {f"{REFUSALS}{code}" for code in MADE_BY_WIRE.union(CODES)}
    found: dict[str, dict[str, str]] = {}
    for key, sentence in catalogue(language).messages.items():
        if key in by_wire or not key.startswith(REFUSALS):
            found.setdefault(key.partition(".")[0], {})[key] = sentence
    return found


SOURCES: Final = files_below(STATIC) | {
    f"texts/{language}/{area}.json": compact(sentences)
    for language in LANGUAGES
    for area, sentences in areas(language).items()
}
"""Path → text: the files, and the sentences of each language by area."""
NAMED: Final = re.compile(r"\{\{ modules\(([^)]*)\) \}\}")
"""A call of `modules` in a template."""


def paths_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of modules of ``js/pages/``."""
    return tuple(f"js/pages/{name}" for name in names)


def scripts() -> Iterator[tuple[str, ...]]:
    """Yield the lists of modules that templates start."""
    for template in TEMPLATES.rglob("*.html"):
        for names in NAMED.findall(template.read_text(encoding="utf-8")):
            yield paths_of(re.findall(r'"([^"]+)"', names))


ASSETS: Final = Assets(SOURCES, set(scripts()))
"""The assets of this program."""


def asset(path: str) -> str:
    """Return the address of one file as it is now."""
    return ASSETS.address(path)


def stylesheets(*names: str) -> Markup:
    """Return the link to style sheets of ``css/``, joined in this order."""
    address = ASSETS.address(*(f"css/{name}" for name in names))
    return Markup('<link rel="stylesheet" href="{}">').format(address)


def modules(*names: str) -> Markup:
    """Return the script that starts modules of ``js/pages/`` in this order."""
    address = ASSETS.address(*paths_of(names))
    return Markup('<script type="module" src="{}"></script>').format(address)


def early_socket(path: str) -> Markup:
    """Return the script that begins to open the page's WebSocket (``js/pages/early.js``).

    It stands in the page itself: fetched, even from the browser's own store, it would begin a
    tenth of a second later on a slow phone.
    """
    return Markup('<script id="early" data-ws="{}">{}</script>').format(path, Markup(EARLY))  # noqa: S704 - our own file


@pass_context
def sentences(context: Context, *names: str) -> Markup:
    """Return the link to the sentences that modules of ``js/pages/`` show, where `loadCatalogue`
    finds it; the browser fetches them beside the script."""
    language = context["language"]
    paths = [f"texts/{language}/{area}.json" for area in areas_shown_by(paths_of(names))]
    return Markup('<link rel="preload" as="fetch" crossorigin id="sentences" href="{}">').format(
        ASSETS.address(*paths)
    )


EARLY: Final = linked(SOURCES, paths_of(["early.js"]))
"""The only script that stands in pages."""
EARLY_HASH: Final = base64.b64encode(hashlib.sha256(EARLY.encode()).digest()).decode()
"""By which a Content-Security-Policy lets it run (W3C CSP3 §2.3.1)."""


@cache
def areas_shown_by(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the areas of the sentences whose keys are in modules or in what they import."""
    known = set(areas(LANGUAGES[0]))
    texts = (without_documentation(SOURCES[path]) for path in ordered(SOURCES, entries))
    return tuple(sorted(known & {area for text in texts for area in KEY.findall(text)}))
