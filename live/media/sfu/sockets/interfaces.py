"""Addresses for ICE candidates: this machine's own, best first, and which of them to bind."""

import ipaddress
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

import ifaddr

LOOPBACK = "127.0.0.1"
ANY = ("0.0.0.0", "::")  # noqa: S104  a media port serves every interface
MOST = 8
"""Most own addresses offered: a machine with containers has dozens, and a client tries each."""

_Parsed = ipaddress.IPv4Address | ipaddress.IPv6Address


def own_addresses() -> tuple[str, ...]:
    """Return the addresses of all interfaces, best first; loopback only when there is no other."""
    found = map(ipaddress.ip_address, _interfaces())
    return best_first(dict.fromkeys(filter(_is_usable, found)))[:MOST] or (LOOPBACK,)


def offered(host: str, advertise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses for candidates, best first; the machine's may change while we run.

    Args:
        host: address that the port is bound to; empty: every interface.
        advertise: configured addresses; empty: the machine's own.
    """
    bound = host if host not in ("", *ANY) else ""
    return advertise or ((bound,) if bound else own_addresses())


def best_first(addresses: Iterable[_Parsed]) -> tuple[str, ...]:
    """Order addresses: public ones before private ones, families alternating, IPv6 first.

    So a client tries both families early, even if one of them fails (RFC 8421 §4).
    """
    ordered = sorted(addresses, key=lambda each: each.is_private)
    wide, narrow = ([str(each) for each in ordered if each.version == v] for v in (6, 4))
    interleaved = chain.from_iterable(zip_longest(wide, narrow))
    return tuple(each for each in interleaved if each is not None)


def bound_hosts(offered: Sequence[str]) -> tuple[str, ...]:
    """Return the host to bind in each family, so that we send from the address that clients use.

    A socket bound to all addresses sends from the one that the routing table prefers. If exactly
    one address of a family is offered and it is the machine's own, it is bound. Otherwise all
    addresses are bound, also for the public address of a NAT, which no interface has.
    """
    own = set(_interfaces())
    hosts = []
    for any_host in ANY:
        family = [each for each in offered if (":" in each) is (":" in any_host)]
        hosts.append(family[0] if len(family) == 1 and family[0] in own else any_host)
    return tuple(hosts)


def _interfaces() -> list[str]:
    """Return every address of every interface, without IPv6 scope ids."""
    ips = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    return [each if isinstance(each, str) else each[0] for each in ips]


def _is_usable(address: _Parsed) -> bool:
    return not (address.is_loopback or address.is_link_local)
