"""What the relay needs to know of a slot to which it sends a stream, and of the slot's client."""

from typing import Protocol

from live.media.engine import Layer
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.stun import Address
from live.media.sfu.link.departures import Departures
from live.media.sfu.relay.rewrite import Continuity, Shifts
from live.media.sfu.relay.ring import KeptPacket


class Receiver(Protocol):
    """The client that a slot belongs to."""

    @property
    def address(self) -> Address | None:
        """Transport address to send to; None before the first ICE connectivity check."""
        ...

    @property
    def session(self) -> SrtpSession | None:
        """Its SRTP keys; None before the DTLS handshake is complete."""
        ...

    @property
    def departures(self) -> Departures:
        """Packets sent to it with transport-wide numbers."""
        ...

    @property
    def round_trip_s(self) -> float | None:
        """Round trip in seconds; None: not known."""
        ...

    @property
    def layer_cap(self) -> Layer:
        """Highest layer that its link carries."""
        ...

    def send_rtcp(self, packet: bytes) -> None:
        """Send the client a compound RTCP packet."""
        ...


class Subscriber(Protocol):
    """A slot as seen by the stream that is sent to it: `downlink.Downlink`."""

    @property
    def receiver(self) -> Receiver:
        """The client that the slot belongs to."""
        ...

    @property
    def ssrc(self) -> int:
        """SSRC of the slot's packets."""
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
        """The slot's outgoing numbering."""
        ...

    def begin(self, now: float) -> None:
        """Switch to the awaited stream, from the packet at its head on."""
        ...

    def cancel(self) -> None:
        """Drop the pending switch."""
        ...

    def stop(self) -> None:
        """Stop sending the present stream."""
        ...

    def report(self, now: float) -> None:
        """Send a sender report with the publisher's clock."""
        ...

    def write(self, cell: memoryview, kept: KeptPacket, shifts: Shifts, now: float) -> int:
        """Write one packet into a cell; return its size in bytes."""
        ...
