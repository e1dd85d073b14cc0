"""The media port: one IPv4 and one IPv6 socket of the same number. Each is read by itself.

A machine without IPv6 has the IPv4 socket alone. Each may have a second socket for reports
(`sieve`).
"""

import errno
import socket
from collections.abc import Sequence
from contextlib import ExitStack

from live.media.sfu.formats.stun import Address
from live.media.sfu.sockets.addresses import is_wide
from live.media.sfu.sockets.batches import Batch
from live.media.sfu.sockets.interfaces import bound_hosts, offered
from live.media.sfu.sockets.mmsg import many_calls
from live.media.sfu.sockets.sieve import report_socket
from live.media.sfu.sockets.udp import ManyPort, PlainPort, Port

SOCKET_BUFFER_BYTES = 4 << 20
"""Kernel buffer per socket and direction. Chosen: fits one key frame of each of sixty sources."""
_NO_FAMILY = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})
"""Errors of binding where an address family is disabled."""


class Ports:
    """Sends through the socket of the right family; has at most one of each, and at least one."""

    def __init__(self, ports: Sequence[Port], reports: Sequence[Port] = ()) -> None:
        self.each = tuple(ports)
        """Sockets for the event loop to watch."""
        self.reports = tuple(reports)
        """Sockets of reports, read every tick, because reports are not answered at once."""
        self._by_family = {is_wide(port.address()): port for port in ports}

    def reaches(self, host: str) -> bool:
        """Tell whether there is a socket of an address's family."""
        return is_wide((host, 0)) in self._by_family

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Send one datagram; return whether the kernel took it."""
        port = self._by_family.get(is_wide(to))
        return port is not None and port.send(data, to)

    def batch(self, destinations: Sequence[Address], each: int = 1) -> Batch:
        """Prepare for repeated sending to these destinations. All batches share their cells."""
        return self.each[0].batch_through(self._by_family, destinations, each)

    def close(self) -> None:
        """Close the sockets."""
        for port in (*self.each, *self.reports):
            port.close()


def ports_for(host: str, number: int, advertise: tuple[str, ...]) -> Ports:
    """Bind the media port for the addresses offered.

    Raises:
        OSError: the port is taken, or the machine lacks the family of every address offered.
    """
    addresses = offered(host, advertise)
    ports = open_ports((host,) if host else bound_hosts(addresses), number)
    if not any(map(ports.reaches, addresses)):
        ports.close()
        raise OSError(f"no socket for any of: {' '.join(addresses)}")
    return ports


def open_ports(hosts: Sequence[str], number: int, *, plain: bool = False) -> Ports:
    """Bind a UDP port of the same number in the family of each host.

    Raises:
        OSError: the port is taken, or no host's family is available.
    """
    ports: list[Port] = []
    reports: list[Port] = []
    with ExitStack() as opened:
        for host in hosts:
            try:
                bound = _bind(host, number)
            except OSError as error:
                if error.errno not in _NO_FAMILY or (host == hosts[-1] and not ports):
                    raise
                continue
            opened.callback(bound.close)
            ports.append(_port(bound, plain=plain))
            apart = None if plain else report_socket(bound)
            if apart is not None:
                opened.callback(apart.close)
                _widen(apart)
                reports.append(_port(apart))
            number = number or ports[-1].address()[1]
        opened.pop_all()
    return Ports(ports, reports)


def open_port(host: str, port: int, *, plain: bool = False) -> Port:
    """Bind a UDP port; ``plain``: without recvmmsg and sendmmsg.

    Raises:
        OSError: the port cannot be bound.
    """
    return _port(_bind(host, port), plain=plain)


def _port(bound: socket.socket, *, plain: bool = False) -> Port:
    library = None if plain else many_calls()
    return PlainPort(bound) if library is None else ManyPort(bound, *library)


def _bind(host: str, port: int) -> socket.socket:
    wide = is_wide((host, port))
    bound = socket.socket(socket.AF_INET6 if wide else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if wide:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        _widen(bound)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _widen(bound: socket.socket) -> None:
    """Enlarge a socket's kernel buffers for bursts."""
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_BYTES)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_BYTES)
