"""The plots of reports as values: lengths, gaps, and marks of what is missing."""

import datetime as dt

from live.record.stretches import Stretch
from live.supervision.report import WINDOW_MS, AlertWindow
from web.reports.plots import (
    COLUMNS_PX,
    HEADROOM,
    ROW_PX,
    SPARK_HEIGHT,
    SPARK_MARGIN,
    bars_of,
    columns_of,
    small_line,
)


def test_bars_are_as_long_as_their_values_and_what_is_not_known_has_none() -> None:
    plot = bars_of("rates", "T", "A", [("a", 50.0, "50"), ("b", None, "?"), ("c", 0.0, "0")], 100)
    assert [bar.share_pct for bar in plot.bars] == [50.0, None, 0.0]
    assert plot.height_px == 3 * ROW_PX
    assert bars_of("rates", "T", "A", [("a", 0.0, "0")], 0).bars[0].share_pct == 0.0


def test_a_line_breaks_where_a_month_is_not_known_and_marks_where_there_was_no_meeting() -> None:
    line = small_line([50, 100, None, 75, 100], [False, False, True, False, False], 50, 100, "A")
    assert len(line.pieces) == 2
    assert len(line.dots) == 4
    assert line.missed == (66.0,)
    heights = [y for _, y in line.dots]
    assert heights[0] == SPARK_HEIGHT - SPARK_MARGIN
    assert heights[1] == SPARK_MARGIN


def test_a_line_of_one_value_or_of_equal_ones_is_drawn_too() -> None:
    assert small_line([None, 90], [True, False], 50, 100, "A").pieces == ()
    assert small_line([90, 90], [False, False], 90, 90, "A").dots[0][1] == SPARK_HEIGHT / 2


def test_columns_stand_at_their_time_below_the_line_of_what_may_be_or_above_it() -> None:
    time = Stretch(from_ms=0, until_ms=10 * WINDOW_MS)

    def plot(*counts: int) -> list[float]:
        windows = [AlertWindow(from_ms=n * WINDOW_MS, raised=c) for n, c in enumerate(counts)]
        made = columns_of(
            ("alerts", "T", "A"),
            windows,
            time,
            (1, 10),
            lambda ms: dt.datetime.fromtimestamp(ms / 1000, dt.UTC),
        )
        assert [(each.left_pct, each.width_pct) for each in made.columns[:2]] == [(0, 10), (10, 10)]
        assert made.hours[:2] == ((0.0, "00:00"), (20.0, "00:20"))
        assert made.highest is made.columns[counts.index(max(counts))]
        heights = [each.height_px for each in made.columns]
        assert [each.is_too_much for each in made.columns] == [count > 10 for count in counts]
        return [*heights, made.limits[1][0]]

    calm, single, ten = plot(2, 1)
    assert single < calm < ten == round(COLUMNS_PX / HEADROOM, 1)
    storm, _, ten = plot(20, 1)
    assert ten < storm == round(COLUMNS_PX / HEADROOM, 1)
