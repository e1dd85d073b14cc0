"""The UDP port: many datagrams per system call in each direction, straight from and into buffers.

`open_port` takes recvmmsg/sendmmsg through cffi's ABI mode (no compiler) where the C library has
them, and plain ``recvfrom_into``/``sendto`` elsewhere; both have the same face. IPv4 for now: what
an address looks like to the kernel is known only in this file.
"""

import errno
import socket
import struct
import time
from collections.abc import Sequence
from typing import Final, Protocol, Union, cast

from _cffi_backend import _CDataBase as CData
from cffi import FFI

from live.media.sfu.dtls import allocate, view

Address = tuple[str, int]
"""Host and port, as the socket module has them."""
Source = int
"""A sender's address in one hashable word, straight from the kernel's structure."""
Lengths = Union["memoryview[int]", list[int]]
"""Bytes in each cell of a batch."""

BATCH = 32
"""Datagrams read per system call; a burst of one video frame is about four."""
CELL_BYTES = 2048
"""One packet with room: an Ethernet frame carries 1,500, SRTP adds at most 16."""
SOCKET_BUFFER_BYTES = 4 << 20
"""Chosen: a key frame of each of sixty sources at once fits."""
MSG_DONTWAIT = 0x40
NAME_BYTES = 16
"""sizeof(struct sockaddr_in)."""
SO_TIMESTAMPNS = 35
"""Linux: datagrams come with the kernel's time of arrival. The socket module lacks the name."""
STAMP_BYTES = 32
"""A control message with one struct timespec."""
HEADER_BYTES = 64
"""sizeof(struct mmsghdr) where pointers have eight bytes; elsewhere the plain calls do."""

LONGEST_WAIT_NS = 1_000_000_000
"""A longer wait is a clock that was set meanwhile."""

_NAME: Final = struct.Struct("=H2s4s8x")
"""struct sockaddr_in: family as the machine has it, port and host in network order."""

_FULL = frozenset({errno.EAGAIN, errno.ENOBUFS, errno.EINTR})

_C_DEFINITIONS: Final = """
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int recvmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags, void *timeout);
int sendmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags);
"""


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


class Batch(Protocol):
    """Packets for fixed destinations: write each into its cell, set its length, send all."""

    cells: Cells
    lengths: Lengths
    """Bytes to send from each cell, to be set before each `send`."""

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        ...


