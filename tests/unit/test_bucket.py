"""A bucket grants what is left, and fills with time but never over."""

from live.bucket import TokenBucket


def test_bucket_grants_its_size_at_once_and_then_what_comes_back() -> None:
    bucket = TokenBucket(10, 2.0)
    assert [bucket.take(6, 100.0), bucket.take(6, 100.0), bucket.take(1, 100.0)] == [6, 4, 0]
    assert bucket.take(6, 101.5) == 3
    assert bucket.take(60, 1000.0) == 10


def test_bucket_of_single_things_refills_but_never_over() -> None:
    bucket = TokenBucket(2, 0.5)
    assert [bucket.takes_one(0.0) for _ in range(3)] == [True, True, False]
    assert not bucket.takes_one(1.0)
    assert bucket.takes_one(3.0)
    assert [bucket.takes_one(1000.0) for _ in range(3)] == [True, True, False]


def test_time_that_seems_to_go_back_costs_nothing() -> None:
    bucket = TokenBucket(10, 2.0)
    assert bucket.take(10, 100.0) == 10
    assert bucket.take(1, 90.0) == 0
    assert bucket.take(10, 101.0) == 2


def test_what_is_left_is_told_without_being_taken() -> None:
    bucket = TokenBucket(10, 2.0)
    assert (bucket.left(5.0), bucket.take(4, 5.0), bucket.left(5.0)) == (10, 4, 6)
