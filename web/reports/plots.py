"""The plots of reports as values: what the one template of bars and the one of small lines draw.

Texts are in the language of the page. Every plot stands beside a table with the same figures, and
says in a sentence what it shows (`PlottedBars.about`), for those who do not see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ROW_PX: Final = 46
"""Height of a bar with its label above it; chosen for text of 15 px."""
SPARK_WIDTH: Final = 132
SPARK_HEIGHT: Final = 36
SPARK_MARGIN: Final = 5
"""Size of a small line and what is free around it, in px; chosen: twelve dots that can be told
apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlottedBar:
    """One bar: its name, its length in percent of the width, and what stands at its end."""

    label: str
    share_pct: float | None
    """None: there is no bar, because there is no value."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlottedBars:
    """A plot of bars, one below the other."""

    key: str
    """In its address, and in the ids of its parts."""
    title: str
    about: str
    bars: tuple[PlottedBar, ...]

    @property
    def height_px(self) -> int:
        """Return its height."""
        return ROW_PX * max(1, len(self.bars))


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallLine:
    """A small line over the months: its pieces, its dots, and where a meeting is missing."""

    pieces: tuple[str, ...]
    """Points of each unbroken piece, as SVG has them."""
    dots: tuple[tuple[float, float], ...]
    missed: tuple[float, ...]
    """Where a month is without a meeting, from the left."""
    about: str


def bars_of(
    key: str, title: str, about: str, values: Iterable[tuple[str, float | None, str]], most: float
) -> PlottedBars:
    """Return a plot of bars.

    Args:
        values: label, length or None, and the value in words.
        most: the length of a bar as wide as the plot.
    """
    return PlottedBars(
        key=key,
        title=title,
        about=about,
        bars=tuple(
            PlottedBar(
                label=label,
                share_pct=None if value is None else round(100 * value / (most or 1), 2),
                value=said,
            )
            for label, value, said in values
        ),
    )


def small_line(
    values: Sequence[float | None], missed: Sequence[bool], least: float, most: float, about: str
) -> SmallLine:
    """Return the line of values over the months; None breaks it.

    Args:
        missed: of each month, whether it is over without a meeting.
        least, most: the values at the lower and the upper edge.
    """
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(1, len(values) - 1)
    height = SPARK_HEIGHT - 2 * SPARK_MARGIN
    across = [round(SPARK_MARGIN + step * place, 1) for place in range(len(values))]
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, value in zip(across, values, strict=True):
        if value is None:
            pieces.append([])
        else:
            share = (value - least) / (most - least) if most > least else 0.5
            pieces[-1].append((x, round(SPARK_MARGIN + height * (1 - share), 1)))
    return SmallLine(
        pieces=tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if len(piece) > 1),
        dots=tuple(dot for piece in pieces for dot in piece),
        missed=tuple(x for x, gone in zip(across, missed, strict=True) if gone),
        about=about,
    )
