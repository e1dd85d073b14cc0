"""The C library's calls for many datagrams at once, by cffi's ABI mode: no compiler is needed.

Says only whether they are there and what they look like; `udp` calls them.
"""

from typing import Final, Protocol, cast

from _cffi_backend import _CDataBase as CData
from cffi import FFI

MSG_DONTWAIT = 0x40
HEADER_BYTES = 64
"""sizeof(struct mmsghdr) where pointers have eight bytes; elsewhere the plain calls do."""

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
        """Return how many came; -1 for an error."""
        ...

    def sendmmsg(self, fd: int, messages: CData, count: int, flags: int) -> int:
        """Return how many were taken; -1 for an error of the first."""
        ...


def many_calls() -> tuple[FFI, CLibrary] | None:
    """Return the C library, or None where it lacks recvmmsg or sendmmsg."""
    ffi = FFI()
    ffi.cdef(_C_DEFINITIONS)
    try:
        library = cast("CLibrary", ffi.dlopen(None))
        found = bool(library.recvmmsg) and bool(library.sendmmsg)  # looked up by asking
        found = found and ffi.sizeof("struct mmsghdr") == HEADER_BYTES
    except (OSError, AttributeError, TypeError):
        found = False
    return (ffi, library) if found else None
