"""A bad wire: a UDP relay before the engine that loses, repeats and reorders by seed."""

import asyncio
import random
from dataclasses import dataclass, field

from typing_extensions import override

Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What happens to a datagram, as shares of all."""

    lost: float = 0.0
    repeated: float = 0.0
    overtaken: float = 0.0
    late_s: float = 0.02
    """How long an overtaken datagram takes more."""


@dataclass
class Relay(asyncio.DatagramProtocol):
    """One address that stands for the engine; an own socket towards it for every client."""

    engine: Address
    weather: Weather
    dice: random.Random
    media_lost: int = 0
    _ways: dict[Address, "_Way"] = field(default_factory=dict)
    _opening: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> Address:
        """Open; return the address to advertise."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.transport = transport
        host, port = transport.get_extra_info("sockname")
        return host, port

    def stop(self) -> None:
        """Close every socket."""
        self.transport.close()
        for way in self._ways.values():
            way.transport.close()

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Carry a client's datagram to the engine."""
        way = self._ways.get(addr)
        if way is not None:
            self.carry(data, way.transport, None)
            return
        opening = asyncio.ensure_future(self._open(data, addr))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    async def _open(self, data: bytes, client: Address) -> None:
        loop = asyncio.get_running_loop()
        way = _Way(self, client)
        transport, _ = await loop.create_datagram_endpoint(
            lambda: way, local_addr=("127.0.0.1", 0), remote_addr=self.engine
        )
        way.transport = transport
        self._ways.setdefault(client, way)
        transport.sendto(data)

    def carry(self, data: bytes, by: asyncio.DatagramTransport, to: Address | None) -> None:
        """Send a datagram as the weather is. Only media suffers: handshakes are not tested here."""
        if not 128 <= data[0] <= 191:
            by.sendto(data, to)
            return
        if self.dice.random() < self.weather.lost:
            self.media_lost += 1
            return
        times = 2 if self.dice.random() < self.weather.repeated else 1
        for _ in range(times):
            if self.dice.random() < self.weather.overtaken:
                loop = asyncio.get_running_loop()
                loop.call_later(self.weather.late_s, self._late, data, by, to)
            else:
                by.sendto(data, to)

    @staticmethod
    def _late(data: bytes, by: asyncio.DatagramTransport, to: Address | None) -> None:
        if not by.is_closing():
            by.sendto(data, to)


class _Way(asyncio.DatagramProtocol):
    """The way back to one client."""

    transport: asyncio.DatagramTransport

    def __init__(self, relay: Relay, client: Address) -> None:
        self._relay = relay
        self._client = client

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Carry the engine's datagram to the client."""
        by = self._relay.transport
        if not by.is_closing():
            self._relay.carry(data, by, self._client)