class Port(Protocol):
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

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        ...

    def batch(self, destinations: Sequence[Address]) -> Batch:
        """Prepare to send to these destinations again and again. Batches share their cells."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...


def name_of(address: Address) -> bytes:
    """Return an address as the kernel has it (struct sockaddr_in)."""
    host, port = address
    return _NAME.pack(socket.AF_INET, port.to_bytes(2, "big"), socket.inet_aton(host))


def source_of(address: Address) -> Source:
    """Return the word under which datagrams from an address arrive."""
    return int.from_bytes(name_of(address)[:8], "little")


def address_of(source: Source) -> Address:
    """Return the address behind a source word."""
    raw = source.to_bytes(8, "little")
    return socket.inet_ntoa(raw[4:8]), int.from_bytes(raw[2:4], "big")


def open_port(host: str, port: int, *, plain: bool = False) -> Port:
    """Bind a UDP port; ``plain`` forbids the many-at-once calls.

    Raises:
        OSError: the port cannot be bound.
    """
    bound = _bind(host, port)
    library = None if plain else many_calls()
    return PlainPort(bound) if library is None else ManyPort(bound, *library)


def _bind(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


class _CLibrary(Protocol):
    def recvmmsg(self, fd: int, messages: CData, count: int, flags: int, timeout: CData) -> int: ...
    def sendmmsg(self, fd: int, messages: CData, count: int, flags: int) -> int: ...


def many_calls() -> tuple[FFI, _CLibrary] | None:
    """Return the C library, or None where it lacks recvmmsg or sendmmsg."""
    ffi = FFI()
    ffi.cdef(_C_DEFINITIONS)
    try:
        library = cast("_CLibrary", ffi.dlopen(None))
        found = bool(library.recvmmsg) and bool(library.sendmmsg)  # looked up by asking
        found = found and ffi.sizeof("struct mmsghdr") == HEADER_BYTES
    except (OSError, AttributeError, TypeError):
        found = False
    return (ffi, library) if found else None


def _messages(ffi: FFI, cells: Cells, names: CData, count: int) -> tuple[CData, CData]:
    """Return an iovec and an mmsghdr per cell, each with its place among ``names``."""
    memory = [ffi.from_buffer(cell) for cell in cells.views[:count]]
    pieces = ffi.new("struct iovec[]", [{"iov_base": m, "iov_len": CELL_BYTES} for m in memory])
    headers = [
        {
            "msg_hdr": {
                "msg_name": names + NAME_BYTES * i,
                "msg_namelen": NAME_BYTES,
                "msg_iov": pieces + i,
                "msg_iovlen": 1,
            }
        }
        for i in range(count)
    ]
    return pieces, ffi.new("struct mmsghdr[]", headers)


class ManyPort:
    """recvmmsg and sendmmsg: one system call for a burst, one for a whole fan-out."""

    def __init__(self, bound: socket.socket, ffi: FFI, library: _CLibrary) -> None:
        bound.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket = bound
        self._fd = bound.fileno()
        self._ffi = ffi
        self._library = library
        self._outgoing = Cells(BATCH)
        self.cells = Cells(BATCH)
        self._names = ffi.new("unsigned char[]", NAME_BYTES * BATCH)
        self._pieces, self._headers = _messages(ffi, self.cells, self._names, BATCH)
        self._name_words = memoryview(ffi.buffer(self._names)).cast("B").cast("Q")[::2]
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
        host, port = self._socket.getsockname()
        return host, port

    def receive(self) -> int:
        """Fill ``cells`` and ``lengths`` from the start; return how many datagrams came."""
        count = self._library.recvmmsg(self._fd, self._headers, BATCH, MSG_DONTWAIT, self._ffi.NULL)
        self._received_ns = time.time_ns()
        return max(count, 0)

    def source(self, index: int) -> Source:
        """Return who sent the datagram in a cell."""
        return self._name_words[index]

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
        self._outgoing = self._outgoing.grown(len(destinations))
        return ManyBatch(self._fd, self._ffi, self._library, self._outgoing, destinations)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class ManyBatch:
    """One ``sendmmsg`` for a fan-out. Names and pieces are laid out once."""

    def __init__(
        self,
        fd: int,
        ffi: FFI,
        library: _CLibrary,
        cells: Cells,
        destinations: Sequence[Address],
    ) -> None:
        self._fd = fd
        self._ffi = ffi
        self._library = library
        self._count = count = len(destinations)
        names = b"".join(name_of(destination) for destination in destinations)
        self._names = ffi.new("unsigned char[]", names)
        self._pieces, self._headers = _messages(ffi, cells, self._names, count)
        self.cells = cells
        self.lengths: Lengths = memoryview(ffi.buffer(self._pieces)).cast("B").cast("Q")[1::2]

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        sent = refused = 0
        while sent < self._count:
            headers = self._headers + sent
            taken = self._library.sendmmsg(self._fd, headers, self._count - sent, MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif self._ffi.errno in _FULL:
                return refused + self._count - sent
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
        host, port = self._socket.getsockname()
        return host, port

    def receive(self) -> int:
        """Fill ``cells`` and ``lengths`` from the start; return how many datagrams came."""
        try:
            self.lengths[0], address = self._socket.recvfrom_into(self.cells.views[0])
        except OSError:
            return 0
        self._source = source_of(address)
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
        self._outgoing = self._outgoing.grown(len(destinations))
        return PlainBatch(self._socket, self._outgoing, destinations)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class PlainBatch:
    """One ``sendto`` per packet."""

    def __init__(self, bound: socket.socket, cells: Cells, destinations: Sequence[Address]) -> None:
        self._socket = bound
        self._destinations = destinations
        self.cells = cells
        self.lengths: Lengths = [0] * len(destinations)

    def send(self) -> int:
        """Send every packet; return how many the kernel did not take."""
        packets = zip(self.cells.views, self.lengths, self._destinations, strict=False)
        return sum(not _send_one(self._socket, cell[:size], to) for cell, size, to in packets)


def _send_one(bound: socket.socket, data: bytes | memoryview, to: Address) -> bool:
    try:
        bound.sendto(data, to)
    except OSError:
        return False
    return True
