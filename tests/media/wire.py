"""Two peers of the engine over a seeded wire, on a manual clock: no sockets, real ciphers.

The publisher's way up is perfect. The receiver's way down has a rate, a queue, a delay and bad
luck; he does what browsers do: feedback each 50 ms, requests for what is missing.
"""

import heapq
import random
import struct
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

from live.errors import BadPacket
from live.media.engine import EngineEvent, Kind, Layer, PeerId, Route, Slot, SourceName
from live.media.sfu.control import receive_rtcp
from live.media.sfu.downlink import Downlink, Repair
from live.media.sfu.dtls import Certificate
from live.media.sfu.feedback import Arrivals
from live.media.sfu.forward import Forwarder
from live.media.sfu.peer import Credentials, Peer
from live.media.sfu.reports import Timers, handle_timer
from live.media.sfu.routing import Switchboard
from live.media.sfu.rtcp import PayloadFeedback, nack, rtcp_untrusted
from live.media.sfu.rtp import Extension, Packet
from live.media.sfu.surroundings import Counters, Surroundings
from live.media.sfu.uplink import Track
from tests.media.fakes import TRANSPORT_ID, FakePort, opener, section, session, vp8
from tests.media.test_rtp import element, extension

CERTIFICATE = Certificate()
CAMERA, SCREEN, MICROPHONE = (SourceName(name) for name in ("camera", "screen", "microphone"))
IDS = {4: Extension.MID, 10: Extension.RID}
STEP_S = 0.005
TICK_S = 0.025
FEEDBACK_S = 0.05
ASK_EVERY_S = 0.1
TRIES = 5
PACKET = 1100
RATES = {Layer.QUARTER: 130_000, Layer.HALF: 450_000, Layer.FULL: 1_200_000}
SOUND_BYTES = 80
VIDEO_SSRC, SCREEN_SSRC, SOUND_SSRC, AGAIN = 100, 101, 200, 1000


@dataclass(kw_only=True)
class Weather:
    """The way down. ``rate_bps`` may be changed while it is used."""

    rate_bps: float = 20e6
    delay_s: float = 0.03
    queue_s: float = 0.3
    lost: float = 0.0
    burst: float = 1.0
    """Mean length of a loss, in packets."""
    repeated: float = 0.0
    overtaken: float = 0.0


class Way:
    """Carries datagrams as the weather is."""

    def __init__(self, weather: Weather, dice: random.Random) -> None:
        self.weather = weather
        self._dice = dice
        self._free_at = 0.0
        self._losing = False
        self._order = count()
        self._flying: list[tuple[float, int, bytes]] = []

    def send(self, data: bytes, now: float) -> None:
        """Take a datagram; it may never come."""
        weather, dice = self.weather, self._dice
        if self._losing:
            self._losing = dice.random() < 1 - 1 / weather.burst
        else:
            self._losing = dice.random() < weather.lost / weather.burst
        waits = max(0.0, self._free_at - now)
        if self._losing or waits > weather.queue_s:
            return
        self._free_at = now + waits + 8 * (len(data) + 28) / weather.rate_bps
        for _ in range(1 + (dice.random() < weather.repeated)):
            late = 0.04 if dice.random() < weather.overtaken else 0.0
            arrival = self._free_at + weather.delay_s + late
            heapq.heappush(self._flying, (arrival, next(self._order), data))

    def arrived(self, now: float) -> list[tuple[float, bytes]]:
        """Return what came by now, with the times."""
        came = []
        while self._flying and self._flying[0][0] <= now:
            at, _, data = heapq.heappop(self._flying)
            came.append((at, data))
        return came


@dataclass
class Heard:
    """One stream at the receiver."""

    first: int | None = None
    highest: int = -1
    numbers: set[int] = field(default_factory=set)
    asked: dict[int, tuple[float, int]] = field(default_factory=dict)

    def take(self, sequence: int, now: float) -> None:
        """Note a packet by its 16-bit number."""
        if self.first is None:
            self.first = self.highest = number = sequence
        else:
            ahead = (sequence - self.highest) & 0xFFFF
            number = self.highest + (ahead if ahead < 0x8000 else ahead - 0x10000)
        for missing in range(self.highest + 1, number):
            self.asked[missing] = (now + 0.02, 0)
        self.highest = max(self.highest, number)
        self.numbers.add(number)
        self.asked.pop(number, None)

    def missing(self) -> int:
        """Return how many never came."""
        return 0 if self.first is None else self.highest - self.first + 1 - len(self.numbers)


