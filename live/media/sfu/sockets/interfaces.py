"""Addresses of the media port: this machine's own, the best first, and which of them to bind."""

import ipaddress
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

import ifaddr

LOOPBACK = "127.0.0.1"
ANY = ("0.0.0.0", "::")  # noqa: S104  a media port serves every interface
MOST = 8
"""Own addresses that are offered: a machine with containers has dozens, and a client tries each."""

_Parsed = ipaddress.IPv4Address | ipaddress.IPv6Address


def own_addresses() -> tuple[str, ...]:
    """Return the addresses of all interfaces, best first; loopback only when there is no other."""
    found = map(ipaddress.ip_address, _interfaces())
    return best_first(dict.fromkeys(filter(_is_usable, found)))[:MOST] or (LOOPBACK,)


def offered(host: str, advertise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses of candidates, best first; our own may change while we run.

    Args:
        host: where the port listens; empty: on every interface.
        advertise: those that were asked for; empty: the machine's own.
    """
    bound = host if host not in ("", *ANY) else ""
    return advertise or ((bound,) if bound else own_addresses())


def best_first(addresses: Iterable[_Parsed]) -> tuple[str, ...]:
    """Order addresses: public ones before private ones, families alternating, IPv6 first.

    So no family has to fail as a whole before the other is tried (RFC 8421 §4).
    """
    ordered = sorted(addresses, key=lambda each: each.is_private)
    wide, narrow = ([str(each) for each in ordered if each.version == v] for v in (6, 4))
    interleaved = chain.from_iterable(zip_longest(wide, narrow))
    return tuple(each for each in interleaved if each is not None)


def bound_hosts(offered: Sequence[str]) -> tuple[str, ...]:
    """Return the host to bind in each family, so that answers come from where was asked.

    A socket that is bound to every address answers from the one that the routes prefer. Where one
    own address of a family is offered and no other, it is bound; a public address that a NAT
    translates is nobody's here, so everything is bound.
    """
    own = set(_interfaces())
    hosts = []
    for any_host in ANY:
        family = [each for each in offered if (":" in each) is (":" in any_host)]
        hosts.append(family[0] if len(family) == 1 and family[0] in own else any_host)
    return tuple(hosts)


def _interfaces() -> list[str]:
    """Return every address of every interface, without scopes."""
    ips = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    return [each if isinstance(each, str) else each[0] for each in ips]


def _is_usable(address: _Parsed) -> bool:
    return not (address.is_loopback or address.is_link_local)
