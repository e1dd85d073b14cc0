"""The UDP port: many datagrams per system call in each direction, straight from and into buffers.

`ManyPort` uses recvmmsg/sendmmsg where the C library has them, `PlainPort` elsewhere plain
``recvfrom_into``/``sendto``; both have the same face. A port is of one family, IPv4 or IPv6, and
`ports` opens and joins them. What an address looks like to the kernel is known only in this file.
"""

import errno
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, Union

from _cffi_backend import _CDataBase as CData
from cffi import FFI

from live.media.sfu.dtls import allocate, view
from live.media.sfu.mmsg import CLibrary

Address = tuple[str, int]
"""Host and port; a host with a colon is of IPv6."""
Source = int
"""A sender's address in one hashable word, straight from the kernel's structure."""
Lengths = Union["memoryview[int]", list[int]]
"""Bytes in each cell of a batch."""

BATCH = 32
"""Datagrams read per system call; a burst of one video frame is about four."""
CELL_BYTES = 2048
"""One packet with room: an Ethernet frame carries 1,500, SRTP adds at most 16."""
MSG_DONTWAIT = 0x40
NAME_BYTES = 16
"""sizeof(struct sockaddr_in)."""
WIDE_NAME_BYTES = 28
"""sizeof(struct sockaddr_in6)."""
NAME_WORDS = 4
"""Words of eight bytes set aside for a name, whichever it is."""
SO_TIMESTAMPNS = 35
"""Linux: datagrams come with the kernel's time of arrival. The socket module lacks the name."""
STAMP_BYTES = 32
"""A control message with one struct timespec."""
LONGEST_WAIT_NS = 1_000_000_000
"""A longer wait is a clock that was set meanwhile."""

_NAME: Final = struct.Struct("=H2s4s8x")
"""struct sockaddr_in: family as the machine has it, port and host in network order."""
_WIDE_NAME: Final = struct.Struct("=H2s4x16s4x")
"""struct sockaddr_in6; flow label and scope are 0: addresses of one link are not offered."""

_FULL = frozenset({errno.EAGAIN, errno.ENOBUFS, errno.EINTR})


class Cells:
    """Equal pieces of memory, each as a C pointer and as a view."""

    def __init__(self, count: int) -> None:
        self._memory = allocate(count * CELL_BYTES)
        whole = view(self._memory)
        self.pointers: list[CData] = [self._memory + i * CELL_BYTES for i in range(count)]
        self.views = [whole[i * CELL_BYTES : (i + 1) * CELL_BYTES] for i in range(count)]

    def grown(self, count: int) -> "Cells":
        """Return cells for at least ``count`` packets: these, or new ones."""
        have = len(self.views)
        return self if count <= have else Cells(max(count, 2 * have))


class Sender(Protocol):
    """What sends: a port, or several."""

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        ...

    def batch(self, destinations: Sequence[Address]) -> "Batch":
        """Prepare to send to these destinations again and again. Batches share their cells."""
        ...


class Batch(Protocol):
    """Packets for fixed destinations: write each into its cell, set its length, send all."""

    cells: Cells
    lengths: Lengths
    """Bytes to send from each cell, to be set before each `send`."""

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        ...


