"""Many packets to many receivers in one system call; its structures are built once and reused.

Several packets to one receiver are one message to the kernel, which splits it late (UDP
segmentation offload, udp(7) ``UDP_SEGMENT``); that halves the cost of sending. Where the kernel, or
the network path to a receiver, does not support it, packets are sent one by one.
"""

import errno
import struct
from array import array
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from _cffi_backend import _CDataBase as CData
from cffi import FFI

from live.media.sfu.crypto.cells import CELL_BYTES, Cells
from live.media.sfu.formats.stun import Address
from live.media.sfu.sockets.addresses import NAME_WORDS, is_wide, name_of
from live.media.sfu.sockets.mmsg import MSG_DONTWAIT, CLibrary

SOL_UDP, UDP_SEGMENT = 17, 103
"""Linux; the socket module lacks the second one."""
_SEGMENT: Final = struct.Struct("=QiiH6x")
"""struct cmsghdr and the segment size, padded to 8-byte words."""
SEGMENT_BYTES = 16 + 2
"""``cmsg_len``: header and segment size, without the padding."""
SEGMENT_AT: Final = 16 // 2
"""Offset of the segment size, in 2-byte words."""
_FULL = frozenset({errno.EAGAIN, errno.ENOBUFS, errno.EINTR})


class Way(Protocol):
    """A socket to send through."""

    def fileno(self) -> int:
        """Return its descriptor."""
        ...

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        ...


class Sender(Protocol):
    """Sends datagrams: a port, or several (`ports.Ports`)."""

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        ...

    def batch(self, destinations: Sequence[Address], each: int = 1) -> "Batch":
        """Prepare for repeated sending of ``each`` packets per destination. Batches share cells.

        The first ``each`` cells are for the first destination, and so on.
        """
        ...


class Batch(Protocol):
    """Packets of one size for fixed destinations: write each into its cell, then send all."""

    cells: Cells

    def send(self, size: int) -> int:
        """Send ``size`` bytes of every cell; return how many packets the kernel did not take."""
        ...


class _Group(NamedTuple):
    """Messages through one socket."""

    way: Way
    headers: CData
    indices: Sequence[int]
    """The first cell of each message."""
    names: CData


class ManyBatch:
    """One ``sendmmsg`` per address family. Addresses and iovecs are built once."""

    def __init__(
        self,
        ways: Mapping[bool, Way],
        ffi: FFI,
        library: CLibrary,
        cells: Cells,
        destinations: Sequence[Address],
        each: int = 1,
        *,
        segmenting: bool = False,
    ) -> None:
        """Build the structures.

        Args:
            ways: sockets; key True for IPv6.
            ffi: has the C library's structures.
            library: has ``sendmmsg``.
            cells: at least ``each`` for every destination.
            destinations: addresses of the receivers.
            each: packets to each of them.
            segmenting: whether the kernel has UDP segmentation offload.
        """
        self.cells = cells
        self._ffi, self._library = ffi, library
        self._destinations = [to for to in destinations for _ in range(each)]
        self._pieces = pieces(ffi, cells, len(self._destinations))
        self._lengths = memoryview(ffi.buffer(self._pieces)).cast("B").cast("Q")[1::2]
        self._size = 0
        self._joined = each if segmenting else 1
        """Packets per message."""
        self._segment = ffi.new("unsigned char[]", _SEGMENT.size)
        _SEGMENT.pack_into(ffi.buffer(self._segment), 0, SEGMENT_BYTES, SOL_UDP, UDP_SEGMENT, 0)
        self._segment_bytes = memoryview(ffi.buffer(self._segment)).cast("B").cast("H")
        self._groups = [
            self._group(way, indices)
            for wide, way in ways.items()
            if (indices := self._indices(wide))
        ]

    def _indices(self, wide: bool) -> list[int]:
        starts = range(0, len(self._destinations), self._joined)
        return [index for index in starts if is_wide(self._destinations[index]) is wide]

    def _group(self, way: Way, indices: Sequence[int]) -> _Group:
        found = [name_of(self._destinations[index]) for index in indices]
        padded = b"".join(name.ljust(8 * NAME_WORDS, b"\0") for name in found)
        names = self._ffi.new("unsigned char[]", padded)
        headers = messages(self._ffi, self._pieces, indices, names, len(found[0]))
        if self._joined > 1:
            for index in range(len(indices)):
                header = headers[index].msg_hdr
                header.msg_iovlen = self._joined
                header.msg_control, header.msg_controllen = self._segment, _SEGMENT.size
        return _Group(way, headers, indices, names)

    def send(self, size: int) -> int:
        """Send ``size`` bytes of every cell; return how many packets the kernel did not take."""
        if size != self._size:
            self._size = self._segment_bytes[SEGMENT_AT] = size
            self._lengths[:] = array("Q", [size]) * len(self._lengths)
        return sum(map(self._send, self._groups))

    def _send(self, group: _Group) -> int:
        fd, count = group.way.fileno(), len(group.indices)
        sent = refused = 0
        while sent < count:
            headers = group.headers + sent
            taken = self._library.sendmmsg(fd, headers, count - sent, MSG_DONTWAIT)
            if taken > 0:
                sent += taken
            elif self._ffi.errno in _FULL:
                return refused + (count - sent) * self._joined
            else:  # an unreachable destination must not stop the ones after it
                refused += self._send_apart(group.way, group.indices[sent])
                sent += 1
        return refused

    def _send_apart(self, way: Way, first: int) -> int:
        """Send the packets of a refused message one by one, in case segmentation failed."""
        if self._joined == 1:
            return 1
        indices = range(first, first + self._joined)
        cells, size, to = self.cells.views, self._size, self._destinations[first]
        return sum(not way.send(cells[index][:size], to) for index in indices)


class PlainBatch:
    """One ``sendto`` per packet."""

    def __init__(
        self,
        ways: Mapping[bool, Way],
        cells: Cells,
        destinations: Sequence[Address],
        each: int = 1,
    ) -> None:
        self._ways = [(ways[is_wide(to)], to) for to in destinations for _ in range(each)]
        self.cells = cells

    def send(self, size: int) -> int:
        """Send ``size`` bytes of every cell; return how many packets the kernel did not take."""
        packets = zip(self.cells.views, self._ways, strict=False)
        return sum(not way.send(cell[:size], to) for cell, (way, to) in packets)


def pieces(ffi: FFI, cells: Cells, count: int) -> CData:
    """Return an iovec per cell."""
    memory = [ffi.from_buffer(cell) for cell in cells.views[:count]]
    return ffi.new("struct iovec[]", [{"iov_base": m, "iov_len": CELL_BYTES} for m in memory])


def messages(
    ffi: FFI, vectors: CData, indices: Sequence[int], names: CData, name_bytes: int
) -> CData:
    """Return one mmsghdr for each index into ``vectors``; the n-th has the n-th of ``names``."""
    headers = [
        {
            "msg_hdr": {
                "msg_name": names + 8 * NAME_WORDS * i,
                "msg_namelen": name_bytes,
                "msg_iov": vectors + index,
                "msg_iovlen": 1,
            }
        }
        for i, index in enumerate(indices)
    ]
    return ffi.new("struct mmsghdr[]", headers)
