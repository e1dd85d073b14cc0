"""A household with two networks, of which a browser in it sees what its machine sees: links that
come and go, and addresses with them. A network namespace with two pairs of virtual cables to here.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.media.browsers import CHROMIUM

IP: Final = shutil.which("ip", path=os.environ["PATH"] + ":/usr/sbin") or "ip"


def ip(*words: str) -> None:
    """Configure this machine's networks."""
    subprocess.run([IP, *words], check=True, capture_output=True)


@dataclass(frozen=True)
class Household:
    """Networks 1 and 2 of one household; a server that both reach is on this side."""

    name: str
    net: int
    """Second byte of every address: runs at the same time do not meet."""

    @property
    def server(self) -> str:
        """The address of this machine that both networks lead to."""
        return f"10.{self.net}.0.1"

    def address(self, network: int) -> str:
        """Return the household's address in a network."""
        return f"10.{self.net}.{network}.2"

    def join(self, network: int) -> None:
        """Switch a network on; the one that came last is used."""
        self._ip("link", "set", f"in{network}", "up")
        way = ("default", "via", f"10.{self.net}.{network}.1", "dev", f"in{network}")
        self._ip("route", "add", *way, "metric", str(100 - network))

    def leave(self, network: int) -> None:
        """Switch a network off, as by pulling its cable."""
        self._ip("link", "set", f"in{network}", "down")

    def browser(self, folder: Path) -> str:
        """Return a program that is a browser in this household."""
        script = folder / "chromium"
        script.write_text(f'#!/bin/sh\nexec {IP} netns exec {self.name} {CHROMIUM} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def _ip(self, *words: str) -> None:
        ip("-n", self.name, *words)


@contextmanager
def household() -> Iterator[Household]:
    """Make a household that has joined no network yet, and take it down."""
    made = Household(f"dc{os.getpid()}", 64 + os.getpid() % 128)
    ip("netns", "add", made.name)
    cables: list[str] = []
    try:
        ip("-n", made.name, "link", "set", "lo", "up")
        for network in (1, 2):
            outer, inner = f"{made.name}x{network}", f"in{network}"
            ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", made.name)
            cables.append(outer)
            ip("addr", "add", f"10.{made.net}.{network}.1/24", "dev", outer)
            ip("link", "set", outer, "up")
            ip("-n", made.name, "addr", "add", f"{made.address(network)}/24", "dev", inner)
        ip("addr", "add", f"{made.server}/32", "dev", f"{made.name}x1")
        yield made
    finally:
        # The cables would go with their ends in there, but those last as long as connections that
        # nobody closed: minutes.
        for outer in cables:
            ip("link", "del", outer)
        ip("netns", "del", made.name)
