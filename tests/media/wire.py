"""Peers of the engine over a seeded wire, on a manual clock: no sockets, real ciphers.

One publishes a camera in three layers, a screen and sound; the others receive. Every way has its
own weather. What the publisher's browser would do to its own rate on a bad way up is left out.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from live.errors import BadPacket
from live.media.engine import EngineEvent, Layer, MediaKind, Paused, PeerId, Route, Slot, SourceName
from live.media.sfu.context import Counters, EngineContext
from live.media.sfu.control import receive_rtcp, receive_sealed
from live.media.sfu.credentials import IceCredentials
from live.media.sfu.crypto.dtls import Certificate
from live.media.sfu.formats.rtcp import rtcp_untrusted
from live.media.sfu.peer import Peer
from live.media.sfu.relay.downlink import Downlink, Repair
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.track import Track
from live.media.sfu.reports import Timers, handle_timer
from live.media.sfu.sockets.addresses import packed
from tests.media.ends import AGAIN, IDS, REDUNDANT, Sender, Watcher
from tests.media.fakes import TRANSPORT_ID, FakePort, section, session
from tests.media.weather import Way, Weather

CERTIFICATE = Certificate()
CAMERA, SCREEN, MICROPHONE = (SourceName(name) for name in ("camera", "screen", "microphone"))
STEP_S = 0.005
TICK_S = 0.025
FEEDBACK_S = 0.05
REPORT_S = 1.0
VIDEO_SSRC, SCREEN_SSRC, SOUND_SSRC = 100, 101, 200
RANK: Final = {None: -1, Layer.QUARTER: 0, Layer.HALF: 1, Layer.FULL: 2}


@dataclass
class Viewer:
    """One receiver: its place in the engine, its browser, its ways."""

    peer: Peer
    slots: dict[SourceName, Downlink]
    watcher: Watcher
    down: Way
    up: Way
    layers: list[tuple[float, Layer | None]] = field(default_factory=list)
    """When the camera's layer changed, and to which."""

    @property
    def layer(self) -> Layer | None:
        """What of the camera is shown now."""
        return self.layers[-1][1]

    def ups(self, since: float) -> int:
        """Return how often the camera's layer went up."""
        later = [layer for at, layer in self.layers if at >= since]
        return sum(RANK[b] > RANK[a] for a, b in pairwise(later))

    def look(self, now: float) -> None:
        """Note what is shown."""
        stream = self.slots[CAMERA].stream
        layer = None if stream is None else stream.layer
        if not self.layers or self.layers[-1][1] is not layer:
            self.layers.append((now, layer))


