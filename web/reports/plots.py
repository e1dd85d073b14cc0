"""The plots of reports as values: what the templates of bars, columns and small lines draw.

Texts are in the language of the page. Every plot stands beside a table with the same figures, and
says in a sentence what it shows (`PlottedBars.about`), for those who do not see it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from live.record.stretches import Stretch
from live.supervision.report import AlertWindow
from web.hours import hours

ROW_PX: Final = 46
"""Height of a bar with its label above it; chosen for text of 15 px."""
COLUMNS_PX: Final = 150
"""Height of a plot of columns without its hours; chosen: a single alert is seen below ten."""
HEADROOM: Final = 1.15
"""Height of a plot of columns as a multiple of its highest value, for what stands above it."""
HOURS: Final = 5
"""Hours that have room below a plot of columns on a phone of 360 px; measured."""
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
class PlottedColumn:
    """One column: from where to where in percent of the width, its height in px, and whether it is
    higher than it may be."""

    left_pct: float
    width_pct: float
    height_px: float
    value: int
    is_too_much: bool

    @property
    def middle_pct(self) -> float:
        """Return where its middle is."""
        return self.left_pct + self.width_pct / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlottedColumns:
    """A plot of counts over time."""

    key: str
    title: str
    about: str
    columns: tuple[PlottedColumn, ...]
    limits: tuple[tuple[float, int], ...]
    """Heights in px, and what is counted there."""
    hours: tuple[tuple[float, str], ...]
    """Places in percent of the width, and their hours."""

    @property
    def highest(self) -> PlottedColumn | None:
        """Return the highest column, the first of several."""
        return max(self.columns, key=lambda each: each.value, default=None)


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


def columns_of(
    words: tuple[str, str, str],
    windows: Sequence[AlertWindow],
    time: Stretch,
    limits: Sequence[int],
    local: Callable[[int], dt.datetime],
) -> PlottedColumns:
    """Return a plot of what was counted in each window of a time.

    Args:
        words: its key, title and description.
        limits: values at which a line is drawn, the highest of them within the plot in any case.
        local: the local time of a moment.
    """
    key, title, about = words
    most = max(*limits, *(window.raised for window in windows))
    unit_px = COLUMNS_PX / (HEADROOM * most)

    def across(at_ms: int) -> float:
        return round(100 * (at_ms - time.from_ms) / time.length_ms, 2)

    return PlottedColumns(
        key=key,
        title=title,
        about=about,
        columns=tuple(
            PlottedColumn(
                left_pct=across(each.from_ms),
                width_pct=round(across(each.until_ms) - across(each.from_ms), 2),
                height_px=round(unit_px * each.raised, 1),
                value=each.raised,
                is_too_much=each.is_too_much,
            )
            for each in windows
        ),
        limits=tuple((round(unit_px * value, 1), value) for value in limits),
        hours=tuple((across(at_ms), said) for at_ms, said in hours(time, HOURS, local)),
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
