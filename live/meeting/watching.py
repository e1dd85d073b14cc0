"""How guests watch a meeting: the ways of now, and the times in which they watched. Pure.

A supervisor sees the picture in a tile or large, and hears the meeting, or not; who is connected
follows at least. An observer takes part like a member: sees and hears from coming to leaving.
"""

from collections.abc import Iterable
from typing import Final

from live.meeting.changes.replacing import replace
from live.meeting.permissions import Role
from live.meeting.state import Facts, Guest, WatchSpan, WatchWay
from live.meeting.words import PictureSize

ONE_MS: Final = 60_000
"""Milliseconds between two times of one way that are read as one; chosen: whoever comes back within
a minute, as an automatic tour does, has not stopped."""

_ALWAYS_TOLD: Final = frozenset({WatchWay.FOLLOW, WatchWay.SOUND})


def ways(guest: Guest) -> frozenset[WatchWay]:
    """Return in which ways a guest watches now."""
    if not guest.devices:
        return frozenset()
    if guest.role is Role.OBSERVER:
        return frozenset({WatchWay.FOLLOW, WatchWay.LARGE, WatchWay.SOUND})
    shown = picture(guest)
    each = {
        WatchWay.FOLLOW: True,
        WatchWay.TILE: shown is PictureSize.TILE,
        WatchWay.LARGE: shown is PictureSize.LARGE,
        WatchWay.SOUND: guest.listening,
    }
    return frozenset(way for way, holds in each.items() if holds)


def picture(guest: Guest) -> PictureSize:
    """Return the largest size in which a device of the guest shows the meeting."""
    shown = guest.pictures.values()
    return next(
        (one for one in (PictureSize.LARGE, PictureSize.TILE) if one in shown), PictureSize.NONE
    )


def spanned(guest: Guest, at_ms: int, *, over: bool = False) -> Guest:
    """Return a guest whose spans agree with the ways of now: those that ended, end at a moment, and
    new ones begin then. Being here and hearing are always told, however short.
    ``over``: the meeting is, and nobody watches it any more."""
    now = frozenset() if over else ways(guest)
    kept = []
    for span in guest.spans:
        if span.until_ms is not None or span.way in now:
            kept.append(span)
        elif at_ms > span.from_ms or span.way in _ALWAYS_TOLD:
            kept.append(replace(span, until_ms=max(at_ms, span.from_ms)))
    new = now - {span.way for span in kept if span.until_ms is None}
    begun = [WatchSpan(way=way, from_ms=at_ms) for way in WatchWay if way in new]
    return replace(guest, spans=(*kept, *begun))


def since_ms(guest: Guest, ago_ms: int, now_ms: int) -> int:
    """Return the moment so many milliseconds ago, but not before the guest came, or began to see
    the picture as now."""
    began = [s.from_ms for s in guest.spans if s.until_ms is None and s.way is not WatchWay.SOUND]
    return max(now_ms - ago_ms, *began, 0) if began else now_ms - ago_ms


def times(guest: Guest, way: WatchWay) -> tuple[WatchSpan, ...]:
    """Return when a guest watched in a way, in order; times less than a minute apart are one."""
    merged: list[WatchSpan] = []
    for span in sorted((s for s in guest.spans if s.way is way), key=lambda one: one.from_ms):
        last = merged[-1] if merged else None
        if last and (last.until_ms is None or span.from_ms - last.until_ms < ONE_MS):
            merged[-1] = replace(last, until_ms=_later(last.until_ms, span.until_ms))
        else:
            merged.append(span)
    return tuple(merged)


def within(spans: Iterable[WatchSpan], facts: Facts) -> tuple[WatchSpan, ...]:
    """Return the parts of spans between the opening of a meeting and its closing."""
    if facts.opened_ms is None:
        return ()
    cut = (
        replace(
            span,
            from_ms=max(span.from_ms, facts.opened_ms),
            until_ms=_sooner(span.until_ms, facts.closed_ms),
        )
        for span in spans
    )
    return tuple(one for one in cut if one.until_ms is None or one.until_ms >= one.from_ms)


def length_ms(spans: Iterable[WatchSpan], now_ms: int) -> int:
    """Return how long spans last together."""
    return sum((now_ms if s.until_ms is None else s.until_ms) - s.from_ms for s in spans)


def _later(one_ms: int | None, other_ms: int | None) -> int | None:
    return None if one_ms is None or other_ms is None else max(one_ms, other_ms)


def _sooner(one_ms: int | None, other_ms: int | None) -> int | None:
    ends = [ms for ms in (one_ms, other_ms) if ms is not None]
    return min(ends, default=None)
