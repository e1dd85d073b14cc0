"""Notes between server processes: the contract, in process, and over Redis.

A note says that something is new; the truth is read from the store. Whoever misses a note is
told so (`Lagged`) and looks again, so nothing depends on a note having arrived.
"""

from live.bus.contract import LAGGED, Bus, Lagged, Note
from live.bus.local import LocalBus

__all__ = ["LAGGED", "Bus", "Lagged", "LocalBus", "Note", "open_bus"]


def open_bus(url: str) -> Bus:
    """Return the bus a setting names: empty for this process alone, or ``redis://…``."""
    if not url:
        return LocalBus()
    # Imported here: a process that is alone needs no Redis client.
    from live.bus.redis import RedisBus  # noqa: PLC0415

    return RedisBus(url)