class Watcher:
    """The receiver's browser."""

    def __init__(self) -> None:
        self.opener = opener()
        self.arrivals = Arrivals()
        self.heard: defaultdict[int, Heard] = defaultdict(Heard)
        self.bytes = 0

    def receive(self, data: bytes, at: float) -> None:
        """Take a datagram."""
        if 192 <= data[1] <= 223:
            return
        try:
            clear = self.opener.unprotect(data)
        except Exception:  # a repeated one
            return
        self.bytes += len(data)
        packet, cell = Packet(), memoryview(bytearray(clear))
        packet.parse_untrusted(cell, len(clear), {TRANSPORT_ID: Extension.TRANSPORT_SEQUENCE})
        if packet.transport_sequence is not None:
            self.arrivals.add(packet.transport_sequence, at)
        if packet.ssrc < AGAIN:
            self.heard[packet.ssrc].take(packet.sequence, at)
        elif packet.end - packet.start > 2:
            original = int.from_bytes(clear[packet.start : packet.start + 2], "big")
            self.heard[packet.ssrc - AGAIN].take(original, at)

    def ask(self, now: float) -> list[bytes]:
        """Return requests for what is missing."""
        requests = []
        for ssrc, heard in self.heard.items():
            due = [n for n, (at, _) in heard.asked.items() if at <= now]
            for number in due:
                _, tries = heard.asked[number]
                heard.asked[number] = (now + ASK_EVERY_S, tries + 1)
                if tries + 1 >= TRIES:
                    del heard.asked[number]
            if due:
                requests.append(nack(ssrc, [number & 0xFFFF for number in sorted(due)]))
        return requests


