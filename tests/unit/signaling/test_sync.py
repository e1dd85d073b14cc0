"""Differences of views are small, right, and apply without touching what they start from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.sync import apply, diff

scalars = st.none() | st.booleans() | st.integers(min_value=2, max_value=9) | st.text(max_size=3)
objects_with_id = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("abcdef"), "n": st.integers(2, 5)}),
    unique_by=lambda row: row["id"],
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | objects_with_id
        | st.dictionaries(st.sampled_from(["a", "b", "~/", "id", ""]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values, values)
def test_old_view_with_its_difference_is_the_new_view(old: Any, new: Any) -> None:
    assert apply(old, diff(old, new)) == new


@given(values, values)
def test_applying_a_difference_leaves_the_old_view_alone(old: Any, new: Any) -> None:
    before = repr(old)
    apply(old, diff(old, new))
    assert repr(old) == before


@given(values)
def test_equal_views_have_no_difference(view: Any) -> None:
    assert diff(view, view) == []


def test_a_queue_that_moves_up_is_one_removal() -> None:
    queue = [{"id": name, "by": None} for name in "abc"]
    assert diff({"queue": queue}, {"queue": queue[1:]}) == [{"op": "remove", "path": "/queue/0"}]


def test_a_request_that_moves_forward_is_taken_out_and_put_in() -> None:
    old = [{"id": name} for name in "abcd"]
    ops = diff(old, [old[3], *old[:3]])
    assert [(op["op"], op["path"]) for op in ops] == [("remove", "/3"), ("add", "/0")]


def test_a_field_of_a_row_is_replaced_in_place() -> None:
    old = [{"id": "a", "n": 2}, {"id": "b", "n": 3}]
    new = [{"id": "a", "n": 2}, {"id": "b", "n": 4}]
    assert diff(old, new) == [{"op": "replace", "path": "/1/n", "value": 4}]


def test_rows_without_identity_are_replaced_together() -> None:
    assert diff([[1], [2]], [[1], [3]]) == [{"op": "replace", "path": "", "value": [[1], [3]]}]


@pytest.mark.parametrize(
    ("view", "path", "error"),
    [
        ({}, "/a", KeyError),
        ({}, "/a/b", KeyError),
        ([], "/0", IndexError),
        ([1], "/-1", IndexError),
        ([1], "/x", ValueError),
    ],
)
def test_an_operation_that_does_not_fit_is_an_error(
    view: Any, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        apply(view, [{"op": "replace", "path": path, "value": 1}])
