"""A bucket gives what it holds at once and refills with time."""

from signaling.limits import Bucket


def test_full_bucket_gives_its_size_at_once_and_no_more() -> None:
    bucket = Bucket(3, 1.0)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]


def test_bucket_refills_with_time_but_never_over() -> None:
    bucket = Bucket(2, 0.5)
    assert [bucket.take(0.0) for _ in range(3)] == [True, True, False]
    assert not bucket.take(1.0)
    assert bucket.take(3.0)
    assert [bucket.take(1000.0) for _ in range(3)] == [True, True, False]
