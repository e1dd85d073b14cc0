"""Where one client is: addresses that its checks came from, and the one it is sent to. Pure.

ICE-lite (RFC 8445 §2.5): the client checks and chooses, the server follows.
"""

from live.media.sfu.formats.stun import Address
from live.media.sfu.sockets.addresses import PackedAddress, packed, unpacked

QUIET_S = 2.0
"""After this without anything sealed from where a client was, it is where such a packet comes from.
Chosen: longer than between two packets of whoever sends, and reports of whoever sees."""
MAX_CHECKED = 4
"""Addresses of one peer that are listened to: wired, wireless, before and after a change."""


class Paths:
    """The addresses of one client."""

    __slots__ = ("_chosen", "_current", "_proved_at", "address", "checked")

    def __init__(self, now: float) -> None:
        self.address: Address | None = None
        """Where it is sent to; None before the first check."""
        self.checked: list[PackedAddress] = []
        """Addresses whose checks were genuine, the latest last."""
        self._current: PackedAddress | None = None
        """The same as ``address``, and when something sealed came from there last."""
        self._proved_at = now
        self._chosen: PackedAddress | None = None
        """Where the client wants to be sent to, until a packet from there proves its keys."""

    def move(self, address: Address, now: float) -> bool:
        """Send to an address from now on; return whether it is another one."""
        if address == self.address:
            return False
        self.address, self._current, self._proved_at = address, packed(address), now
        self._chosen = None
        return True

    def check_came(self, sender: PackedAddress) -> PackedAddress | None:
        """Listen to an address; return one that is to be listened to no more. The one that is sent
        to stays: checks can be recorded by others on the way, and sent again from anywhere."""
        if sender in self.checked:
            return None
        self.checked.append(sender)
        if len(self.checked) <= MAX_CHECKED:
            return None
        obsolete = next(each for each in self.checked if unpacked(each) != self.address)
        self.checked.remove(obsolete)
        return obsolete

    def choose(self, sender: PackedAddress) -> None:
        """Move to an address that the client chose (USE-CANDIDATE) as soon as a packet sealed with
        its keys comes from there."""
        if sender != self._current:
            self._chosen = sender

    def prove(self, sender: PackedAddress, now: float) -> bool:
        """Take note that a packet from an address was sealed with the client's keys; return whether
        it moved there.

        It does if it chose to, or if it has fallen silent where it was: a router that gives it
        another address asks nobody, and not every client chooses again with each check.
        """
        if sender == self._current:
            self._proved_at = now
            return False
        if sender == self._chosen or now - self._proved_at > QUIET_S:
            return self.move(unpacked(sender), now)
        return False
