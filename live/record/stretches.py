"""Stretches of time of a meeting, cut to what is shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one moment of the record to another, never backwards."""

    from_ms: int
    until_ms: int

    @property
    def length_ms(self) -> int:
        """Return how long it is."""
        return self.until_ms - self.from_ms


def clipped(spans: Iterable[tuple[int, int | None]], shown: Stretch) -> tuple[Stretch, ...]:
    """Return the parts of spans that are shown; an end of None is that of what is shown."""
    return tuple(
        Stretch(from_ms=max(from_ms, shown.from_ms), until_ms=min(end_ms, shown.until_ms))
        for from_ms, until_ms in spans
        if (end_ms := shown.until_ms if until_ms is None else until_ms) >= shown.from_ms
        and from_ms <= shown.until_ms
        and from_ms <= end_ms
    )


def beyond(spans: Iterable[Stretch], limit_ms: int) -> tuple[Stretch, ...]:
    """Return what is left of spans after their first milliseconds together."""
    found, left_ms = [], limit_ms
    for span in spans:
        if span.length_ms > left_ms:
            found.append(Stretch(from_ms=span.from_ms + left_ms, until_ms=span.until_ms))
        left_ms = max(0, left_ms - span.length_ms)
    return tuple(found)
