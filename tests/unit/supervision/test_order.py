"""Worst first, and calm."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from live.ids import MeetingId
from live.supervision.alerts import Alert, Level
from live.supervision.order import STILL_MS, Order, Tile, worst_first


def tile(name: str, red: int = 0, amber: int = 0) -> Tile:
    levels = [Level.RED] * red + [Level.AMBER] * amber
    return Tile(
        meeting=MeetingId(name),
        alerts=tuple(Alert(key="k", level=level, since_ms=0) for level in levels),
    )


def test_the_worst_stand_first_and_equals_keep_their_order() -> None:
    order = worst_first([tile("a"), tile("b", amber=2), tile("c", red=1), tile("d")], Order(), 0)
    assert order.meetings == ("c", "b", "a", "d")


def test_a_tile_that_moved_stays_until_ten_seconds_have_passed() -> None:
    first = worst_first([tile("a"), tile("b", red=1)], Order(), 0)
    assert first.meetings == ("b", "a")
    calm = [tile("a", red=2), tile("b")]
    assert worst_first(calm, first, STILL_MS - 1).meetings == ("b", "a")
    assert worst_first(calm, first, STILL_MS).meetings == ("a", "b")


def test_a_meeting_that_ends_leaves_the_wall_and_a_new_one_joins() -> None:
    first = worst_first([tile("a"), tile("b")], Order(), 0)
    assert worst_first([tile("b"), tile("c")], first, 1).meetings == ("b", "c")


names = ["a", "b", "c", "d", "e"]
looks = st.lists(
    st.tuples(st.integers(0, 4000), st.lists(st.integers(0, 3), min_size=5, max_size=5)),
    max_size=30,
)


@given(looks)
def test_no_tile_moves_twice_in_ten_seconds(steps: list[tuple[int, list[int]]]) -> None:
    order, now_ms = Order(), 0
    moves: dict[str, list[int]] = {name: [] for name in names}
    for wait_ms, reds in steps:
        now_ms += wait_ms
        tiles = [tile(name, red=red) for name, red in zip(names, reds, strict=True)]
        before, order = order, worst_first(tiles, order, now_ms)
        assert sorted(order.meetings) == names
        for name in names:
            if before.meetings and before.meetings.index(MeetingId(name)) != order.meetings.index(
                MeetingId(name)
            ):
                moves[name].append(now_ms)
    for times in moves.values():
        assert all(later - earlier >= STILL_MS for earlier, later in pairwise(times))
