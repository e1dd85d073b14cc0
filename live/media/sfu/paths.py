"""One client's transport addresses: those that its checks came from, and the one to send to. Pure.

ICE-lite (RFC 8445 §2.5): the client checks and nominates, the server follows.
"""

from live.media.sfu.formats.stun import Address
from live.media.sfu.sockets.addresses import PackedAddress, packed, unpacked

QUIET_S = 2.0
"""Seconds without an authenticated packet from a client's address after which such a packet from
another address moves the client there. Chosen: longer than between two media packets of a sender,
and two reports of a receiver."""
MAX_CHECKED = 4
"""Most addresses from which a peer's packets are taken: wired and wireless, before and after a
change of network."""


class Paths:
    """The addresses of one client."""

    __slots__ = ("_chosen", "_current", "_proved_at", "address", "checked")

    def __init__(self, now: float) -> None:
        self.address: Address | None = None
        """Address to send to; None before the first check."""
        self.checked: list[PackedAddress] = []
        """Addresses that sent authenticated checks, newest last."""
        self._current: PackedAddress | None = None
        """``address``, packed."""
        self._proved_at = now
        """When an authenticated SRTP or SRTCP packet last came from ``address``."""
        self._chosen: PackedAddress | None = None
        """Nominated address that has not yet sent an authenticated packet."""

    def move(self, address: Address, now: float) -> bool:
        """Send to an address from now on; return whether it differs from the present one."""
        if address == self.address:
            return False
        self.address, self._current, self._proved_at = address, packed(address), now
        self._chosen = None
        return True

    def check_came(self, sender: PackedAddress) -> PackedAddress | None:
        """Add an address that a check came from; return one that is dropped for it, if any.

        Never drops the address that is sent to, because an attacker on the path can replay recorded
        checks from any address.
        """
        if sender in self.checked:
            return None
        self.checked.append(sender)
        if len(self.checked) <= MAX_CHECKED:
            return None
        obsolete = next(each for each in self.checked if unpacked(each) != self.address)
        self.checked.remove(obsolete)
        return obsolete

    def choose(self, sender: PackedAddress) -> None:
        """Take an address that the client nominated (USE-CANDIDATE); `prove` moves there."""
        if sender != self._current:
            self._chosen = sender

    def prove(self, sender: PackedAddress, now: float) -> bool:
        """Note that a packet from an address was authenticated with the client's keys; return
        whether the client moved there.

        It moves if it nominated that address, or after `QUIET_S` without packets from the present
        one: a NAT may change the address at any time, and not every client nominates again.
        """
        if sender == self._current:
            self._proved_at = now
            return False
        if sender == self._chosen or now - self._proved_at > QUIET_S:
            return self.move(unpacked(sender), now)
        return False
