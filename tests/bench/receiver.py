"""The receiving half of the load: counts at the socket, and answers as a browser does.

Each receiver sends, ten times a second, transport-wide feedback about what came since (a REMB when
the engine numbers nothing), and once a second a receiver report, each alone. How late a
packet is, the kernel's time of arrival says: what this process does afterwards is not in it.
"""

import asyncio
import json
import struct
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import count
from statistics import quantiles
from typing import Any, Final

from aiortc import RTCDtlsTransport, rtp

from live.media.sfu.crypto.dtls import length_cell, unprotect
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.rtp import HEADER_BYTES, read_header
from live.media.sfu.sockets.mmsg import many_calls
from live.media.sfu.sockets.udp import BATCH, ManyPort
from tests.bench.adapters import ENGINES, connection, handshake, transport_id
from tests.bench.publisher import STAMP

FEEDBACK_S: Final = 0.1
"""Between two feedbacks of a receiver; Chromium's come each 50 to 250 ms."""
REPORTED: Final = 10
"""Feedbacks for one receiver report."""
DECRYPTED: Final = 4
"""One packet in so many is opened, for the time in it."""
OWN_SSRC: Final = 2
REMB_BPS: Final = 2_000_000
TAG_BYTES: Final = 16
_block: Final = struct.Struct("!IIIIII")


class Seen:
    """One incoming stream."""

    def __init__(self, sequence: int, number_at: int) -> None:
        self.highest = sequence
        self.first = sequence
        self.number_at = number_at
        """Where its packets have their transport-wide number; 0: nowhere."""
        self.packets = 0
        self.clocks = (0, 0.0)
        """Middle bits of the last sender report's time, and when that came."""

    def restart(self) -> None:
        """Count from the next packet on."""
        self.first, self.packets = self.highest + 1, 0

    def block(self, ssrc: int, now: float) -> bytes:
        """Return a report block: nothing is lost here."""
        lsr, at = self.clocks
        delay = round((now - at) * 65536) if lsr else 0
        return _block.pack(ssrc, 0, self.highest & 0xFFFFFFFF, 20, lsr, delay)


