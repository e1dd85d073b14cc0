"""The UDP port: many datagrams per system call in each direction, directly from and into buffers.

`ManyPort` uses recvmmsg and sendmmsg where the C library has them; elsewhere `PlainPort` uses
``recvfrom_into`` and ``sendto``. Both have the interface `Port`. A port is of one address family,
IPv4 or IPv6; `ports` opens and combines them.
"""

import socket
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from cffi import FFI

from live.media.sfu.crypto.cells import Cells
from live.media.sfu.formats.stun import Address
from live.media.sfu.sockets.addresses import (
    NAME_BYTES,
    NAME_WORDS,
    WIDE_NAME_BYTES,
    PackedAddress,
    packed,
)
from live.media.sfu.sockets.batches import (
    SOL_UDP,
    UDP_SEGMENT,
    Batch,
    ManyBatch,
    PlainBatch,
    Sender,
    messages,
    pieces,
)
from live.media.sfu.sockets.mmsg import MSG_DONTWAIT, CLibrary

Arrival = tuple[PackedAddress, int, float]
"""A datagram in a cell: sender, size in bytes, and seconds that it waited in the kernel."""

BATCH = 32
"""Datagrams read per system call; a burst of one video frame is about four."""
SO_TIMESTAMPNS = 35
"""Linux: the kernel adds the arrival time to each datagram. The socket module lacks the name."""
STAMP_BYTES = 32
"""Size of a control message with one struct timespec."""
LONGEST_WAIT_S = 1.0
"""Longest wait that is believed; a longer or negative one means that the clock was set."""


class Port(Sender, Protocol):
    """One bound UDP socket. Never blocks, and never raises for network errors."""

    cells: Cells

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        ...

    def address(self) -> Address:
        """Return where the socket is bound."""
        ...

    def receive(self) -> Sequence[Arrival]:
        """Fill ``cells`` from the start; return what lies in each of them."""
        ...

    def batch_through(
        self, ports: Mapping[bool, "Port"], destinations: Sequence[Address], each: int = 1
    ) -> Batch:
        """Prepare to send through the port of the right family; ``ports``: key True for IPv6."""
        ...

    def close(self) -> None:
        """Close the socket."""
        ...


def _can_segment(bound: socket.socket) -> bool:
    """Return whether the kernel has UDP segmentation offload (Linux 4.18)."""
    try:
        bound.setsockopt(SOL_UDP, UDP_SEGMENT, 0)  # 0: off unless a message has a size
    except OSError:
        return False
    return True


def _send_one(bound: socket.socket, data: bytes | memoryview, to: Address) -> bool:
    try:
        bound.sendto(data, to)
    except OSError:
        return False
    return True


