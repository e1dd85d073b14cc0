"""ICE-lite's half of STUN (RFC 8445 §7.3, RFC 8489): check a binding request, answer it.

The client's candidates are not needed: a request that proves the password is answered at the
address it came from. Clients add more and more attributes to their requests; only those needed here
are read, and the others may have any form (RFC 8489 §14).
"""

import hmac
import struct
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from aioice import stun

from live.errors import BadPacket

Address = tuple[str, int]
"""A transport address (RFC 8489 §2): host and port; a host with a colon is of IPv6."""

BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR = 0x0001, 0x0101, 0x0111
"""RFC 8489 §5: method and class."""
COOKIE: Final = stun.COOKIE.to_bytes(4, "big")
USERNAME, MESSAGE_INTEGRITY, ERROR_CODE, UNKNOWN_ATTRIBUTES = 0x0006, 0x0008, 0x0009, 0x000A
XOR_MAPPED_ADDRESS, FINGERPRINT = 0x0020, 0x8028
"""RFC 8489 §18.3."""
PRIORITY, USE_CANDIDATE = 0x0024, 0x0025
"""RFC 8445 §16.1."""
UNDERSTOOD: Final = frozenset({USERNAME, MESSAGE_INTEGRITY, PRIORITY, USE_CANDIDATE})
COMPREHENSION_OPTIONAL = 0x8000
"""Unknown attributes with this type or a higher one are ignored (RFC 8489 §14)."""
UNKNOWN_ATTRIBUTE: Final = b"\0\0\x04\x14Unknown Attribute"
"""Class 4, number 20 (RFC 8489 §14.8)."""
HEADER_BYTES = 20
INTEGRITY_BYTES = 4 + 20
FINGERPRINT_BYTES = 4 + 4
_header: Final = struct.Struct("!HH4s12s")
_attribute_head: Final = struct.Struct("!HH")


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingRequest:
    """A well-formed request, not authenticated yet: see `is_genuine`."""

    transaction: bytes
    to_ufrag: str
    """Our ufrag of the peer it claims to be (left of the colon in USERNAME, RFC 8445 §7.2.2)."""
    use_candidate: bool
    unknown: tuple[int, ...]
    """Types of its comprehension-required attributes that are not known here."""
    signed: bytes
    """The bytes that MESSAGE-INTEGRITY covers, header included."""
    digest: bytes
    """MESSAGE-INTEGRITY; empty: absent."""


def stun_untrusted(data: bytes) -> BindingRequest:
    """Parse a binding request.

    Raises:
        BadPacket: anything else, responses and indications included.
    """
    if len(data) < HEADER_BYTES:
        raise BadPacket("short STUN header")
    kind, length, cookie, transaction = _header.unpack_from(data)
    if kind != BINDING_REQUEST or cookie != COOKIE:
        raise BadPacket("not a binding request")
    if length % 4 or len(data) != HEADER_BYTES + length:
        raise BadPacket("STUN length does not fit")
    values, signed_to = _attributes_untrusted(data)
    if len(values.get(PRIORITY, bytes(4))) != 4:
        raise BadPacket("PRIORITY is not 4 bytes")
    ufrag, colon, _ = values.get(USERNAME, b"").partition(b":")
    if not (ufrag and colon and ufrag.isascii()):
        raise BadPacket("no USERNAME")
    return BindingRequest(
        transaction=transaction,
        to_ufrag=ufrag.decode("ascii"),
        use_candidate=USE_CANDIDATE in values,
        unknown=tuple(
            each for each in values if each < COMPREHENSION_OPTIONAL and each not in UNDERSTOOD
        ),
        signed=data[:signed_to],
        digest=values.get(MESSAGE_INTEGRITY, b""),
    )


def _attributes_untrusted(data: bytes) -> tuple[dict[int, bytes], int]:
    """Return attributes by type (of duplicates the first, RFC 8489 §14), and the signed part's end.

    Attributes after MESSAGE-INTEGRITY are ignored except FINGERPRINT (§14.5), which is the last.
    """
    values: dict[int, bytes] = {}
    at, signed_to = HEADER_BYTES, 0
    while at < len(data):
        kind, size = _attribute_head.unpack_from(data, at)
        begin, end = at + 4, at + 4 + size
        if end > len(data):
            raise BadPacket("short STUN attribute")
        if kind == FINGERPRINT:
            if data[begin:end] != _fingerprint(data[:at]):
                raise BadPacket("STUN fingerprint does not match")
            break
        if not signed_to:
            values.setdefault(kind, data[begin:end])
            signed_to = at if kind == MESSAGE_INTEGRITY else 0
        at = end + -size % 4
    return values, signed_to


def is_genuine(request: BindingRequest, password: bytes) -> bool:
    """Check MESSAGE-INTEGRITY (RFC 8489 §9.1.3)."""
    return hmac.compare_digest(request.digest, _integrity(request.signed, password))


def success(request: BindingRequest, mapped: Address, password: bytes) -> bytes:
    """Return the binding response with the client's address as we see it."""
    address = stun.pack_xor_address(mapped, request.transaction)
    body = _attribute(XOR_MAPPED_ADDRESS, address)
    return _response(BINDING_SUCCESS, request.transaction, body, password)


def refusal(request: BindingRequest, password: bytes) -> bytes:
    """Return the error response that names the unknown attributes (RFC 8489 §6.3.1)."""
    names = b"".join(kind.to_bytes(2, "big") for kind in request.unknown)
    body = _attribute(ERROR_CODE, UNKNOWN_ATTRIBUTE) + _attribute(UNKNOWN_ATTRIBUTES, names)
    return _response(BINDING_ERROR, request.transaction, body, password)


def _response(kind: int, transaction: bytes, body: bytes, password: bytes) -> bytes:
    """Return a signed message; each connected client is sent about one a second."""
    message = _header.pack(kind, len(body), COOKIE, transaction) + body
    message += _attribute(MESSAGE_INTEGRITY, _integrity(message, password))
    message = _of_length(message, len(message) - HEADER_BYTES + FINGERPRINT_BYTES)
    return message + _attribute(FINGERPRINT, _fingerprint(message))


def _of_length(message: bytes, length: int) -> bytes:
    """Return a message, or its beginning, with this value in the length field."""
    return message[:2] + length.to_bytes(2, "big") + message[4:]


def _integrity(signed: bytes, password: bytes) -> bytes:
    """Return the MESSAGE-INTEGRITY digest; the length field counts up to that attribute (§14.5)."""
    length = len(signed) - HEADER_BYTES + INTEGRITY_BYTES
    return hmac.digest(password, _of_length(signed, length), "sha1")


def _fingerprint(message: bytes) -> bytes:
    """Return the FINGERPRINT checksum; the length field counts that attribute too (§14.7)."""
    length = len(message) - HEADER_BYTES + FINGERPRINT_BYTES
    checked = crc32(_of_length(message, length))
    return (checked ^ stun.FINGERPRINT_XOR).to_bytes(4, "big")


def _attribute(kind: int, value: bytes) -> bytes:
    """Return an attribute, padded to 32-bit words (RFC 8489 §14)."""
    return _attribute_head.pack(kind, len(value)) + value + bytes(-len(value) % 4)
