"""A router between a client and the engine, which gives the client another address at will."""

import asyncio
import itertools
from typing import Any

from typing_extensions import override

from live.media.sfu.formats.stun import Address

_hosts = itertools.count(2)


class Nat(asyncio.DatagramProtocol):
    """One client's router: what comes from inside leaves by the outer socket, and back."""

    def __init__(self, engine: Address) -> None:
        self._engine = engine
        self._client: Address | None = None
        self._outer: asyncio.DatagramTransport | None = None

    async def start(self) -> Address:
        """Open; return the address that stands for the engine."""
        loop = asyncio.get_running_loop()
        self._inner, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        await self.rebind()
        host, port = self._inner.get_extra_info("sockname")
        return host, port

    async def rebind(self) -> None:
        """Forget the outer address and take another: another port and another host."""
        if self._outer is not None:
            self._outer.abort()
        loop = asyncio.get_running_loop()
        self._outer, _ = await loop.create_datagram_endpoint(
            lambda: _Outside(self), local_addr=(f"127.0.0.{next(_hosts) % 250 + 2}", 0)
        )

    def stop(self) -> None:
        """Close both sides."""
        for transport in (self._inner, self._outer):
            if transport is not None:
                transport.abort()

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._client = addr
        if self._outer is not None:
            self._outer.sendto(data, self._engine)

    def back(self, data: bytes) -> None:
        """Carry what came from outside to the client."""
        if self._client is not None and not self._inner.is_closing():
            self._inner.sendto(data, self._client)


class _Outside(asyncio.DatagramProtocol):
    def __init__(self, nat: Nat) -> None:
        self._nat = nat

    @override
    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._nat.back(data)
