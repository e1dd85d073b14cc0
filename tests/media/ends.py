"""What stands at both ends of the simulated wire and does what a browser does.

A `Sender` sends sound and pictures, repeats what it is asked for, and tells its clocks. A `Watcher`
asks for what is missing, gives feedback each 50 ms and reports each second.
"""

import random
import struct
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Final

from pylibsrtp import Error

from live.media.engine import Layer, MediaKind
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.rtcp import (
    FEEDBACK_NACK,
    PayloadFeedback,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    TransportFeedback,
    nack,
    rtcp_untrusted,
    sender_report,
)
from live.media.sfu.formats.rtp import Extension, Packet
from live.media.sfu.formats.sdp import CLOCK_HZ
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.nack import SOUND_WORTH_S
from live.media.sfu.relay.reception import Reception
from tests.media.fakes import TRANSPORT_ID, opener, vp8
from tests.media.test_rtp import element, extension

IDS: Final = {4: Extension.MID, 10: Extension.RID, 11: Extension.REPAIRED_RID}
RATES: Final = {Layer.QUARTER: 130_000, Layer.HALF: 450_000, Layer.FULL: 1_200_000}
PACKET_BYTES, SOUND_BYTES = 1100, 80
SOUND, CAMERA, SCREEN = 30, 10, 20
"""SSRCs of the sender; the camera's layers follow each other."""
AGAIN = 1000
"""What is added to an SSRC to make that of its retransmissions."""
SOUND_SECTION, CAMERA_SECTION, SCREEN_SECTION = ("3", 111), ("1", 96), ("2", 98)
"""Their mids and payload types."""
REDUNDANT = 63
"""Payload type of sound with copies."""
NTP_HZ = 1 << 32


def red(blocks: list[tuple[int, bytes]], payload: bytes, payload_type: int = 111) -> bytes:
    """Return a payload with copies: how much earlier each was, and what it carried (RFC 2198)."""
    heads = [
        struct.pack("!I", 0x80 << 24 | payload_type << 24 | earlier << 10 | len(copy))
        for earlier, copy in blocks
    ]
    return b"".join((*heads, bytes([payload_type]), *(copy for _, copy in blocks), payload))


@dataclass(frozen=True)
class Sent:
    """One packet, kept for whoever asks again."""

    sealed: bytes
    mid: str
    rid: str
    payload_type: int
    timestamp: int
    payload: bytes


