"""How the links of a meeting's feeds do, as alerts know them. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """The grade of a link's quality."""

    GOOD = "good"
    WEAK = "weak"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkQuality:
    """The quality of a feed's link, and since when it has this grade."""

    grade: Grade
    since_ms: int


Links = Mapping[str, LinkQuality]
"""Feed (``p:<person>``, ``s:<site>``) → link quality; a missing feed counts as good."""
