"""What the relay needs of a slot that is sent a stream, and of the client whose slot it is."""

from typing import Protocol

from live.media.engine import Layer
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.stun import Address
from live.media.sfu.link.departures import Departures
from live.media.sfu.relay.rewrite import Continuity, Shifts
from live.media.sfu.relay.ring import KeptPacket


class Receiver(Protocol):
    """The client whom a slot belongs to."""

    @property
    def address(self) -> Address | None:
        """Where it is now; None before the first check."""
        ...

    @property
    def session(self) -> SrtpSession | None:
        """Its keys; None before the handshake is through."""
        ...

    @property
    def departures(self) -> Departures:
        """What was sent to it under transport-wide numbers."""
        ...

    @property
    def round_trip_s(self) -> float | None:
        """How long an answer takes; None: not known."""
        ...

    @property
    def layer_cap(self) -> Layer:
        """The highest layer that its link carries."""
        ...

    def send_rtcp(self, packet: bytes) -> None:
        """Send it a compound packet."""
        ...


class Subscriber(Protocol):
    """A slot as the stream sees it that is sent there: `downlink.Downlink`."""

    @property
    def receiver(self) -> Receiver:
        """Whose slot it is."""
        ...

    @property
    def ssrc(self) -> int:
        """What it is sent under."""
        ...

    @property
    def payload_type(self) -> int:
        """As offered."""
        ...

    @property
    def transport(self) -> int:
        """See `rtp.transport_element`; 0: packets have no transport-wide number."""
        ...

    @property
    def continuity(self) -> Continuity:
        """Under which numbers it is sent."""
        ...

    def begin(self, now: float) -> None:
        """Send the stream that is waited for, from the packet at its head on."""
        ...

    def cancel(self) -> None:
        """Wait for nothing any more."""
        ...

    def stop(self) -> None:
        """Send nothing more of the present stream."""
        ...

    def report(self, now: float) -> None:
        """Pass the publisher's clock on."""
        ...

    def write(self, cell: memoryview, kept: KeptPacket, shifts: Shifts, now: float) -> int:
        """Write one packet into a cell; return its size in bytes."""
        ...