class Sender:
    """The publisher's browser; ``wanted`` layers of the camera and the screen are sent."""

    def __init__(self, dice: random.Random, *, copies: int = 0) -> None:
        self.spoken: list[float] = []
        """When each packet of sound was made."""
        self.keyframes: set[int] = set()
        """SSRCs of which a key frame is asked for."""
        self._dice = dice
        self._earlier: deque[tuple[int, bytes]] = deque(maxlen=copies)
        """Time stamps and payloads that go along with the next packet of sound."""
        self._sealer, self._opener = opener(), opener()
        self._sequence: defaultdict[int, int] = defaultdict(lambda: dice.randrange(1 << 15))
        self._pictures: defaultdict[int, int] = defaultdict(int)
        self._kept: dict[tuple[int, int], Sent] = {}
        self._repeated: dict[tuple[int, int], float] = {}

    def speak(self, now: float) -> bytes:
        """Return 20 ms of sound, which says when it was made and which it is."""
        payload = struct.pack("!dI", now, len(self.spoken)).ljust(SOUND_BYTES)
        self.spoken.append(now)
        mid, kind = SOUND_SECTION
        sent = payload
        if self._earlier.maxlen:
            timestamp = _timestamp(SOUND, now)
            blocks = [(timestamp - at, earlier) for at, earlier in self._earlier]
            self._earlier.append((timestamp, payload))
            kind, sent = REDUNDANT, red(blocks, payload)
        return self._packet(mid, kind, "", SOUND, sent, now, last=True)

    def show(self, layer: Layer | None, now: float) -> list[bytes]:
        """Return a picture in a layer of the camera; None: of the screen."""
        if layer is None:
            mid, rid, ssrc, size = SCREEN_SECTION, "", SCREEN, 100_000 // 10 // 8
        else:
            place = LAYERS.index(layer)
            mid, rid, ssrc = CAMERA_SECTION, layer.value, CAMERA + place
            size = RATES[layer] // 30 // 8
        key = ssrc in self.keyframes or not self._pictures[ssrc]
        self.keyframes.discard(ssrc)
        size = 3 * size if key else round(size * self._dice.uniform(0.8, 1.2))
        number = self._pictures[ssrc] = self._pictures[ssrc] + 1
        packets = []
        while size > 0:
            body = bytes(min(size, PACKET_BYTES))
            payload = vp8(number & 0x7FFF, keyframe=key, tl0=number & 0xFF, body=body)
            key = False
            size -= PACKET_BYTES
            packets.append(self._packet(*mid, rid, ssrc, payload, now, last=size <= 0))
        return packets

    def clocks(self, now: float) -> list[bytes]:
        """Return what it tells of its clocks."""
        ntp = round(now * NTP_HZ)
        return [
            self._sealer.protect_rtcp(
                sender_report(ssrc, ntp=ntp, timestamp=_timestamp(ssrc, now), packets=1, octets=1)
            )
            for ssrc in (SOUND, *self._pictures)
        ]

    def told(self, sealed: bytes, now: float, round_trip_s: float) -> list[bytes]:
        """Take RTCP; return what is sent again because of it, at most once in a round trip."""
        again: list[bytes] = []
        try:
            clear = self._opener.unprotect_rtcp(sealed)
        except Error:  # a repeated one
            return again
        for packet in rtcp_untrusted(clear):
            if isinstance(packet, PayloadFeedback):
                self.keyframes.add(packet.media_ssrc)
            elif isinstance(packet, TransportFeedback) and packet.fmt == FEEDBACK_NACK:
                for sequence in packet.lost:
                    which = packet.media_ssrc, sequence & 0xFFFF
                    sent = self._kept.get(which)
                    if sent and now - self._repeated.get(which, 0.0) >= round_trip_s:
                        self._repeated[which] = now
                        again.append(self._again(sent, *which))
        return again

    def _again(self, sent: Sent, ssrc: int, sequence: int) -> bytes:
        """Return sound as it was, and a picture's packet in its own stream (RFC 4588)."""
        if ssrc == SOUND:
            return sent.sealed
        payload = struct.pack("!H", sequence) + sent.payload
        names = [element(4, sent.mid.encode())]
        names += [element(11, sent.rid.encode())] if sent.rid else []
        return self._seal(sent.payload_type + 1, ssrc + AGAIN, sent.timestamp, names, payload)[1]

    def _packet(
        self, mid: str, kind: int, rid: str, ssrc: int, payload: bytes, now: float, *, last: bool
    ) -> bytes:
        names = [element(4, mid.encode())] + ([element(10, rid.encode())] if rid else [])
        timestamp = _timestamp(ssrc, now)
        sequence, sealed = self._seal(0x80 * last | kind, ssrc, timestamp, names, payload)
        self._kept[ssrc, sequence] = Sent(sealed, mid, rid, kind, timestamp, payload)
        return sealed

    def _seal(
        self, kind: int, ssrc: int, timestamp: int, names: list[bytes], payload: bytes
    ) -> tuple[int, bytes]:
        sequence = self._sequence[ssrc] = self._sequence[ssrc] + 1 & 0xFFFF
        head = struct.pack("!BBHII", 0x90, kind, sequence, timestamp, ssrc)
        return sequence, self._sealer.protect(head + extension(*names) + payload)


def _timestamp(ssrc: int, now: float) -> int:
    return round(now * CLOCK_HZ[MediaKind.AUDIO if ssrc == SOUND else MediaKind.VIDEO]) & 0xFFFFFFFF


@dataclass
class Heard:
    """One stream at the receiver: what came, and what to ask for."""

    first_wait_s: float
    every_s: float
    worth_s: float
    """How long it goes on asking."""
    reception: Reception = field(default_factory=lambda: Reception(48_000))
    first: int | None = None
    highest: int = -1
    numbers: set[int] = field(default_factory=set)
    asked: dict[int, tuple[float, float]] = field(default_factory=dict)
    """When to ask next, and until when."""

    def take(self, sequence: int, now: float) -> None:
        """Note a packet by its 16-bit number."""
        if self.first is None:
            self.first = self.highest = number = sequence
        else:
            ahead = (sequence - self.highest) & 0xFFFF
            number = self.highest + (ahead if ahead < 0x8000 else ahead - 0x10000)
        for missing in range(self.highest + 1, number):
            self.asked[missing] = (now + self.first_wait_s, now + self.worth_s)
        self.highest = max(self.highest, number)
        self.numbers.add(number)
        self.asked.pop(number, None)

    def due(self, now: float) -> list[int]:
        """Return the 16-bit numbers to ask for now."""
        due = []
        for number, (at, until) in list(self.asked.items()):
            if now > until:
                del self.asked[number]
            elif at <= now:
                self.asked[number] = (now + self.every_s, until)
                due.append(number)
        return [number & 0xFFFF for number in sorted(due)]

    def missing(self) -> int:
        """Return how many never came."""
        return 0 if self.first is None else self.highest - self.first + 1 - len(self.numbers)


