"""Notes between server processes: the contract, in process, and over Redis.

A note says that something is new; the state itself is read from the store. A reader that missed
notes gets `Lagged` and reads the store again, so nothing depends on a note having arrived.
"""

from live.bus.contract import LAGGED, Bus, Lagged, Note
from live.bus.local import LocalBus

__all__ = ["LAGGED", "Bus", "Lagged", "LocalBus", "Note", "open_bus"]


def open_bus(url: str) -> Bus:
    """Return the bus for a URL: ``redis://…``, or empty for a bus within this process."""
    if not url:
        return LocalBus()
    # Imported here, because a local bus needs no Redis client.
    from live.bus.redis import RedisBus  # noqa: PLC0415

    return RedisBus(url)
