"""What all peers of one engine share, handed to each of them."""

from collections.abc import Callable
from dataclasses import dataclass

from live.media.engine import EngineEvent
from live.media.sfu.crypto.dtls import Certificate
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.sockets.batches import Sender


@dataclass(slots=True)
class Counters:
    """Datagrams since the start, for ``/metrics``."""

    received: int = 0
    unknown: int = 0
    """From nobody, or of no protocol."""
    unauthentic: int = 0
    """Claiming to be from a peer, but not sealed with its keys."""
    bad: int = 0
    """Genuine, but not parsing."""
    flooding: int = 0
    """Genuine, but more than one client may send."""

    def figures(self) -> dict[str, float]:
        """Return all of them by name."""
        return {
            "received_datagrams_total": self.received,
            "unknown_datagrams_total": self.unknown,
            "unauthentic_datagrams_total": self.unauthentic,
            "bad_datagrams_total": self.bad,
            "flooding_datagrams_total": self.flooding,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineContext:
    """The socket, the hot path, the directory of sources, and where events go."""

    port: Sender
    certificate: Certificate
    forwarder: Forwarder
    switchboard: Switchboard
    counters: Counters
    emit: Callable[[EngineEvent], None]
