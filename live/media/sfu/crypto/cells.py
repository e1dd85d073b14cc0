"""Packet buffers (cells) that both C and Python can access."""

from _cffi_backend import _CDataBase as CData

from live.media.sfu.crypto.dtls import allocate, view

CELL_BYTES = 2048
"""Size of a packet buffer: an Ethernet frame carries 1,500 bytes, SRTP adds at most 16."""


class Cells:
    """Packet buffers of `CELL_BYTES`, each as a C pointer and as a memoryview."""

    def __init__(self, count: int) -> None:
        self._memory = allocate(count * CELL_BYTES)
        whole = view(self._memory)
        self.pointers: list[CData] = [self._memory + i * CELL_BYTES for i in range(count)]
        self.views = [whole[i * CELL_BYTES : (i + 1) * CELL_BYTES] for i in range(count)]

    def grown(self, count: int) -> "Cells":
        """Return cells for at least ``count`` packets: these, or new ones."""
        have = len(self.views)
        return self if count <= have else Cells(max(count, 2 * have))
