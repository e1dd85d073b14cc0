"""The shapes of a picture: what the one SVG template draws, with nothing left to reckon."""

from dataclasses import dataclass
from typing import Final

from live.documents.measuring import width_px
from web.replay.lanes import Look

LINE: Final = 1.25
"""Height of a line of text as a share of its size: from above the marks of capitals to below
descenders in Liberation Sans."""
ASCENT: Final = 1.0
"""How much of that is above the base line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnText:
    """A text on one line, already cut to its room. ``x``: its beginning, or its end if it stands
    at the right; ``y``: the base line."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    soft: bool = False
    at_end: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom."""
        width = width_px(self.text, self.size, bold=self.bold)
        left = self.x - width if self.at_end else self.x
        top = self.y - ASCENT * self.size
        return left, top, left + width, top + LINE * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMark:
    """A diamond about a point."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A straight line. ``look``: of the grid, unless it says something."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnArea:
    """A closed outline."""

    points: tuple[tuple[float, float], ...]
    look: Look

    @property
    def path(self) -> str:
        """Return it as SVG writes points."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLane:
    """The shapes of one lane; what comes later covers what came before."""

    key: str
    grid: tuple[DrawnLine, ...] = ()
    lines: tuple[DrawnLine, ...] = ()
    areas: tuple[DrawnArea, ...] = ()
    bars: tuple[DrawnBar, ...] = ()
    marks: tuple[DrawnMark, ...] = ()
    texts: tuple[DrawnText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture."""

    width: float
    height: float
    title: str
    about: str
    lanes: tuple[DrawnLane, ...] = ()
