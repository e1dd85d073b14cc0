"""Ids that a test can count on."""

import itertools

from live.ids import Ids


def counting() -> Ids:
    """Return a source of ``id-1``, ``id-2``, …"""
    numbers = itertools.count(1)
    return lambda: f"id-{next(numbers)}"
