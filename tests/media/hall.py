"""A publisher and a watcher on one engine, between whom RTP and RTCP pass without a network."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from live.media.engine import (
    EngineEvent,
    Layer,
    MediaKind,
    PeerId,
    SourceName,
)
from live.media.sfu.context import Counters, EngineContext
from live.media.sfu.control import receive_rtcp
from live.media.sfu.credentials import IceCredentials
from live.media.sfu.crypto.dtls import Certificate
from live.media.sfu.formats.rtcp import (
    PayloadFeedback,
    ReportBlock,
    keyframe_targets_untrusted,
    rtcp_untrusted,
)
from live.media.sfu.formats.rtp import Extension
from live.media.sfu.peer import (
    Peer,
)
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.track import Track
from live.media.sfu.reports import Timers
from tests.media.fakes import FakePort, downlink, opener, section, session, vp8
from tests.media.test_rtp import element, extension

CAMERA = SourceName("cam")


CERTIFICATE = Certificate()


IDS = {4: Extension.MID, 10: Extension.RID, 11: Extension.REPAIRED_RID}


@dataclass
class Hall:
    """A publisher of three layers and a watcher with one slot, both up."""

    port: FakePort = field(default_factory=FakePort)
    told: list[EngineEvent] = field(default_factory=list)
    now: float = 100.0
    sequence: int = 0
    timers: Timers = field(default_factory=Timers)

    def __post_init__(self) -> None:
        self.context = EngineContext(
            port=self.port,
            certificate=CERTIFICATE,
            forwarder=Forwarder(self.port, lambda: self.now),
            switchboard=Switchboard(),
            counters=Counters(),
            emit=self.told.append,
        )
        self.publisher, self.watcher = self.peer("publisher", 1), self.peer("watcher", 2)
        offered = section(mid="1", rids=("q", "h", "f"))
        assert offered.codec is not None
        self.camera = Track(self.publisher, CAMERA, offered, MediaKind.VIDEO, offered.codec)
        self.publisher.negotiated((self.camera,), (), IDS)
        self.context.switchboard.publish(self.camera, self.now)
        self.slot = downlink(ssrc=77)
        self.slot.receiver = self.watcher
        self.watcher.negotiated((), (self.slot,), {})
        self.context.switchboard.want(self.slot, CAMERA, Layer.FULL, self.now)
        self.sealer = opener()

    def peer(self, name: str, host: int) -> Peer:
        """Return a peer that is up."""
        made = Peer(PeerId(name), self.context, IceCredentials.fresh(), self.now)
        made.move((f"192.0.2.{host}", 9), self.now)
        made.up(session(), self.now)
        return made

    def send(self, rid: str, *, ssrc: int, keyframe: bool = True, skip: int = 0) -> None:
        """Let the publisher send a packet of a layer, as its client would seal it."""
        self.sequence += 1 + skip
        self.now += 0.02
        names = extension(element(4, b"1"), element(10, rid.encode()))
        payload = vp8(self.sequence, keyframe=keyframe)
        self.arrive(struct.pack("!BBHII", 0x90, 96, self.sequence, 9, ssrc) + names + payload)

    def arrive(self, packet: bytes) -> None:
        """Let sealed bytes of the publisher arrive."""
        self.receive(self.seal(packet))

    def receive(self, sealed: bytes) -> None:
        """Let bytes from the publisher's address arrive."""
        cell = self.port.cells.views[0]
        cell[: len(sealed)] = sealed
        self.publisher.receive_rtp(self.port.cells.pointers[0], cell, len(sealed), self.now)

    def seal(self, packet: bytes) -> bytes:
        """Encrypt with the one key of all tests."""
        return bytes(self.sealer.protect(packet))

    def control(self, peer: Peer, packet: bytes) -> None:
        """Let a compound packet of a peer arrive."""
        receive_rtcp(peer, rtcp_untrusted(packet), self.now)

    def to(self, peer: Peer) -> Sequence[object]:
        """Return the RTCP that was sent to a peer since the last call."""
        sent, self.port.sent = self.port.sent, []
        reader = opener()
        compounds = [
            reader.unprotect_rtcp(data)
            for data, address in sent
            if address == peer.address and 192 <= data[1] <= 223
        ]
        return [packet for data in compounds for packet in rtcp_untrusted(data)]


def block(ssrc: int, loss: float, lsr: int = 0, dlsr: int = 0) -> ReportBlock:
    return ReportBlock(
        ssrc=ssrc,
        fraction_lost=round(loss * 256),
        packets_lost=0,
        highest_sequence=0,
        jitter=0,
        lsr=lsr,
        dlsr=dlsr,
    )


def asked(packets: Sequence[object]) -> list[int]:
    """Return the SSRCs of which key frames were asked for."""
    requests = [p for p in packets if isinstance(p, PayloadFeedback)]
    return [ssrc for p in requests for ssrc in keyframe_targets_untrusted(p)]
