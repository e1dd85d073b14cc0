"""ICE-lite's half of STUN (RFC 8445 §7.3, RFC 8489): check a binding request, answer it.

No candidates of the client's are needed: whoever proves the password is answered where he is.
"""

import struct
from dataclasses import dataclass

from aioice import stun

from live.errors import BadPacket
from live.media.sfu.names import Address

MAX_REQUEST_BYTES = 548
"""RFC 8489 §6.1: what fits the smallest IPv4 path without fragments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingRequest:
    """A well-formed request, not yet known to be genuine: see `is_genuine`."""

    to_ufrag: str
    """Which of our peers it claims to be (left of the colon in USERNAME, RFC 8445 §7.2.2)."""
    use_candidate: bool
    message: stun.Message


def stun_untrusted(data: bytes) -> BindingRequest:
    """Parse a binding request.

    Raises:
        BadPacket: anything else, responses and indications included.
    """
    if len(data) > MAX_REQUEST_BYTES:
        raise BadPacket("STUN message too long")
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError, KeyError) as error:
        raise BadPacket("STUN does not parse") from error
    if (message.message_method, message.message_class) != (
        stun.Method.BINDING,
        stun.Class.REQUEST,
    ):
        raise BadPacket("not a binding request")
    ufrag, colon, _ = message.attributes.get("USERNAME", "").partition(":")
    if not (ufrag and colon):
        raise BadPacket("no USERNAME")
    return BindingRequest(
        to_ufrag=ufrag, use_candidate="USE-CANDIDATE" in message.attributes, message=message
    )


def is_genuine(request: BindingRequest, password: bytes) -> bool:
    """Check MESSAGE-INTEGRITY (RFC 8489 §9.1.3); aioice compares in constant time."""
    return request.message.check_message_integrity(password)


def success(request: BindingRequest, source: Address, password: bytes) -> bytes:
    """Return the binding response that tells the client how we see him."""
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=request.message.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": source},
    )
    response.add_message_integrity(password)
    return bytes(response)
