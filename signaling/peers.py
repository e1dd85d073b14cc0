"""Peer connections as signaling knows them, also while their client's WebSocket is broken off: a
device that changes networks loses its WebSocket, and finds its media still going when it is back.

Holds them and measures time; never calls the engine.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from live.ids import DeviceId, MeetingId
from live.media.engine import Layer, PeerId, Route, SourceName
from live.meeting.rooms import Silence
from signaling import limits
from signaling.client import Client
from signaling.outbound import Slots
from signaling.stage import Viewer, WallWish


@dataclass(slots=True, eq=False)
class PeerConnection:
    """One peer connection of one client."""

    id: PeerId
    pc: str
    client: Client
    """The client of the connection; after that broke off, its last client."""
    receiver: Viewer
    carrier: int = 0
    """Number of the media process that has the connection; only its meetings can be shown."""
    sends: bool = False
    silence: Silence | None = None
    """Why microphone and camera were refused in the answer; None: they were not."""
    lifted_at: float | None = None
    """Monotonic time since which the reason in ``silence`` is gone; None while it holds."""
    routes: dict[str, Route] = field(default_factory=dict)
    """By mid what the engine was last told to send in each slot."""
    told: Slots | None = None
    """The `Slots` message last sent to the client."""
    wanted: dict[SourceName, tuple[Layer, ...]] = field(default_factory=dict)
    """The layers of each source that the client was last told to send."""
    paused: tuple[str, ...] = ()
    """Mids of slots that the client's link does not carry."""
    is_routed: bool = False
    """Whether a route of this connection is being carried out now."""
    left: frozenset[MeetingId] | None = None
    """Meetings that the client watched when its WebSocket broke off; None: it is connected."""

    @property
    def watches(self) -> Collection[MeetingId]:
        """The meetings that the connection may show."""
        return self.client.watches.keys() if self.left is None else self.left

    def break_off(self) -> None:
        """Keep the media going without the client. A wall stops listening, as the record says."""
        self.left = frozenset(self.client.watches)
        wish = self.receiver.wish
        if isinstance(wish, WallWish):
            self.receiver = replace(self.receiver, wish=replace(wish, listen=None))

    def take_up(self, client: Client) -> None:
        """Assign to the next WebSocket connection of the same device; it was told nothing yet."""
        self.client, self.left, self.told = client, None, None
        self.wanted.clear()
        self.receiver = replace(self.receiver, actor=client.actor, media=client.media)


class Waiting:
    """Peer connections whose clients broke off, each until the client is back or the time is over.

    Args:
        ended: called after a connection was added to ``over`` because its time is over.
    """

    def __init__(self, ended: Callable[[], None]) -> None:
        self.over: list[PeerId] = []
        self._ended = ended
        self._ends: dict[tuple[tuple[str, DeviceId], str], tuple[PeerId, asyncio.TimerHandle]] = {}

    def add(self, peer: PeerConnection) -> None:
        """Let a connection wait for `limits.BROKEN_OFF_S`; ends an older one of the same name."""
        name = (peer.client.key, peer.pc)
        self._over(*name)
        end = asyncio.get_running_loop().call_later(limits.BROKEN_OFF_S, self._over, *name)
        self._ends[name] = (peer.id, end)

    def take(self, client: Client, pc: str) -> PeerId | None:
        """Remove and return the connection that waits for a client under a name."""
        peer, end = self._ends.pop((client.key, pc), (None, None))
        if end is not None:
            end.cancel()
        return peer

    def end(self, key: str) -> None:
        """End the connections that wait for clients with this key of an admission."""
        for name in [name for name in self._ends if name[0][0] == key]:
            self._over(*name)

    def _over(self, who: tuple[str, DeviceId], pc: str) -> None:
        peer, end = self._ends.pop((who, pc), (None, None))
        if peer is not None and end is not None:
            end.cancel()
            self.over.append(peer)
            self._ended()
