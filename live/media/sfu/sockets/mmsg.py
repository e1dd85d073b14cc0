"""The C library's recvmmsg and sendmmsg by cffi's ABI mode, which needs no compiler.

Only declares them and tests whether they exist; `udp` and `batches` call them.
"""

from functools import cache
from typing import Final, Protocol, cast

from _cffi_backend import _CDataBase as CData
from cffi import FFI

MSG_DONTWAIT = 0x40
HEADER_BYTES = 64
"""sizeof(struct mmsghdr) with 8-byte pointers; other systems use the plain calls."""

_C_DEFINITIONS: Final = """
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int recvmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags, void *timeout);
int sendmmsg(int fd, struct mmsghdr *v, unsigned int n, int flags);
"""


class CLibrary(Protocol):
    """recvmmsg(2) and sendmmsg(2)."""

    def recvmmsg(self, fd: int, messages: CData, count: int, flags: int, timeout: CData) -> int:
        """Return how many datagrams were received; -1 for an error."""
        ...

    def sendmmsg(self, fd: int, messages: CData, count: int, flags: int) -> int:
        """Return how many messages were sent; -1 if the first one failed."""
        ...


@cache
def many_calls() -> tuple[FFI, CLibrary] | None:
    """Return the C library, or None where it lacks recvmmsg or sendmmsg; declared once."""
    ffi = FFI()
    ffi.cdef(_C_DEFINITIONS)
    try:
        library = cast("CLibrary", ffi.dlopen(None))
        found = bool(library.recvmmsg) and bool(library.sendmmsg)  # looked up by asking
        found = found and ffi.sizeof("struct mmsghdr") == HEADER_BYTES
    except (OSError, AttributeError, TypeError):
        found = False
    return (ffi, library) if found else None
