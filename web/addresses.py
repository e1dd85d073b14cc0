"""Under which addresses this program is reached: for links, and for what a start prints.

Who listens beyond this machine gives links to others: those carry an address that others reach,
never ``localhost``, which on a phone is the phone.
"""

import ipaddress
import socket
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from live.media.sfu.sockets.interfaces import own_addresses
from web.settings import Settings

HERE: Final = "localhost"
"""Browsers give camera and microphone to it without TLS (W3C Secure Contexts §3.1)."""
EVERY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared only
"""Who listens on all addresses of a family (asyncio opens ``::`` for IPv6 alone) → this machine's
own one among them."""


def machine_addresses() -> tuple[str, ...]:
    """Return the addresses other machines may reach us by, IPv4 first.

    Of each family the one that the default route leaves by. In a network without a way out there
    is none: then a private IPv4 of some interface.
    """
    found = [routed(socket.AF_INET, "192.0.2.1"), routed(socket.AF_INET6, "2001:db8::1")]
    if not found[0]:
        own = map(ipaddress.ip_address, own_addresses())
        found[0] = next((str(a) for a in own if a.version == 4 and not a.is_loopback), "")
    return tuple(filter(None, found))


def routed(family: socket.AddressFamily, somewhere: str) -> str:
    """Return our address on the way to another one; empty: there is no way.

    Connecting a datagram socket sends nothing; it asks the kernel which source it would use.
    """
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((somewhere, 9))
            return str(sock.getsockname()[0])
    except OSError:
        return ""


def base_url(settings: Settings) -> str:
    """Return how browsers reach the program, as links say it."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return url_of(settings, hosts(settings)[0])


def other_urls(settings: Settings) -> tuple[str, ...]:
    """Return by what else the program answers, when nobody said how it is reached."""
    if settings.public_url:
        return ()
    return tuple(url_of(settings, host) for host in hosts(settings)[1:])


def root_for(settings: Settings, asked: str) -> str:
    """Return how links begin on a page that was asked for by this address.

    As the visitor reaches us, so does whoever gets the link; only not from ``localhost``.
    """
    if settings.public_url:
        return base_url(settings)
    if is_loopback(urlsplit(asked).hostname or "") and not is_loopback(settings.listen_host):
        return base_url(settings)
    return asked.rstrip("/")


def hosts(settings: Settings) -> tuple[str, ...]:
    """Return the hosts by which the program answers, the one for links first; one at least."""
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
    """Return a loopback address as this machine's browser is told it; the name may be IPv4's."""
    return HERE if loopback == EVERY["0.0.0.0"] else loopback  # noqa: S104 - compared only


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine for whoever says it."""
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
    # Imported here: most programs have TLS spoken for them, and need no cryptography.
    from web.tls import names_in  # noqa: PLC0415

    return list(names_in(cert))
