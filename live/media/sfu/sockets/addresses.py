"""Conversion between addresses and the kernel's ``sockaddr`` structures. Pure."""

import socket
import struct
from typing import Final

from live.media.sfu.formats.stun import Address

PackedAddress = int
"""A sender's address as one integer (hashable), read directly from the kernel's structure."""
NAME_BYTES = 16
"""sizeof(struct sockaddr_in)."""
WIDE_NAME_BYTES = 28
"""sizeof(struct sockaddr_in6)."""
NAME_WORDS = 4
"""Words of eight bytes reserved for an address structure of either family."""

_NAME: Final = struct.Struct("=H2s4s8x")
"""struct sockaddr_in: family in host byte order, port and host in network byte order."""
_WIDE_NAME: Final = struct.Struct("=H2s4x16s4x")
"""struct sockaddr_in6; flow label and scope are 0, as link-local addresses are not offered."""


def name_of(address: Address) -> bytes:
    """Return an address as struct sockaddr_in or sockaddr_in6."""
    host, port = address
    if is_wide(address):
        inner = socket.inet_pton(socket.AF_INET6, host)
        return _WIDE_NAME.pack(socket.AF_INET6, port.to_bytes(2, "big"), inner)
    return _NAME.pack(socket.AF_INET, port.to_bytes(2, "big"), socket.inet_aton(host))


def is_wide(address: Address) -> bool:
    """Tell whether an address is of IPv6."""
    return ":" in address[0]


def packed(address: Address) -> PackedAddress:
    """Return the packed form of an address, as `udp.Port.receive` gives it."""
    return int.from_bytes(name_of(address)[: 24 if is_wide(address) else 8], "little")


def unpacked(word: PackedAddress) -> Address:
    """Return the address of a packed form."""
    raw = word.to_bytes(24, "little")
    host = raw[8:24] if word >> 64 else raw[4:8]
    family = socket.AF_INET6 if word >> 64 else socket.AF_INET
    return socket.inet_ntop(family, host), int.from_bytes(raw[2:4], "big")