class World:
    """A publisher of a camera in three layers, a screen and sound; a receiver of all."""

    def __init__(self, seed: int, weather: Weather, *, screen: bool = False) -> None:
        self.dice = random.Random(seed)
        self.weather = weather
        self.way = Way(weather, self.dice)
        self.now = 1000.0
        self.port = FakePort()
        self.told: list[EngineEvent] = []
        self.around = Surroundings(
            port=self.port,
            certificate=CERTIFICATE,
            forwarder=Forwarder(self.port, lambda: self.now),
            switchboard=Switchboard(),
            counters=Counters(),
            emit=self.told.append,
        )
        self.sealer, self.sealer_in = opener(), opener()
        self.keyframes: set[int] = set()
        """SSRCs of which a key frame is asked for."""
        self.publisher, self.peer = self._peer("publisher", 1), self._peer("receiver", 2)
        self.timers = {peer: Timers() for peer in (self.publisher, self.peer)}
        self._publish()
        self.slots = {
            CAMERA: self._slot("0", Kind.VIDEO, 0, VIDEO_SSRC),
            SCREEN: self._slot("1", Kind.VIDEO, 1, SCREEN_SSRC),
            MICROPHONE: self._slot("2", Kind.AUDIO, 0, SOUND_SSRC),
        }
        self.peer.negotiated((), tuple(self.slots.values()), {})
        for peer, host in ((self.publisher, 1), (self.peer, 2)):
            peer.move((f"192.0.2.{host}", 9), self.now)
            peer.up(session(), self.now)
        wanted = [CAMERA, MICROPHONE, *([SCREEN] if screen else [])]
        routes = tuple(Route(mid=self.slots[each].slot.mid, source=each) for each in wanted)
        self.peer.route(routes, self.now)
        self.watcher = Watcher()
        self.layers: list[tuple[float, Layer | None]] = []
        """When the camera's layer changed, and to which."""
        self._due: dict[object, float] = {}
        self._back: list[tuple[float, bytes]] = []
        self._numbers: defaultdict[int, int] = defaultdict(int)

    def _peer(self, name: str, host: int) -> Peer:
        return Peer(PeerId(name), self.around, Credentials.fresh(), self.now)

    def _publish(self) -> None:
        sections = {
            CAMERA: section(mid="1", rids=("q", "h", "f")),
            SCREEN: section(mid="2", payload_type=98, repair=99),
            MICROPHONE: section(Kind.AUDIO, mid="3", payload_type=111, repair=None),
        }
        self.tracks = {}
        for source, made in sections.items():
            assert made.codec is not None
            assert made.kind is not None
            self.tracks[source] = Track(self.publisher, source, made, made.kind, made.codec)
        self.publisher.negotiated(tuple(self.tracks.values()), (), IDS)
        for track in self.tracks.values():
            self.around.switchboard.publish(track, self.now)

    def _slot(self, mid: str, kind: Kind, index: int, ssrc: int) -> Downlink:
        again = Repair(ssrc=ssrc + AGAIN, payload_type=121, first_number=5)
        return Downlink(
            self.peer,
            Slot(mid=mid, kind=kind, index=index),
            ssrc=ssrc,
            payload_type=120,
            start=(self.dice.randrange(1 << 15), 5000),
            transport_id=TRANSPORT_ID,
            repair=again if kind is Kind.VIDEO else None,
        )

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now += STEP_S
            self._send()
            for data, address in self.port.sent:
                if address == self.peer.address:
                    self.way.send(data, self.now)
                elif 192 <= data[1] <= 223:
                    self._asked(self.sealer_in.unprotect_rtcp(data))
            self.port.sent.clear()
            for at, data in self.way.arrived(self.now):
                self.watcher.receive(data, at)
            self._answer()
            if self._is_due("tick", TICK_S):
                for peer, timers in self.timers.items():
                    handle_timer(peer, timers, self.now)
            stream = self.slots[CAMERA].stream
            layer = None if stream is None else stream.layer
            if not self.layers or self.layers[-1][1] is not layer:
                self.layers.append((self.now, layer))

    def _is_due(self, what: object, every_s: float) -> bool:
        if self.now < self._due.setdefault(what, self.now + self.dice.random() * every_s):
            return False
        self._due[what] = max(self._due[what] + every_s, self.now)  # no catching up after a rest
        return True

    def _answer(self) -> None:
        """Let what the receiver says go up, a way's delay late."""
        if self._is_due("feedback", FEEDBACK_S):
            packets = self.watcher.ask(self.now)
            while self.watcher.arrivals:
                packets.append(self.watcher.arrivals.report(2, 3))
            self._back += [(self.now + self.weather.delay_s, packet) for packet in packets]
        due = [packet for at, packet in self._back if at <= self.now]
        self._back = [(at, packet) for at, packet in self._back if at > self.now]
        for packet in due:
            receive_rtcp(self.peer, rtcp_untrusted(packet), self.now)

    # --- the publisher

    def _asked(self, packet: bytes) -> None:
        for each in rtcp_untrusted(packet):
            if isinstance(each, PayloadFeedback):
                self.keyframes.add(each.media_ssrc)

    def _send(self) -> None:
        if self._is_due("sound", 0.02):
            self._packet("3", "", 30, 111, b"x" * SOUND_BYTES, marker=True)
        for place, layer in enumerate(self.tracks[CAMERA].demand.layers):
            if self._is_due(layer, 1 / 30):
                self._picture("1", layer.value, 10 + place, 96, RATES[layer])
        if SCREEN in self.tracks and self.tracks[SCREEN].demand.layers and self._is_due("s", 0.1):
            self._picture("2", "", 20, 98, 100_000, fps=10)

    def _picture(
        self, mid: str, rid: str, ssrc: int, payload_type: int, bps: int, fps: int = 30
    ) -> None:
        size = bps // fps // 8
        key = ssrc in self.keyframes or not self._numbers[ssrc]
        self.keyframes.discard(ssrc)
        size = 3 * size if key else round(size * self.dice.uniform(0.8, 1.2))
        self._numbers[-ssrc] += 1
        while size > 0:
            payload = vp8(
                self._numbers[-ssrc] & 0x7FFF,
                keyframe=key,
                tl0=self._numbers[-ssrc] & 0xFF,
                body=bytes(min(size, PACKET)),
            )
            key = False
            size -= PACKET
            self._packet(mid, rid, ssrc, payload_type, payload, marker=size <= 0)

    def _packet(
        self, mid: str, rid: str, ssrc: int, kind: int, payload: bytes, *, marker: bool
    ) -> None:
        number = self._numbers[ssrc] = self._numbers[ssrc] + 1
        names = [element(4, mid.encode())] + ([element(10, rid.encode())] if rid else [])
        head = struct.pack(
            "!BBHII",
            0x90,
            0x80 * marker | kind,
            number & 0xFFFF,
            round(self.now * 90_000) & 0xFFFFFFFF,
            ssrc,
        )
        sealed = self.sealer.protect(head + extension(*names) + payload)
        cell = self.port.cells.views[0]
        cell[: len(sealed)] = sealed
        try:
            self.publisher.receive_rtp(self.port.cells.pointers[0], cell, len(sealed), self.now)
        except BadPacket as error:
            raise AssertionError from error
