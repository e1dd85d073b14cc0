"""Has the kernel deliver receivers' reports to a socket of their own, which is polled every tick.

Reports are half of the incoming datagrams and need no immediate reaction, so they should not wake
the engine. A second socket is bound to the media port, and a BPF program in the kernel selects the
datagrams for it (``SO_ATTACH_REUSEPORT_CBPF``, Linux 4.5; instructions as in the kernel's
networking/filter.rst). Where that is not possible, reports come with all other datagrams.
"""

import ctypes
import socket
import struct
import sys
from typing import Final

from live.media.sfu.crypto.srtp import SRTCP_TRAILER_BYTES
from live.media.sfu.formats.feedback import FORMAT_TRANSPORT, RTPFB
from live.media.sfu.formats.rtcp import RR

SO_ATTACH_REUSEPORT_CBPF = 51
"""Linux; the socket module lacks the name."""
_INSTRUCTION: Final = struct.Struct("=HBBI")
"""struct sock_filter: code, instructions to skip if true and if false, operand."""
_PROGRAM: Final = struct.Struct("@HP")
"""struct sock_fprog: number of instructions, and pointer to them."""
_LOAD_BYTE, _LOAD_HALF, _LOAD_SIZE = 0x30, 0x28, 0x80
_AND, _ADD, _SHIFT_LEFT, _TO_INDEX = 0x54, 0x04, 0x64, 0x07
_IF_EQUAL, _IF_ABOVE_INDEX, _RETURN = 0x15, 0x2D, 0x06
_URGENT, _REPORTS = 0, 1
"""Indices of both sockets in their reuseport group, in the order of binding."""
VERSION_2: Final = 0x80
PADDING: Final = 0x20
_SIEVE: Final = (
    (_LOAD_BYTE, 0, 0, 1),  # the packet type of the first part; a header is never encrypted
    (_IF_EQUAL, 4, 0, RR),
    (_IF_EQUAL, 0, 10, RTPFB),
    (_LOAD_BYTE, 0, 0, 0),
    (_AND, 0, 0, 0xFF & ~PADDING),
    (_IF_EQUAL, 0, 7, VERSION_2 | FORMAT_TRANSPORT),
    (_LOAD_HALF, 0, 0, 2),  # length of the first part in words, minus one (RFC 3550 §6.4.1)
    (_ADD, 0, 0, 1),
    (_SHIFT_LEFT, 0, 0, 2),
    (_ADD, 0, 0, SRTCP_TRAILER_BYTES),
    (_TO_INDEX, 0, 0, 0),
    (_LOAD_SIZE, 0, 0, 0),
    (_IF_ABOVE_INDEX, 0, 1, 0),  # another part follows, which is encrypted
    (_RETURN, 0, 0, _URGENT),
    (_RETURN, 0, 0, _REPORTS),
)
"""A datagram too short for these loads goes to the first socket: loads beyond its end return 0."""


def report_socket(bound: socket.socket) -> socket.socket | None:
    """Return a socket that from now on gets the reports sent to ``bound``; None: not possible.

    Only reports that are alone in their datagram: browsers send transport-wide feedback alone, and
    NACKs alone or after a receiver report.
    """
    if sys.platform != "linux":
        return None  # on other systems this number is a different option
    joined = socket.socket(bound.family, socket.SOCK_DGRAM)
    try:
        joined.setblocking(False)
        if bound.family == socket.AF_INET6:
            joined.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        # Only now, so that binding ``bound`` failed if another process had the port.
        for each in (bound, joined):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        joined.bind(bound.getsockname())
        code = b"".join(_INSTRUCTION.pack(*each) for each in _SIEVE)
        memory = ctypes.create_string_buffer(code)
        program = _PROGRAM.pack(len(_SIEVE), ctypes.addressof(memory))
        bound.setsockopt(socket.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program)
    except (OSError, AttributeError):
        joined.close()
        return None
    return joined
