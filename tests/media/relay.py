"""A bad wire: a UDP relay before the engine that loses, delays and throttles by seed."""

import asyncio
import random
from dataclasses import dataclass, field

from typing_extensions import override

Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What happens to a datagram on each way; shares are of all."""

    lost: float = 0.0
    repeated: float = 0.0
    overtaken: float = 0.0
    late_s: float = 0.02
    """How long an overtaken datagram takes more."""
    delay_s: float = 0.0
    rate_bps: float = float("inf")
    queue_s: float = 0.3
    """What waits longer at the rate is lost."""


class Lane:
    """One way of one client."""

    def __init__(self, by: asyncio.DatagramTransport | None, to: Address | None) -> None:
        self._by = by
        self._to = to
        self._waiting: list[bytes] = []
        self.free_at = 0.0

    def open(self, by: asyncio.DatagramTransport) -> None:
        """Send from here, and first what came before."""
        self._by = by
        for data in self._waiting:
            self.send(data)

    def send(self, data: bytes) -> None:
        """Send a datagram on."""
        if self._by is None:
            self._waiting.append(data)
        elif not self._by.is_closing():
            self._by.sendto(data, self._to)


@dataclass
class Relay(asyncio.DatagramProtocol):
    """One address that stands for the engine; an own socket towards it for every client.

    The weather may be replaced while it is used.
    """

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
            if way.transport is not None:
                way.transport.close()

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Carry a client's datagram to the engine."""
        way = self._ways.get(addr)
        if way is None:
            # One way for each address of a client: the engine knows him by where he comes from.
            way = self._ways[addr] = _Way(self, addr)
            opening = asyncio.ensure_future(self._open(way))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)
        self.carry(data, way.up)

    async def _open(self, way: "_Way") -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(
            lambda: way, local_addr=("127.0.0.1", 0), remote_addr=self.engine
        )

    def carry(self, data: bytes, lane: Lane) -> None:
        """Send a datagram as the weather is. Only media suffers: handshakes are not tested here."""
        if not 128 <= data[0] <= 191:
            lane.send(data)
            return
        weather, loop = self.weather, asyncio.get_running_loop()
        now = loop.time()
        waits_s = max(0.0, lane.free_at - now)
        if self.dice.random() < weather.lost or waits_s > weather.queue_s:
            self.media_lost += 1
            return
        lane.free_at = now + waits_s + 8 * len(data) / weather.rate_bps
        for _ in range(2 if self.dice.random() < weather.repeated else 1):
            late_s = weather.late_s if self.dice.random() < weather.overtaken else 0.0
            after_s = lane.free_at - now + weather.delay_s + late_s
            if after_s > 0:
                loop.call_later(after_s, lane.send, data)
            else:
                lane.send(data)


class _Way(asyncio.DatagramProtocol):
    """The way to the engine for one client, and back."""

    def __init__(self, relay: Relay, client: Address) -> None:
        self._relay = relay
        self.transport: asyncio.DatagramTransport | None = None
        self.up = Lane(None, None)
        self.down = Lane(relay.transport, client)

    @override
    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Note where the engine is reached."""
        self.transport = transport
        self.up.open(transport)

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Carry the engine's datagram to the client."""
        self._relay.carry(data, self.down)