class Port(Sender, Protocol):
    """One bound UDP socket. Never blocks, never raises for what the network does."""

    cells: Cells
    lengths: Lengths

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        ...

    def address(self) -> Address:
        """Return where the socket is bound."""
        ...

    def receive(self) -> int:
        """Fill ``cells`` and ``lengths`` from the start; return how many datagrams came."""
        ...

    def source(self, index: int) -> Source:
        """Return who sent the datagram in a cell."""
        ...

    def age_s(self, index: int) -> float:
        """Return how long the datagram in a cell waited for us."""
        ...

    def batch_through(self, ports: Mapping[bool, "Port"], destinations: Sequence[Address]) -> Batch:
        """Prepare to send through the port of the right family: by whether it is IPv6."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...


def name_of(address: Address) -> bytes:
    """Return an address as the kernel has it (struct sockaddr_in or sockaddr_in6)."""
    host, port = address
    if is_wide(address):
        inner = socket.inet_pton(socket.AF_INET6, host)
        return _WIDE_NAME.pack(socket.AF_INET6, port.to_bytes(2, "big"), inner)
    return _NAME.pack(socket.AF_INET, port.to_bytes(2, "big"), socket.inet_aton(host))


def is_wide(address: Address) -> bool:
    """Tell whether an address is of IPv6."""
    return ":" in address[0]


def source_of(address: Address) -> Source:
    """Return the word under which datagrams from an address arrive."""
    return int.from_bytes(name_of(address)[: 24 if is_wide(address) else 8], "little")


def address_of(source: Source) -> Address:
    """Return the address behind a source word."""
    raw = source.to_bytes(24, "little")
    host = raw[8:24] if source >> 64 else raw[4:8]
    family = socket.AF_INET6 if source >> 64 else socket.AF_INET
    return socket.inet_ntop(family, host), int.from_bytes(raw[2:4], "big")


def _pieces(ffi: FFI, cells: Cells, count: int) -> CData:
    """Return an iovec per cell."""
    memory = [ffi.from_buffer(cell) for cell in cells.views[:count]]
    return ffi.new("struct iovec[]", [{"iov_base": m, "iov_len": CELL_BYTES} for m in memory])


def _messages(
    ffi: FFI, pieces: CData, places: Sequence[int], names: CData, name_bytes: int
) -> CData:
    """Return an mmsghdr for each of these cells, each with its place among ``names``."""
    headers = [
        {
            "msg_hdr": {
                "msg_name": names + 8 * NAME_WORDS * i,
                "msg_namelen": name_bytes,
                "msg_iov": pieces + place,
                "msg_iovlen": 1,
            }
        }
        for i, place in enumerate(places)
    ]
    return ffi.new("struct mmsghdr[]", headers)


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
        self._pieces = _pieces(ffi, self.cells, BATCH)
        name_bytes = WIDE_NAME_BYTES if self._wide else NAME_BYTES
        self._headers = _messages(ffi, self._pieces, range(BATCH), self._names, name_bytes)
        words = memoryview(ffi.buffer(self._names)).cast("B").cast("Q")
        self._name_words, *self._wide_words = (words[i::NAME_WORDS] for i in range(3))
        headers = memoryview(ffi.buffer(self._headers)).cast("B")
        # Offsets in struct mmsghdr: msg_len 56, msg_control 32, msg_controllen 40.
        self.lengths: Lengths = headers.cast("I")[14::16]
        self._stamps = ffi.new("unsigned char[]", STAMP_BYTES * BATCH)
        self._stamp_words = memoryview(ffi.buffer(self._stamps)).cast("B").cast("q")
        self._stamp_sizes = headers.cast("Q")[5::8]
        at = int(ffi.cast("uintptr_t", self._stamps))
        for place in range(BATCH):
            headers.cast("Q")[8 * place + 4] = at + STAMP_BYTES * place
            self._stamp_sizes[place] = STAMP_BYTES
        self._received_ns = 0

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        return self._fd

    def address(self) -> Address:
        """Return where the socket is bound."""
        host, port, *_ = self._socket.getsockname()
        return host, port

    def receive(self) -> int:
        """Fill ``cells`` and ``lengths`` from the start; return how many datagrams came."""
        count = self._library.recvmmsg(self._fd, self._headers, BATCH, MSG_DONTWAIT, self._ffi.NULL)
        self._received_ns = time.time_ns()
        return max(count, 0)

    def source(self, index: int) -> Source:
        """Return who sent the datagram in a cell."""
        word = self._name_words[index]
        if self._wide:
            low, high = self._wide_words
            # The first word ends with the flow label, which is no part of who somebody is.
            return word & 0xFFFFFFFF | low[index] << 64 | high[index] << 128
        return word

    def age_s(self, index: int) -> float:
        """Return how long the datagram in a cell waited for us."""
        sizes, words = self._stamp_sizes, self._stamp_words
        if sizes[index] != STAMP_BYTES:  # the kernel says how much it wrote: nothing, here
            sizes[index] = STAMP_BYTES
            return 0.0
        arrived_ns = words[4 * index + 2] * 1_000_000_000 + words[4 * index + 3]
        return min(max(self._received_ns - arrived_ns, 0), LONGEST_WAIT_NS) / 1e9

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        return _send_one(self._socket, data, to)

    def batch(self, destinations: Sequence[Address]) -> "ManyBatch":
        """Prepare to send to these destinations again and again."""
        return self.batch_through({self._wide: self}, destinations)

    def batch_through(
        self, ports: Mapping[bool, Port], destinations: Sequence[Address]
    ) -> "ManyBatch":
        """Prepare to send through the port of the right family."""
        self._outgoing = self._outgoing.grown(len(destinations))
        sockets = {wide: port.fileno() for wide, port in ports.items()}
        return ManyBatch(sockets, self._ffi, self._library, self._outgoing, destinations)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class ManyBatch:
    """One ``sendmmsg`` and socket for a fan-out. Names and pieces are laid out once."""

    def __init__(
        self,
        sockets: Mapping[bool, int],
        ffi: FFI,
        library: CLibrary,
        cells: Cells,
        destinations: Sequence[Address],
    ) -> None:
        self._ffi = ffi
        self._library = library
        self._pieces = _pieces(ffi, cells, len(destinations))
        self._names: list[CData] = []
        self._groups: list[tuple[int, CData, int]] = []
        for wide, fd in sockets.items():
            places = [i for i, each in enumerate(destinations) if is_wide(each) is wide]
            if places:
                headers = self._laid_out([destinations[i] for i in places], places)
                self._groups.append((fd, headers, len(places)))
        self.cells = cells
        self.lengths: Lengths = memoryview(ffi.buffer(self._pieces)).cast("B").cast("Q")[1::2]

    def _laid_out(self, destinations: Sequence[Address], places: Sequence[int]) -> CData:
        names = [name_of(destination) for destination in destinations]
        padded = b"".join(name.ljust(8 * NAME_WORDS, b"\0") for name in names)
        self._names.append(self._ffi.new("unsigned char[]", padded))
        return _messages(self._ffi, self._pieces, places, self._names[-1], len(names[0]))

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        return sum(self._send(*group) for group in self._groups)

    def _send(self, fd: int, headers: CData, count: int) -> int:
        sent = refused = 0
        while sent < count:
            taken = self._library.sendmmsg(fd, headers + sent, count - sent, MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif self._ffi.errno in _FULL:
                return refused + count - sent
            else:  # one destination that cannot be reached must not stop those after it
                sent += 1
                refused += 1
        return refused


class PlainPort:
    """One datagram per call, for machines without the many-at-once calls."""

    def __init__(self, bound: socket.socket) -> None:
        self._socket = bound
        self._source: Source = 0
        self._outgoing = Cells(1)
        self.cells = Cells(1)
        self.lengths: Lengths = [0]

    def fileno(self) -> int:
        """Return the descriptor to watch for reading."""
        return self._socket.fileno()

    def address(self) -> Address:
        """Return where the socket is bound."""
        host, port, *_ = self._socket.getsockname()
        return host, port

    def receive(self) -> int:
        """Fill ``cells`` and ``lengths`` from the start; return how many datagrams came."""
        try:
            self.lengths[0], address = self._socket.recvfrom_into(self.cells.views[0])
        except OSError:
            return 0
        self._source = source_of(address[:2])
        return 1

    def source(self, index: int) -> Source:
        """Return who sent the datagram in a cell."""
        return self._source

    def age_s(self, index: int) -> float:
        """Return 0: how long a datagram waited is not known here."""
        return 0.0

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        return _send_one(self._socket, data, to)

    def batch(self, destinations: Sequence[Address]) -> "PlainBatch":
        """Prepare to send to these destinations again and again."""
        return self.batch_through({False: self, True: self}, destinations)

    def batch_through(
        self, ports: Mapping[bool, Port], destinations: Sequence[Address]
    ) -> "PlainBatch":
        """Prepare to send through the port of the right family."""
        self._outgoing = self._outgoing.grown(len(destinations))
        return PlainBatch(ports, self._outgoing, destinations)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class PlainBatch:
    """One ``sendto`` per packet."""

    def __init__(
        self, ports: Mapping[bool, Port], cells: Cells, destinations: Sequence[Address]
    ) -> None:
        self._ways = [(ports[is_wide(each)], each) for each in destinations]
        self.cells = cells
        self.lengths: Lengths = [0] * len(destinations)

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        packets = zip(self.cells.views, self.lengths, self._ways, strict=False)
        return sum(not port.send(cell[:size], to) for cell, size, (port, to) in packets)
