"""Which protocol a datagram belongs to, by its first bytes (RFC 7983 §7, RFC 5761 §4)."""

from enum import Enum, auto


class Protocol(Enum):
    """The protocols that are accepted; other datagrams are dropped."""

    STUN = auto()
    DTLS = auto()
    RTP = auto()
    RTCP = auto()


def protocol_of(first: int, second: int) -> Protocol | None:
    """Return the protocol of a datagram by its first two bytes, or None."""
    if 128 <= first <= 191:
        return Protocol.RTCP if 192 <= second <= 223 else Protocol.RTP
    if first <= 3:
        return Protocol.STUN
    return Protocol.DTLS if 20 <= first <= 63 else None