class ManyPort:
    """recvmmsg and sendmmsg: one system call for a burst, one for a whole fan-out."""

    def __init__(self, bound: socket.socket, ffi: FFI, library: CLibrary) -> None:
        bound.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket = bound
        self._fd = bound.fileno()
        self._ffi = ffi
        self._library = library
        self._outgoing = Cells(BATCH)
        self.cells = Cells(BATCH)
        self._wide = bound.family == socket.AF_INET6
        self._names = ffi.new("unsigned char[]", 8 * NAME_WORDS * BATCH)
        self._pieces = pieces(ffi, self.cells, BATCH)
        name_bytes = WIDE_NAME_BYTES if self._wide else NAME_BYTES
        self._headers = messages(ffi, self._pieces, range(BATCH), self._names, name_bytes)
        words = memoryview(ffi.buffer(self._names)).cast("B").cast("Q")
        self._name_words, *self._wide_words = (words[i::NAME_WORDS] for i in range(3))
        headers = memoryview(ffi.buffer(self._headers)).cast("B")
        # Offsets in struct mmsghdr: msg_len 56, msg_control 32, msg_controllen 40.
        self._lengths = headers.cast("I")[14::16]
        self._stamps = ffi.new("unsigned char[]", STAMP_BYTES * BATCH)
        self._stamp_words = memoryview(ffi.buffer(self._stamps)).cast("B").cast("q")
        self._stamp_sizes = headers.cast("Q")[5::8]
        at = int(ffi.cast("uintptr_t", self._stamps))
        for index in range(BATCH):
            headers.cast("Q")[8 * index + 4] = at + STAMP_BYTES * index
            self._stamp_sizes[index] = STAMP_BYTES
        self._segmenting = _can_segment(bound)

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        return self._fd

    def address(self) -> Address:
        """Return where the socket is bound."""
        host, port, *_ = self._socket.getsockname()
        return host, port

    def receive(self) -> Sequence[Arrival]:
        """Fill ``cells`` from the start; return what lies in each of them."""
        count = self._library.recvmmsg(self._fd, self._headers, BATCH, MSG_DONTWAIT, self._ffi.NULL)
        now_ns = time.time_ns()
        lengths, names, words, sizes = (
            self._lengths, self._name_words, self._stamp_words, self._stamp_sizes
        )  # fmt: skip
        arrivals: list[Arrival] = []
        for index in range(count):
            age_s = 0.0
            if sizes[index] == STAMP_BYTES:
                at = 4 * index + 2
                age_s = (now_ns - words[at] * 1_000_000_000 - words[at + 1]) / 1e9
                age_s = age_s if 0.0 <= age_s <= LONGEST_WAIT_S else 0.0
            else:  # no time stamp; the kernel has changed the size, so restore it
                sizes[index] = STAMP_BYTES
            sender = self._wide_sender(index) if self._wide else names[index]
            arrivals.append((sender, lengths[index], age_s))
        return arrivals

    def _wide_sender(self, index: int) -> PackedAddress:
        low, high = self._wide_words
        # The first word ends with the flow label, which is not part of the address.
        return self._name_words[index] & 0xFFFFFFFF | low[index] << 64 | high[index] << 128

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        return _send_one(self._socket, data, to)

    def batch(self, destinations: Sequence[Address], each: int = 1) -> ManyBatch:
        """Prepare to send to these destinations again and again."""
        return self.batch_through({self._wide: self}, destinations, each)

    def batch_through(
        self, ports: Mapping[bool, Port], destinations: Sequence[Address], each: int = 1
    ) -> ManyBatch:
        """Prepare to send through the port of the right family."""
        cells = self._outgoing = self._outgoing.grown(len(destinations) * each)
        layout = (ports, self._ffi, self._library, cells, destinations, each)
        return ManyBatch(*layout, segmenting=self._segmenting)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class PlainPort:
    """One datagram per call, for machines without the many-at-once calls."""

    def __init__(self, bound: socket.socket) -> None:
        self._socket = bound
        self._outgoing = Cells(1)
        self.cells = Cells(1)

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        return self._socket.fileno()

    def address(self) -> Address:
        """Return where the socket is bound."""
        host, port, *_ = self._socket.getsockname()
        return host, port

    def receive(self) -> Sequence[Arrival]:
        """Fill the one cell; its waiting time is unknown and returned as 0."""
        try:
            size, address = self._socket.recvfrom_into(self.cells.views[0])
        except OSError:
            return ()
        return ((packed(address[:2]), size, 0.0),)

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        return _send_one(self._socket, data, to)

    def batch(self, destinations: Sequence[Address], each: int = 1) -> PlainBatch:
        """Prepare to send to these destinations again and again."""
        return self.batch_through({False: self, True: self}, destinations, each)

    def batch_through(
        self, ports: Mapping[bool, Port], destinations: Sequence[Address], each: int = 1
    ) -> PlainBatch:
        """Prepare to send through the port of the right family."""
        self._outgoing = self._outgoing.grown(len(destinations) * each)
        return PlainBatch(ports, self._outgoing, destinations, each)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()
