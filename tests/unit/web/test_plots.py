"""The plots of reports as values: lengths, gaps, and marks of what is missing."""

from web.reports.plots import ROW_PX, SPARK_HEIGHT, SPARK_MARGIN, bars_of, small_line


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
