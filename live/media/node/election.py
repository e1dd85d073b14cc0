"""Elects the node that carries all media: the one that has run longest. Pure except for the bus.

A new node never replaces the elected one, so adding a process moves no peers.
"""

import logging
from collections.abc import Mapping

from live.bus import Bus
from live.errors import BadPacket
from live.media.node.messages import PRESENCE_PREFIX, NodePresence, presence_untrusted

log = logging.getLogger(__name__)


def elected(presences: Mapping[str, bytes]) -> NodePresence | None:
    """Return the node to use, from the presences of all nodes; None when there is none."""
    present: list[NodePresence] = []
    for key, value in presences.items():
        try:
            present.append(presence_untrusted(value))
        except BadPacket:
            log.warning("presence %s is not understood", key)
    return min(present, key=lambda each: (each.since_ms, each.node), default=None)


async def current(bus: Bus) -> NodePresence | None:
    """Ask the bus which node to use.

    Raises:
        ConnectionError: the bus cannot be reached.
    """
    return elected(await bus.kept(PRESENCE_PREFIX))
