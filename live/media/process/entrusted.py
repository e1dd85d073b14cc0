"""The peers and sources that a media process was asked to serve; filters its events by them.

A media process parses data from the internet. If it is ever compromised, it must not be able to
report events of peers and sources of other processes.
"""

from collections.abc import Iterable, Sequence

from live.media.engine import (
    EngineEvent,
    LoudnessLevels,
    PeerDown,
    PeerId,
    SourceDown,
    SourceName,
    SourceUp,
    WantedLayers,
)


class Entrusted:
    """The peers of one process, and which of their sources are up."""

    def __init__(self) -> None:
        self._up: dict[SourceName, SourceUp] = {}
        self._publish: dict[PeerId, frozenset[SourceName]] = {}

    def __contains__(self, peer: PeerId) -> bool:
        return peer in self._publish

    def add(self, peer: PeerId, publishes: Iterable[SourceName | None]) -> None:
        """Add the sources of an offer. Those of the peer's earlier offers stay, as they may still
        end."""
        named = frozenset(source for source in publishes if source is not None)
        self._publish[peer] = self._publish.get(peer, frozenset()) | named

    def discard(self, peer: PeerId) -> None:
        """Forget a peer."""
        self._publish.pop(peer, None)

    def take(self, event: EngineEvent) -> EngineEvent | None:
        """Return the part of an event that the process may report; None: no part of it."""
        match event:
            case LoudnessLevels():
                return LoudnessLevels(
                    levels={s: v for s, v in event.levels.items() if s in self._up}
                )
            case SourceDown():
                up = SourceUp(peer=event.peer, source=event.source)
                if self._up.get(event.source) != up:
                    return None
                del self._up[event.source]
            case _ if event.peer not in self._publish:
                return None
            case PeerDown():
                self.discard(event.peer)
            case SourceUp() | WantedLayers() if event.source not in self._publish[event.peer]:
                return None
            case SourceUp():
                self._up[event.source] = event
            case _:
                pass
        return event

    def lost(self, reason: str) -> Sequence[EngineEvent]:
        """Forget everything; return the events that report all sources and peers as down."""
        ended = [SourceDown(peer=up.peer, source=up.source) for up in self._up.values()]
        down = [PeerDown(peer=peer, reason=reason) for peer in self._publish]
        self._up.clear()
        self._publish.clear()
        return [*ended, *down]
