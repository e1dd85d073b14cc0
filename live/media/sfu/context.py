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
    """From an unknown address, with an unknown ICE user name, or of no known protocol."""
    unauthentic: int = 0
    """For a known peer, but failing authentication."""
    bad: int = 0
    """Malformed."""
    flooding: int = 0
    """Dropped because a client exceeded its rate limits (`peer`)."""

    def figures(self) -> dict[str, float]:
        """Return all counters by name."""
        return {
            "received_datagrams_total": self.received,
            "unknown_datagrams_total": self.unknown,
            "unauthentic_datagrams_total": self.unauthentic,
            "bad_datagrams_total": self.bad,
            "flooding_datagrams_total": self.flooding,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineContext:
    """Socket, certificate, forwarder, switchboard, counters and event sink of one engine."""

    port: Sender
    certificate: Certificate
    forwarder: Forwarder
    switchboard: Switchboard
    counters: Counters
    emit: Callable[[EngineEvent], None]
