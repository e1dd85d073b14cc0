"""Sentences of the screens, by key and language, from the gettext catalogues.

A catalogue is a folder of ``.po`` files, one per area of the screens, all merged; a msgid is a
stable key such as ``floor.ask``, both languages have a msgstr for it, with ``{name}`` for facts.
The browser gets the same catalogue as JSON, so that no sentence is in the code.
"""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from web.settings import LANGUAGES

LOCALE: Final = Path(__file__).parent / "locale"
NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}
"""Each language in its own words, for the switch."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return the sentence of a key with its facts filled in; an unknown key returns itself."""
        sentence = self.messages.get(key)
        if sentence is None:
            log.warning("no %s sentence for %s", self.language, key)
            return key
        try:
            return sentence.format(**facts)
        except (KeyError, IndexError):
            log.warning("facts missing for %s: %s given", key, sorted(facts))
            return sentence

    def wait(self, wait_s: float) -> str:
        """Return a waiting time in words, rounded up: above a minute in minutes."""
        if wait_s <= 60:
            return self("common.wait.seconds", n=math.ceil(wait_s))
        return self("common.wait.minutes", n=math.ceil(wait_s / 60))

    def refusal(self, code: str, facts: Mapping[str, object]) -> str:
        """Return what a refusal says to a person."""
        key = f"refused.{code}"
        return self(key if key in self.messages else "refused.other", **{"code": code, **facts})


def read_area(path: Path) -> dict[str, str]:
    """Read one ``.po`` file as key → sentence, leaving out what has no sentence yet."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string}


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, read once from every area's file."""
    messages: dict[str, str] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        messages |= read_area(path)
    return Catalogue(language, messages)


def choose(wanted: str | None, *fallbacks: str | None) -> str:
    """Return the first of these languages that we have, else the first of `LANGUAGES`."""
    return next((wish for wish in (wanted, *fallbacks) if wish in LANGUAGES), LANGUAGES[0])