class Watcher:
    """The receiver's browser."""

    def __init__(self, kinds: dict[int, MediaKind], *, asks: bool = True) -> None:
        """Receive the slots of these SSRCs; one that never ``asks`` is like Firefox with sound."""
        self.opener = opener()
        self.arrivals = Arrivals()
        self.heard = {
            # Chromium asks for sound with every packet that comes, as long as it can be played.
            ssrc: Heard(0.0, 0.02, SOUND_WORTH_S)
            if kind is MediaKind.AUDIO
            else Heard(0.02, 0.1, 0.5)
            for ssrc, kind in kinds.items()
        }
        self.delays: dict[int, float] = {}
        """How old each packet of sound was when it first came."""
        self.datagrams: defaultdict[tuple[int, int], set[bytes]] = defaultdict(set)
        """What came of each stream under each number."""
        self.closed: list[bytes] = []
        """What came for the first time and could not be opened."""
        self.bytes = 0
        self._kinds = kinds
        self._asks = asks
        self._clocks: dict[int, tuple[int, float]] = {}

    def receive(self, data: bytes, at: float) -> None:
        """Take a datagram."""
        self.bytes += len(data)
        control = 192 <= data[1] <= 223
        number = int.from_bytes(data[-4:]) if control else data[2] << 8 | data[3]
        same = self.datagrams[int.from_bytes(data[4:8] if control else data[8:12]), number]
        known = data in same
        same.add(data)
        try:
            clear = self.opener.unprotect_rtcp(data) if control else self.opener.unprotect(data)
        except Error:
            if not known:
                self.closed.append(data)
        else:
            (self._told if control else self._take)(clear, at)

    def _told(self, clear: bytes, at: float) -> None:
        for report in rtcp_untrusted(clear):
            if isinstance(report, SenderReport):
                self._clocks[report.ssrc] = report.sender_info.ntp_timestamp, at

    def _take(self, clear: bytes, at: float) -> None:
        packet, cell = Packet(), memoryview(bytearray(clear))
        packet.parse_untrusted(cell, len(clear), {TRANSPORT_ID: Extension.TRANSPORT_SEQUENCE})
        if packet.transport_sequence is not None:
            self.arrivals.add(packet.transport_sequence, at)
        payload = clear[packet.start : packet.end]
        if packet.ssrc >= AGAIN:
            if len(payload) > 2:
                self.heard[packet.ssrc - AGAIN].take(int.from_bytes(payload[:2]), at)
            return
        heard = self.heard[packet.ssrc]
        heard.take(packet.sequence, at)
        heard.reception.receive(packet.sequence, packet.timestamp, packet.end, at)
        if self._kinds[packet.ssrc] is MediaKind.AUDIO:
            made_at, number = struct.unpack_from("!dI", payload)
            self.delays.setdefault(number, at - made_at)

    def ask(self, now: float) -> list[bytes]:
        """Return requests for what is missing."""
        requests = []
        for ssrc, heard in self.heard.items():
            if self._asks or self._kinds[ssrc] is MediaKind.VIDEO:
                due = heard.due(now)
                if due:
                    requests.append(nack(ssrc, due))
        return requests

    def report(self, now: float) -> bytes:
        """Return how it received, and when it was told the clocks."""
        blocks = []
        for ssrc, heard in self.heard.items():
            if not heard.reception.packets:
                continue
            figures = heard.reception.report()
            ntp, at = self._clocks.get(ssrc, (0, now))
            blocks.append(
                ReportBlock(
                    ssrc=ssrc,
                    fraction_lost=figures.fraction_lost,
                    packets_lost=figures.packets_lost,
                    highest_sequence=figures.highest_sequence,
                    jitter=figures.jitter,
                    lsr=ntp >> 16 & 0xFFFFFFFF,
                    dlsr=round((now - at) * 65536) & 0xFFFFFFFF if ntp else 0,
                )
            )
        return bytes(ReceiverReport(ssrc=2, reports=blocks))
