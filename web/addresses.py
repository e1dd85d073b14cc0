"""The addresses under which this program is reached: for links, and for the lines printed at start.

If the program listens beyond this machine, links carry an address that others reach, never
``localhost``, which on a phone is the phone.
"""

import ipaddress
import socket
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from live.media.sfu.sockets.interfaces import own_addresses
from web.settings import Settings

HERE: Final = "localhost"
"""A host to which browsers give camera and microphone without TLS (W3C Secure Contexts §3.1)."""
EVERY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared only
"""Wildcard address of a family (asyncio opens ``::`` for IPv6 alone) → its loopback address."""


def machine_addresses() -> tuple[str, ...]:
    """Return the addresses by which other machines may reach us, IPv4 first.

    For each family the source address of the default route. Without a default route, a private IPv4
    address of some interface.
    """
    found = [routed(socket.AF_INET, "192.0.2.1"), routed(socket.AF_INET6, "2001:db8::1")]
    if not found[0]:
        own = map(ipaddress.ip_address, own_addresses())
        found[0] = next((str(a) for a in own if a.version == 4 and not a.is_loopback), "")
    return tuple(filter(None, found))


def routed(family: socket.AddressFamily, somewhere: str) -> str:
    """Return our source address towards another address; empty: there is no route.

    Connecting a datagram socket sends nothing; it asks the kernel which source it would use.
    """
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((somewhere, 9))
            return str(sock.getsockname()[0])
    except OSError:
        return ""


def base_url(settings: Settings) -> str:
    """Return the base URL of the program for links."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return url_of(settings, hosts(settings)[0])


def other_urls(settings: Settings) -> tuple[str, ...]:
    """Return the program's other base URLs; none if the settings give a public URL."""
    if settings.public_url:
        return ()
    return tuple(url_of(settings, host) for host in hosts(settings)[1:])


def root_for(settings: Settings, asked: str) -> str:
    """Return the base URL of links on a page that was requested by the URL ``asked``.

    That is the visitor's own base URL, except for ``localhost``, which others cannot reach.
    """
    if settings.public_url:
        return base_url(settings)
    if is_loopback(urlsplit(asked).hostname or "") and not is_loopback(settings.listen_host):
        return base_url(settings)
    return asked.rstrip("/")


def hosts(settings: Settings) -> tuple[str, ...]:
    """Return the hosts under which the program is reached, at least one; that for links first."""
    host = settings.listen_host
    if is_loopback(host):
        return (here(host),)
    found = certified(settings.cert) if settings.cert else []
    found = [name for name in found if not is_loopback(name)]
    if host not in EVERY:
        return tuple(dict.fromkeys([*found, host]))
    found += [each for each in machine_addresses() if (":" in each) is (":" in host)]
    return tuple(dict.fromkeys([*found, here(EVERY[host])]))


def here(loopback: str) -> str:
    """Return a loopback address for this machine's browser: `HERE` for IPv4, to which it may
    resolve, else the address itself."""
    return HERE if loopback == EVERY["0.0.0.0"] else loopback  # noqa: S104 - compared only


def is_loopback(host: str) -> bool:
    """Tell whether a host is a loopback address or `HERE`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == HERE


def url_of(settings: Settings, host: str) -> str:
    """Return the program's address by one host."""
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if settings.https else 'http'}://{shown}:{settings.port}"


def certified(cert: Path) -> list[str]:
    """Return the names that a certificate is for."""
    # Imported here: behind a proxy that terminates TLS, `cryptography` is not needed.
    from web.tls import names_in  # noqa: PLC0415

    return list(names_in(cert))