class World:
    """A publisher and its receivers."""

    def __init__(
        self,
        seed: int,
        *weather: Weather,
        up: Weather | None = None,
        shows: Iterable[SourceName] = (CAMERA, MICROPHONE),
        asks: bool = True,
        copies: int = 0,
    ) -> None:
        """Connect everybody.

        Args:
            seed: of all that is random here.
            weather: the way down to each receiver; its way up loses and delays as much.
            up: the way from the publisher and, as to loss and delay, back to it; None: a good one.
            shows: what each receiver wants.
            asks: whether receivers ask for missing sound.
            copies: of earlier sound that the publisher puts into each packet.
        """
        self.dice = random.Random(seed)
        self.now = 1000.0
        self.port = FakePort()
        self.told: list[EngineEvent] = []
        self.context = EngineContext(
            port=self.port,
            certificate=CERTIFICATE,
            forwarder=Forwarder(self.port, lambda: self.now),
            switchboard=Switchboard(),
            counters=Counters(),
            emit=self.told.append,
        )
        self._due: dict[object, float] = {}
        self.up = up or Weather(delay_s=0.0)
        self.sender = Sender(self.dice, copies=copies)
        self.publisher = self._peer("publisher", 1)
        self._from_sender = Way(self.up, self.dice)
        self._to_sender = Way(_narrow(self.up), self.dice)
        self._publish()
        self.viewers = [self._viewer(n, each, asks) for n, each in enumerate(weather)]
        self._at = {viewer.peer.address: viewer.down for viewer in self.viewers}
        self._at[self.publisher.address] = self._to_sender
        everybody = (self.publisher, *(viewer.peer for viewer in self.viewers))
        self._timers = [(peer, Timers()) for peer in everybody]
        for viewer in self.viewers:
            self.route(viewer, shows)

    @property
    def viewer(self) -> Viewer:
        """The first receiver."""
        return self.viewers[0]

    def route(self, viewer: Viewer, shows: Iterable[SourceName]) -> None:
        """Fill these slots of a receiver, and empty the others."""
        wanted = set(shows)
        routes = tuple(
            Route(mid=slot.slot.mid, source=source if source in wanted else None)
            for source, slot in viewer.slots.items()
        )
        viewer.peer.route(routes, self.now)

    def paused(self, viewer: Viewer) -> set[str]:
        """Return the mids of its slots that its page was told to be paused."""
        told = [e for e in self.told if isinstance(e, Paused) and e.peer == viewer.peer.id]
        return set(told[-1].mids) if told else set()

    def heard(self, viewer: Viewer, since: float, within_s: float) -> float:
        """Return the share of the sound spoken since then, but for what is just under way, that
        came to a receiver, and not later than this beyond the delay of both ways."""
        ways_s = self.up.delay_s + viewer.down.weather.delay_s
        until = self.now - within_s - ways_s
        spoken = [n for n, at in enumerate(self.sender.spoken) if since <= at < until]
        delays = viewer.watcher.delays
        came = sum(delays.get(number, float("inf")) <= ways_s + within_s for number in spoken)
        return came / len(spoken)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now += STEP_S
            self._send()
            for at, data in self._from_sender.arrived(self.now):
                self._receive(data, at)
            for viewer in self.viewers:
                self._answer(viewer)
            if self._is_due("tick", TICK_S):
                for peer, timers in self._timers:
                    handle_timer(peer, timers, self.now)
            self._carry()
            for viewer in self.viewers:
                viewer.look(self.now)

    # --- who there is

    def _peer(self, name: str, host: int) -> Peer:
        peer = Peer(PeerId(name), self.context, IceCredentials.fresh(), self.now)
        peer.move((f"192.0.2.{host}", 9), self.now)
        return peer

    def _publish(self) -> None:
        sections = {
            CAMERA: section(mid="1", rids=("q", "h", "f")),
            SCREEN: section(mid="2", payload_type=98, repair=99),
            MICROPHONE: section(
                MediaKind.AUDIO, mid="3", payload_type=111, repair=None, redundant=REDUNDANT
            ),
        }
        tracks = {}
        for source, made in sections.items():
            assert made.codec is not None
            assert made.kind is not None
            tracks[source] = Track(self.publisher, source, made, made.kind, made.codec)
        self.tracks = tracks
        self.publisher.negotiated(tuple(tracks.values()), (), IDS)
        for track in tracks.values():
            self.context.switchboard.publish(track, self.now)
        self.publisher.up(session(), self.now)

    def _viewer(self, place: int, weather: Weather, asks: bool) -> Viewer:
        peer = self._peer(f"receiver{place}", 2 + place)
        slots = {
            CAMERA: self._slot(peer, "0", MediaKind.VIDEO, 0, VIDEO_SSRC),
            SCREEN: self._slot(peer, "1", MediaKind.VIDEO, 1, SCREEN_SSRC),
            MICROPHONE: self._slot(peer, "2", MediaKind.AUDIO, 0, SOUND_SSRC),
        }
        peer.negotiated((), tuple(slots.values()), {})
        peer.up(session(), self.now)
        watcher = Watcher({slot.ssrc: slot.kind for slot in slots.values()}, asks=asks)
        back = Way(_narrow(weather), self.dice)
        return Viewer(peer, slots, watcher, Way(weather, self.dice), back)

    def _slot(self, peer: Peer, mid: str, kind: MediaKind, index: int, ssrc: int) -> Downlink:
        picture = kind is MediaKind.VIDEO
        again = Repair(ssrc=ssrc + AGAIN, payload_type=121, first_number=5)
        return Downlink(
            peer,
            Slot(mid=mid, kind=kind, index=index),
            ssrc=ssrc,
            payload_type=120,
            start=(self.dice.randrange(1 << 15), 5000),
            transport_id=TRANSPORT_ID if picture else 0,
            repair=again if picture else None,
        )

    # --- what happens in a step

    def _is_due(self, what: object, every_s: float) -> bool:
        if self.now < self._due.setdefault(what, self.now + self.dice.random() * every_s):
            return False
        self._due[what] = max(self._due[what] + every_s, self.now)  # no catching up after a rest
        return True

    def _send(self) -> None:
        packets: list[bytes] = []
        if self._is_due("sound", 0.02):
            packets.append(self.sender.speak(self.now))
        for layer in self.tracks[CAMERA].demand.layers:
            if self._is_due(layer, 1 / 30):
                packets += self.sender.show(layer, self.now)
        if self.tracks[SCREEN].demand.layers and self._is_due("screen", 0.1):
            packets += self.sender.show(None, self.now)
        if self._is_due("clocks", REPORT_S):
            packets += self.sender.clocks(self.now)
        for packet in packets:
            self._from_sender.send(packet, self.now)

    def _receive(self, data: bytes, at: float) -> None:
        """Let the engine take what the publisher sent, as its server does."""
        pointer, cell = self.port.cells.pointers[0], self.port.cells.views[0]
        cell[: len(data)] = data
        try:
            if 192 <= data[1] <= 223:
                assert self.publisher.address is not None
                source = packed(self.publisher.address)
                receive_sealed(self.publisher, pointer, cell, len(data), at, 0.0, source)
            else:
                self.publisher.receive_rtp(pointer, cell, len(data), at)
        except BadPacket as error:
            raise AssertionError from error

    def _answer(self, viewer: Viewer) -> None:
        """Let a receiver take what came, and say what it has to say."""
        watcher = viewer.watcher
        for at, data in viewer.down.arrived(self.now):
            watcher.receive(data, at)
        packets = watcher.ask(self.now)
        if self._is_due((viewer.peer.id, "feedback"), FEEDBACK_S):
            while watcher.arrivals:
                packets.append(watcher.arrivals.report(2, 3))
        if self._is_due((viewer.peer.id, "report"), REPORT_S):
            packets.append(watcher.report(self.now))
        for packet in packets:
            viewer.up.send(packet, self.now)
        for _, packet in viewer.up.arrived(self.now):
            receive_rtcp(viewer.peer, rtcp_untrusted(packet), self.now)

    def _carry(self) -> None:
        """Put what the engine sent on its ways, and let the publisher hear what it is told."""
        for data, address in self.port.sent:
            self._at[address].send(data, self.now)
        self.port.sent.clear()
        round_trip_s = 2 * self.up.delay_s
        for at, data in self._to_sender.arrived(self.now):
            for again in self.sender.told(data, at, round_trip_s):
                self._from_sender.send(again, self.now)


def _narrow(weather: Weather) -> Weather:
    """Return the way back of a way: as long and as bad, but never full."""
    return Weather(
        delay_s=weather.delay_s,
        lost=weather.lost,
        burst=weather.burst,
        jitter_s=weather.jitter_s,
    )