class Receiver:
    """Counts media of one connection, and leaves STUN to aiortc."""

    def __init__(self, transport: RTCDtlsTransport, number_id: int) -> None:
        pair = transport.transport._connection._nominated[1]
        self._transport = transport
        sink: Any = pair.protocol.transport  # asyncio's, whose reading is taken over
        self._sink, self._address = sink, pair.remote_addr
        self._context = transport._rx_srtp._srtp[0]
        self._length = length_cell()
        self._number_head = number_id << 4 | 1
        self.numbered = number_id > 0
        self.streams: dict[int, Seen] = {}
        self.arrivals = Arrivals()
        self.late_ns = array("q")
        loop, sock = sink._loop, sink._sock
        calls = many_calls()
        assert calls is not None
        self._port = ManyPort(sock, *calls)
        loop._remove_reader(sock.fileno())
        loop._add_reader(sock.fileno(), self._readable)

    async def report(self) -> None:
        """Give feedback, for ever."""
        for number in count():
            await asyncio.sleep(FEEDBACK_S)
            if not self.streams:
                continue
            self._send(self._feedback())
            if number % REPORTED == 0:
                now = time.monotonic()
                blocks = [seen.block(ssrc, now) for ssrc, seen in self.streams.items()]
                head = struct.pack("!BBHI", 0x80 | len(blocks), 201, 1 + 6 * len(blocks), OWN_SSRC)
                self._send(head + b"".join(blocks))

    def _send(self, packet: bytes) -> None:
        self._sink.sendto(self._transport._tx_srtp.protect_rtcp(packet), self._address)

    def _feedback(self) -> bytes:
        if self.arrivals:
            return self.arrivals.report(OWN_SSRC, next(iter(self.streams)))
        fci = rtp.pack_remb_fci(REMB_BPS, list(self.streams))
        return bytes(rtp.RtcpPsfbPacket(fmt=15, ssrc=OWN_SSRC, media_ssrc=0, fci=fci))

    def restart(self) -> None:
        """Count from now on."""
        for seen in self.streams.values():
            seen.restart()
        del self.late_ns[:]

    def _readable(self) -> None:
        port = self._port
        while arrivals := port.receive():
            now, now_ns = time.monotonic(), time.time_ns()
            for index, (_, size, age_s) in enumerate(arrivals):
                cell = port.cells.views[index]
                if not 128 <= cell[0] <= 191:
                    self._sink._protocol.datagram_received(bytes(cell[:size]), self._address)
                elif 192 <= cell[1] <= 223:
                    self._clocks(bytes(cell[:size]), now)
                else:
                    sequence = self._count(cell, now - age_s)
                    if not sequence % DECRYPTED:
                        self._measure(index, size, now_ns - int(age_s * 1e9))
            if len(arrivals) < BATCH:
                return

    def _clocks(self, sealed: bytes, now: float) -> None:
        data = self._transport._rx_srtp.unprotect_rtcp(sealed)
        _, kind, _, ssrc, ntp = struct.unpack_from("!BBHIQ", data)
        seen = self.streams.get(ssrc)
        if kind == rtp.RTCP_SR and seen is not None:
            seen.clocks = (ntp >> 16 & 0xFFFFFFFF, now)

    def _count(self, cell: memoryview, arrived: float) -> int:
        """Count a packet; return its sequence number."""
        _, _, sequence, _, ssrc = read_header(cell)
        seen = self.streams.get(ssrc)
        if seen is None:
            seen = self.streams[ssrc] = Seen(sequence, self._number_at(cell))
        ahead = (sequence - seen.highest) & 0xFFFF
        if ahead < 0x8000:
            seen.highest += ahead
        seen.packets += 1
        at = seen.number_at
        if at:
            self.arrivals.add(cell[at] << 8 | cell[at + 1], arrived)
        return int(sequence)

    def _number_at(self, cell: memoryview) -> int:
        """Return where the transport-wide number stands; all packets of a stream are alike."""
        if not cell[0] & 0x10:
            return 0
        at = HEADER_BYTES + 4
        end = at + 4 * (cell[at - 2] << 8 | cell[at - 1])
        while at < end:
            if cell[at] == self._number_head:
                return at + 1
            at += (cell[at] & 0x0F) + 2 if cell[at] else 1
        return 0

    def _measure(self, index: int, size: int, arrived_ns: int) -> None:
        """Open the packet; note how long after its time of sealing it arrived."""
        cells = self._port.cells
        self._length[0] = size
        if not unprotect(self._context, cells.pointers[index], self._length):
            sealed_ns = STAMP.unpack_from(cells.views[index], self._length[0] - STAMP.size)[0]
            self.late_ns.append(arrived_ns - sealed_ns)

    def received(self) -> int:
        """Return packets counted."""
        return sum(seen.packets for seen in self.streams.values())

    def expected(self) -> int:
        """Return packets that must have been sent."""
        return sum(seen.highest - seen.first + 1 for seen in self.streams.values())


async def receive(engine: str, port: int, feeds: list[str], wanted: int) -> None:
    """Connect receivers; count between the lines ``begin`` and ``end`` on standard input."""
    adapter = ENGINES[engine](port)
    await adapter.open()
    receivers, kept, reporting = [], [], []
    for number in range(wanted):
        pc = connection()
        kept.append(pc)
        await adapter.subscribe(pc, f"sub{number}", feeds[number % len(feeds)])
        transport = await handshake(pc)
        descriptions = (pc.localDescription.sdp, pc.remoteDescription.sdp)
        receiver = Receiver(transport, max(map(transport_id, descriptions)))
        reporting.append(asyncio.create_task(receiver.report()))
        receivers.append(receiver)
    loop = asyncio.get_running_loop()
    for line in _lines():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        await loop.run_in_executor(None, sys.stdin.readline)
        if line == "ready":
            for receiver in receivers:
                receiver.restart()
    sys.stdout.write(json.dumps(_figures(receivers)) + "\n")
    sys.stdout.flush()


def _figures(receivers: list[Receiver]) -> dict[str, Any]:
    late_ms = [each / 1e6 for receiver in receivers for each in receiver.late_ns]
    percentiles = quantiles(late_ms, n=100)
    return {
        "received": sum(receiver.received() for receiver in receivers),
        "expected": sum(receiver.expected() for receiver in receivers),
        "numbered": all(receiver.numbered for receiver in receivers),
        "p50_ms": percentiles[49],
        "p99_ms": percentiles[98],
    }


def _lines() -> Iterator[str]:
    yield "ready"
    yield "counting"
