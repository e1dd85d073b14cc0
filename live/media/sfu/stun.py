"""ICE-lite's half of STUN (RFC 8445 §7.3, RFC 8489): check a binding request, answer it.

No candidates of the client's are needed: whoever proves the password is answered where he is.
"""

import hmac
import struct
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from aioice import stun

from live.errors import BadPacket
from live.media.sfu.names import Address

MAX_REQUEST_BYTES = 548
"""RFC 8489 §6.1: what fits the smallest IPv4 path without fragments."""
BINDING_SUCCESS: Final = b"\x01\x01"
COOKIE: Final = stun.COOKIE.to_bytes(4, "big")
XOR_MAPPED_ADDRESS, MESSAGE_INTEGRITY, FINGERPRINT = 0x0020, 0x0008, 0x8028
"""RFC 8489 §18.3."""
INTEGRITY_BYTES = 4 + 20
FINGERPRINT_BYTES = 4 + 4


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
    """Return the binding response that tells the client how we see him.

    Written in one go, because every client asks about once a second for as long as it is here.
    """
    transaction = request.message.transaction_id
    body = _attribute(XOR_MAPPED_ADDRESS, stun.pack_xor_address(source, transaction))
    # Each check is made with the length that the message has when it ends there.
    digest = hmac.digest(password, _header(len(body) + INTEGRITY_BYTES, transaction) + body, "sha1")
    body += _attribute(MESSAGE_INTEGRITY, digest)
    message = _header(len(body) + FINGERPRINT_BYTES, transaction) + body
    return message + _attribute(
        FINGERPRINT, (crc32(message) ^ stun.FINGERPRINT_XOR).to_bytes(4, "big")
    )


def _header(length: int, transaction: bytes) -> bytes:
    return BINDING_SUCCESS + length.to_bytes(2, "big") + COOKIE + transaction


def _attribute(kind: int, value: bytes) -> bytes:
    """Return an attribute whose value is of whole words (RFC 8489 §14)."""
    return struct.pack("!HH", kind, len(value)) + value
