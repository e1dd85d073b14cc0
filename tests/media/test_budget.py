"""A budget grants what is left, and fills with time but never over."""

from live.media.sfu.budget import Budget


def test_budget_grants_its_size_at_once_and_then_what_comes_back() -> None:
    budget = Budget(10, 2.0, 100.0)
    assert [budget.take(6, 100.0), budget.take(6, 100.0), budget.take(1, 100.0)] == [6, 4, 0]
    assert budget.take(6, 101.5) == 3
    assert budget.take(60, 1000.0) == 10


def test_time_that_seems_to_go_back_costs_nothing() -> None:
    budget = Budget(10, 2.0, 100.0)
    assert budget.take(10, 100.0) == 10
    assert budget.take(1, 90.0) == 0
    assert budget.take(10, 101.0) == 2
