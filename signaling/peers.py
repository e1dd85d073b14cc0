"""Peer connections as signaling knows them, and those whose clients broke off: a device that comes
to another network loses its WebSocket too, and finds sound and picture going on when it is back.

Holds them and counts the time; never asks the engine anything.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from live.ids import DeviceId, MeetingId
from live.media.engine import Layer, PeerId, SourceName
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
    """Whose it is; whose it was while it waits."""
    receiver: Viewer
    carrier: int = 0
    """Of the media processes, the one that has it: only meetings there can be shown."""
    sends: bool = False
    silence: Silence | None = None
    """Why microphone and camera were refused when it was answered."""
    lifted_at: float | None = None
    """Monotonic seconds since which the refusal no longer holds; None while it does."""
    told: Slots | None = None
    """What the client was last told."""
    wanted: dict[SourceName, tuple[Layer, ...]] = field(default_factory=dict)
    """What it was last told to send."""
    paused: tuple[str, ...] = ()
    """Mids of slots that its link does not carry."""
    is_routed: bool = False
    """Whether the engine is just being told what its slots show."""
    left: frozenset[MeetingId] | None = None
    """What its client watched when it broke off; None: it is there."""

    @property
    def watches(self) -> Collection[MeetingId]:
        """The meetings that it may show."""
        return self.client.watches.keys() if self.left is None else self.left

    def break_off(self) -> None:
        """Go on without the client. A wall listens no more: the record says so from now on."""
        self.left = frozenset(self.client.watches)
        wish = self.receiver.wish
        if isinstance(wish, WallWish):
            self.receiver = replace(self.receiver, wish=replace(wish, listen=None))

    def take_up(self, client: Client) -> None:
        """Belong to the same device's next connection, which was told nothing yet."""
        self.client, self.left, self.told = client, None, None
        self.wanted.clear()
        self.receiver = replace(self.receiver, actor=client.actor, media=client.media)


class Waiting:
    """Connections that wait for their clients, each until it is taken up or its time is over.

    Args:
        ended: called when the time of one is over; it is in ``over`` then.
    """

    def __init__(self, ended: Callable[[], None]) -> None:
        self.over: list[PeerId] = []
        self._ended = ended
        self._ends: dict[tuple[tuple[str, DeviceId], str], tuple[PeerId, asyncio.TimerHandle]] = {}

    def add(self, peer: PeerConnection) -> None:
        """Let a connection wait from now on; an older one of the same name waits no more."""
        name = (peer.client.key, peer.pc)
        self._over(*name)
        end = asyncio.get_running_loop().call_later(limits.BROKEN_OFF_S, self._over, *name)
        self._ends[name] = (peer.id, end)

    def take(self, client: Client, pc: str) -> PeerId | None:
        """Return the connection that waits for a client under a name; it waits no more."""
        peer, end = self._ends.pop((client.key, pc), (None, None))
        if end is not None:
            end.cancel()
        return peer

    def end(self, key: str) -> None:
        """Give up what waits for anybody with this key of an admission."""
        for name in [name for name in self._ends if name[0][0] == key]:
            self._over(*name)

    def _over(self, who: tuple[str, DeviceId], pc: str) -> None:
        peer, end = self._ends.pop((who, pc), (None, None))
        if peer is not None and end is not None:
            end.cancel()
            self.over.append(peer)
            self._ended()
