"""The hours on the time axis of a plot: round ones, as many as have room. Pure."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from live.record.replay import MINUTE_MS
from live.record.stretches import Stretch

STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440)
"""Minutes between two hours on the axis; of days, as many as have room."""
DAY_MIN: Final = 1440


def hours(time: Stretch, fits: float, local: Callable[[int], dt.datetime]) -> list[tuple[int, str]]:
    """Return moments on an axis with their hours, or days.

    Args:
        time: what the axis spans.
        fits: how many steps from one to the next have room.
        local: the local time of a moment.
    """
    step = next((s for s in STEPS_MIN if time.length_ms <= s * MINUTE_MS * fits), 0)
    if not step:
        step = DAY_MIN * int(time.length_ms / (DAY_MIN * MINUTE_MS * fits) + 1)
    began = local(time.from_ms)
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    since_ms = int((began - midnight).total_seconds() * 1000)
    first_ms = time.from_ms + -since_ms % (step * MINUTE_MS)
    form = "%H:%M" if step < DAY_MIN else "%d/%m"
    return [
        (at_ms, f"{local(at_ms):{form}}")
        for at_ms in range(first_ms, time.until_ms + 1, step * MINUTE_MS)
    ]
