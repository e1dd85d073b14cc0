"""Where everything stands in the picture of a meeting: time on the horizontal axis, lanes below
each other. Pure.

Two forms: a wide one with the labels of rows at the left and their figures at the right, and a
narrow one for phones with both above the bar. Every text is cut to the room that it has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from live.documents.measuring import cut, drawable, width_px, wrapped
from live.record.crowd import Attended
from live.record.stretches import Stretch
from live.record.wording import local
from web.hours import hours
from web.replay.lanes import Chart, Lane, LaneRow, Look, shown_rows
from web.replay.shapes import (
    Drawing,
    DrawnArea,
    DrawnBar,
    DrawnLane,
    DrawnLine,
    DrawnMark,
    DrawnText,
)

LEAST_PX: Final = 2.0
"""Width of the shortest bar: a turn of some seconds is still seen. Chosen."""
GAP: Final = 6.0
"""Free between texts, in px. Chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The measures of a form of the picture, in px. All are chosen."""

    width: float
    label: float
    """Width of the column of labels; 0: they stand above the bars."""
    value: float
    size: float
    """Of labels and figures."""
    small: float
    """Of hours and legends."""
    bar: float
    """Height of a bar."""
    curve: float
    """Height of the curve of attendance."""

    @property
    def left(self) -> float:
        """Return where the plot begins."""
        return self.label + (2 * GAP if self.label else GAP)

    @property
    def right(self) -> float:
        """Return where the plot ends."""
        return self.width - (self.value + 2 * GAP if self.label else GAP)


WIDE: Final = Frame(width=960, label=300, value=130, size=14, small=12, bar=12, curve=96)
NARROW: Final = Frame(width=340, label=0, value=130, size=13, small=11.5, bar=10, curve=72)


def drawn(chart: Chart, frame: Frame, others: Callable[[int], str], *, titled: bool) -> Drawing:
    """Return the picture of a meeting.

    Args:
        others: label of the row that stands for all that have none of their own.
        titled: whether title, branch and day stand in it, as in a file.
    """
    made = _Canvas(chart, frame)
    if titled:
        made.head()
    made.axis()
    for lane in chart.lanes:
        made.lane(lane, shown_rows(lane, others))
    return Drawing(
        width=frame.width,
        height=made.y + GAP,
        title=drawable(chart.title),
        about=drawable(chart.about),
        lanes=tuple(made.lanes),
    )


class _Canvas:
    """Puts one thing below the other."""

    def __init__(self, chart: Chart, frame: Frame) -> None:
        self.chart, self.frame = chart, frame
        self.y = GAP
        self.lanes: list[DrawnLane] = []

    def x(self, at_ms: int) -> float:
        """Return where a moment is, at most at the edges of the plot."""
        time, frame = self.chart.time, self.frame
        share = (at_ms - time.from_ms) / time.length_ms
        return round(frame.left + min(1.0, max(0.0, share)) * (frame.right - frame.left), 1)

    def head(self) -> None:
        """Put title, branch and day at the top."""
        frame, room = self.frame, self.frame.width - 2 * GAP
        texts = []
        for words, size, bold in (
            (self.chart.title, frame.size + 4, True),
            (self.chart.held, frame.size, False),
        ):
            for line in wrapped(drawable(words), room, size, bold=bold):
                texts.append(DrawnText(text=line, x=GAP, y=self.y + size, size=size, bold=bold))
                self.y += 1.3 * size
        self.lanes.append(DrawnLane(key="head", texts=tuple(texts)))
        self.y += GAP

    def axis(self) -> None:
        """Put the hours; one at the edge moves inwards, and one without room beside it has none."""
        size, texts, end = self.frame.small, [], 0.0
        for at_ms, words in self._ticks():
            width = width_px(words, size)
            x = min(max(self.x(at_ms) - width / 2, GAP), self.frame.width - GAP - width)
            if x < end:
                continue
            end = x + width + GAP / 2
            texts.append(DrawnText(text=words, x=x, y=self.y + size, size=size, soft=True))
        self.lanes.append(DrawnLane(key="axis", texts=tuple(texts)))
        self.y += 1.4 * size

    def _grid(self, top: float) -> Iterator[DrawnLine]:
        """Yield the lines of the hours, and of opening and closing, from a height to here."""
        edges = [(at_ms, "edge") for at_ms in self.chart.lines_ms]
        for at_ms, look in [*((at_ms, "grid") for at_ms, _ in self._ticks()), *edges]:
            x = self.x(at_ms)
            yield DrawnLine(x1=x, y1=top, x2=x, y2=self.y, look=look)

    def _ticks(self) -> list[tuple[int, str]]:
        """Return moments on the axis with their hours, far enough apart."""
        time, zone, off_ms = self.chart.time, self.chart.zone, self.chart.off_ms
        room = width_px("00:00", self.frame.small) * 1.4
        fits = (self.frame.right - self.frame.left) / room
        return hours(time, fits, lambda at_ms: local(at_ms, off_ms, zone))

    def lane(self, lane: Lane, rows: tuple[LaneRow, ...]) -> None:
        """Put a lane: its name, its legend, its rows or its curve."""
        frame = self.frame
        self.y += GAP
        line = DrawnLine(x1=0, y1=self.y, x2=frame.width, y2=self.y, look="lane")
        self.y += GAP
        texts, bars = self._heading(lane)
        marks: list[DrawnMark] = []
        areas: list[DrawnArea] = []
        lines = [line]
        top = self.y
        if lane.curve:
            areas, more, own = self._curve(lane.curve)
            lines.extend(more)
            bars.extend(own)
            texts.extend(self._scale(lane.curve))
            self.y += frame.curve + GAP
        else:
            for row in rows:
                texts.extend(self._words(row))
                bars.extend(self._bars(row))
                middle = self._middle()
                marks.extend(DrawnMark(x=self._inside(at_ms), y=middle) for at_ms in row.marks_ms)
                self.y += self._row_height()
        self.lanes.append(
            DrawnLane(
                key=lane.key,
                grid=tuple(self._grid(top)),
                lines=tuple(lines),
                areas=tuple(areas),
                bars=tuple(bars),
                marks=tuple(marks),
                texts=tuple(texts),
            )
        )

    def _heading(self, lane: Lane) -> tuple[list[DrawnText], list[DrawnBar]]:
        """Put the name of a lane, and after it what its looks mean."""
        frame = self.frame
        size, small, right = frame.size, frame.small, frame.width - GAP
        name = cut(drawable(lane.title), right - GAP, size, bold=True)
        texts = [DrawnText(text=name, x=GAP, y=self.y + size, size=size, bold=True)]
        bars: list[DrawnBar] = []
        x = GAP + width_px(name, size, bold=True) + 3 * GAP
        y = self.y + size
        for look, words in lane.legend:
            said = cut(drawable(words), right - GAP - 20, small)
            if x + 20 + width_px(said, small) > right:
                x, y = GAP, y + 1.5 * small
            bars.append(DrawnBar(x=x, y=y - small + 2, width=14, height=small - 2, look=look))
            texts.append(DrawnText(text=said, x=x + 20, y=y, size=small, soft=True))
            x += 20 + width_px(said, small) + 2 * GAP
        self.y = y + 0.6 * size
        return texts, bars

    def _words(self, row: LaneRow) -> Iterator[DrawnText]:
        frame, y = self.frame, self.y + self.frame.size
        value = cut(drawable(row.value), frame.value, frame.small)
        if frame.label:
            room = frame.label - GAP if row.spans or row.marks_ms or value else frame.right
        else:
            room = frame.width - 3 * GAP - width_px(value, frame.small)
        yield DrawnText(
            text=cut(drawable(row.label), room, frame.size), x=GAP, y=y, size=frame.size
        )
        if value:
            x = frame.width - GAP
            yield DrawnText(text=value, x=x, y=y, size=frame.small, at_end=True)

    def _row_height(self) -> float:
        frame = self.frame
        above = 0.0 if frame.label else 1.35 * frame.size
        return above + max(frame.bar + 2 * GAP, 1.6 * frame.size if frame.label else 0)

    def _middle(self) -> float:
        """Return the middle of the bars of the row that begins here."""
        frame = self.frame
        if frame.label:
            return round(self.y + 0.68 * frame.size, 1)
        return round(self.y + 1.4 * frame.size + frame.bar / 2, 1)

    def _bars(self, row: LaneRow) -> Iterator[DrawnBar]:
        middle = self._middle()
        for span in row.spans:
            height = round(self.frame.bar * HEIGHTS.get(span.look, 1.0), 1)
            x, width = self._extent(span.time)
            yield DrawnBar(
                x=x, y=round(middle - height / 2, 1), width=width, height=height, look=span.look
            )

    def _extent(self, time: Stretch) -> tuple[float, float]:
        """Return where a time begins and how wide it is; the shortest is still seen."""
        x, end = self.x(time.from_ms), self.x(time.until_ms)
        width = max(LEAST_PX, end - x)
        return round(min(x, self.frame.right - width), 1), round(width, 1)

    def _inside(self, at_ms: int) -> float:
        return min(max(self.x(at_ms), self.frame.left + MARK), self.frame.right - MARK)

    def _curve(self, there: Attended) -> tuple[list[DrawnArea], list[DrawnLine], list[DrawnBar]]:
        """Return the attendance as areas on each other, how many should attend, and when too few
        were there."""
        most = self._most(there)
        floor = self.y + self.frame.curve

        def y(count: int) -> float:
            return round(floor - self.frame.curve * count / most, 1)

        low = [(step.at_ms, step.in_room) for step in there.steps]
        high = [(step.at_ms, step.in_room + step.online) for step in there.steps]
        zero = [(self.frame.right, floor), (self.frame.left, floor)]
        areas = [
            DrawnArea(points=(*self._stairs(each, y), *zero), look=look)
            for each, look in ((high, Look.ONLINE), (low, Look.ROOM))
        ]
        base = y(there.base)
        left, right = self.frame.left, self.frame.right
        lines = [
            DrawnLine(x1=left, y1=floor, x2=right, y2=floor, look="floor"),
            DrawnLine(x1=left, y1=base, x2=right, y2=base, look=Look.EXPECTED),
        ]
        bars = []
        for time in there.below:
            x, width = self._extent(time)
            bars.append(DrawnBar(x=x, y=floor - 8, width=width, height=8, look=Look.OVER))
        return areas, lines, bars

    def _stairs(
        self, steps: list[tuple[int, int]], y: Callable[[int], float]
    ) -> Iterator[tuple[float, float]]:
        """Yield the points of a line that stays level from step to step."""
        ends = [*(at_ms for at_ms, _ in steps[1:]), self.chart.time.until_ms]
        for (at_ms, count), end_ms in zip(steps, ends, strict=True):
            yield self.x(at_ms), y(count)
            yield self.x(end_ms), y(count)

    @staticmethod
    def _most(there: Attended) -> int:
        return max([1, there.base, *(step.in_room + step.online for step in there.steps)])

    def _scale(self, there: Attended) -> Iterator[DrawnText]:
        """Yield the figures beside the curve: how many attended, of how many."""
        frame = self.frame
        words = f"{there.attended}/{there.base}"
        base = self.y + frame.curve * (1 - there.base / self._most(there))
        y = min(base + 0.36 * frame.small, self.y + frame.curve)
        if frame.label:
            yield DrawnText(text=words, x=frame.width - GAP, y=y, size=frame.small, at_end=True)


HEIGHTS: Final = {Look.SOUND: 0.35, Look.PICTURE: 0.7, Look.REAL: 0.7, Look.OVER: 0.7}
"""Heights of bars, as shares of the tallest: what lies on another leaves its edges to be
seen."""
MARK: Final = 5.0
"""Half the width of a mark, in px."""
