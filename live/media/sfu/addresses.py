"""This machine's own addresses, for candidates when none are configured."""

import ipaddress

import ifaddr

LOOPBACK = "127.0.0.1"


def own_addresses() -> tuple[str, ...]:
    """Return loopback and the IPv4 addresses of all interfaces; never empty."""
    found = [
        str(ip.ip)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str) and _is_usable(ip.ip)
    ]
    return tuple(dict.fromkeys([LOOPBACK, *found]))


def _is_usable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return parsed.version == 4 and not (parsed.is_loopback or parsed.is_link_local)
