"""A port that keeps what is sent, keys without a handshake, and streams without a network."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from pylibsrtp import Policy, Session

from live.media.engine import Layer, MediaKind, Slot, SourceName
from live.media.sfu.crypto.cells import Cells
from live.media.sfu.crypto.dtls import SEND_WINDOW, srtp_keys
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.rtp import Packet
from live.media.sfu.formats.sdp import CODECS, Codec, Direction, Section
from live.media.sfu.formats.stun import Address
from live.media.sfu.link.departures import Departures
from live.media.sfu.relay.downlink import Downlink, Repair
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from live.media.sfu.sockets.udp import Arrival

KEY = bytes(range(44))
"""AES-256-GCM: 32 bytes of key, 12 of salt."""


class FakeBatch:
    """Cells for fixed destinations; sending copies them into the port's list."""

    def __init__(self, port: "FakePort", destinations: Sequence[Address], each: int) -> None:
        self._port = port
        self._destinations = [to for to in destinations for _ in range(each)]
        self.cells = Cells(max(1, len(self._destinations)))

    def send(self, size: int) -> int:
        """Keep every packet."""
        for place, to in enumerate(self._destinations):
            self._port.send(self.cells.views[place][:size], to)
        return 0


class FakePort:
    """Takes everything that is sent; nothing ever arrives."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Address]] = []
        self.cells = Cells(1)

    def fileno(self) -> int:
        """Return a descriptor that nobody can watch."""
        return -1

    def address(self) -> Address:
        """Return an address."""
        return ("192.0.2.1", 1)

    def receive(self) -> Sequence[Arrival]:
        """Receive nothing."""
        return ()

    def send(self, data: bytes | memoryview, to: Address) -> bool:
        """Keep a packet."""
        self.sent.append((bytes(data), to))
        return True

    def batch(self, destinations: Sequence[Address], each: int = 1) -> FakeBatch:
        """Prepare to keep packets."""
        return FakeBatch(self, destinations, each)

    def close(self) -> None:
        """Do nothing."""

    def taken(self) -> list[bytes]:
        """Return what was sent since the last call."""
        sent, self.sent = self.sent, []
        return [data for data, _ in sent]


GCM = Policy.SRTP_PROFILE_AEAD_AES_256_GCM
SHA1 = Policy.SRTP_PROFILE_AES128_CM_SHA1_80


def session(profile: int = GCM) -> SrtpSession:
    """Return a session whose packets `opener` can open."""
    policies = [
        Policy(key=KEY, ssrc_type=kind, srtp_profile=profile)
        for kind in (Policy.SSRC_ANY_INBOUND, Policy.SSRC_ANY_OUTBOUND)
    ]
    policies[1].window_size = SEND_WINDOW
    policies[1].allow_repeat_tx = True
    return SrtpSession(srtp_keys(policies[0], policies[1], "of a test"))


def opener(profile: int = GCM) -> Session:
    """Return the receiver's side of `session`."""
    policy = Policy(key=KEY, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=profile)
    policy.window_size = 1024
    return Session(policy)


TRANSPORT_ID = 3
REPAIR = 1000
"""What is added to a slot's SSRC to make that of its retransmissions."""


@dataclass
class FakeReceiver:
    """Somebody with a slot."""

    address: Address | None = ("192.0.2.9", 9)
    session: SrtpSession | None = field(default_factory=session)
    layer_cap: Layer = Layer.FULL
    round_trip_s: float | None = None
    departures: Departures = field(default_factory=Departures)
    reports: list[bytes] = field(default_factory=list)

    def send_rtcp(self, packet: bytes) -> None:
        """Keep a report."""
        self.reports.append(packet)


@dataclass
class FakePublisher:
    """Somebody who is asked for key frames."""

    asked: list[Stream] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    came: list[Stream] = field(default_factory=list)
    wanted: list[tuple[Layer, ...]] = field(default_factory=list)

    def ask_keyframe(self, stream: Stream, now: float) -> None:
        """Keep the request, if one is due."""
        if stream.keyframes.due(now):
            self.asked.append(stream)

    def ask_again(self, stream: Stream, now: float) -> None:
        """Keep what is asked for again."""
        self.missing += stream.gaps.due(now, None)

    def begin_anew(self, stream: Stream, now: float) -> Stream:
        """Return a stream in the place of another, for whoever received that one."""
        thumbnails = list(stream.base.audience.receivers) if stream.base else []
        receivers = list(stream.audience.receivers)
        Switchboard().retire(stream)
        track = stream.track
        assert isinstance(track, Track)
        anew = track.streams[stream.layer] = Stream(track, stream.layer, stream.ssrc)
        for each in receivers:
            assert isinstance(each, Downlink)
            each.expect(anew, now)
        for each in thumbnails:
            assert isinstance(each, Downlink)
            each.expect(anew.thinned(), now)
        return anew

    def layer_came(self, stream: Stream, now: float) -> None:
        """Keep what began."""
        self.came.append(stream)

    def tell_wanted(self, source: SourceName, layers: tuple[Layer, ...]) -> None:
        """Keep what was wanted."""
        self.wanted.append(layers)


def section(
    kind: MediaKind = MediaKind.VIDEO,
    *,
    mid: str = "0",
    rids: tuple[str, ...] = (),
    ssrcs: tuple[int, ...] = (),
    payload_type: int = 96,
    repair: int | None = 97,
    redundant: int | None = None,
) -> Section:
    """Return an m-section that sends."""
    return Section(
        media=kind,
        protocol="UDP/TLS/RTP/SAVPF",
        format=str(payload_type),
        mid=mid,
        kind=kind,
        direction=Direction.SENDONLY,
        codec=Codec(
            payload_type=payload_type,
            name=CODECS[kind],
            parameters=None,
            feedback=frozenset({"nack", "nack pli"}),
            retransmission=repair,
            redundant=redundant,
        ),
        extensions={},
        rids=rids,
        ssrcs=ssrcs,
        repairs={},
    )


def track(source: str = "cam", publisher: FakePublisher | None = None, **what: object) -> Track:
    """Return a track that some peer sends."""
    made = section(**what)  # type: ignore[arg-type]
    assert made.kind is not None
    assert made.codec is not None
    return Track(publisher or FakePublisher(), SourceName(source), made, made.kind, made.codec)


def downlink(
    receiver: FakeReceiver | None = None,
    kind: MediaKind = MediaKind.VIDEO,
    *,
    ssrc: int = 7,
    first_number: int = 100,
    numbered: bool = False,
) -> Downlink:
    """Return an empty slot; a numbered one has transport-wide numbers and retransmissions."""
    return Downlink(
        receiver or FakeReceiver(),
        Slot(mid="9", kind=kind, index=0),
        ssrc=ssrc,
        payload_type=120,
        start=(first_number, 5000),
        transport_id=TRANSPORT_ID if numbered else 0,
        repair=Repair(ssrc=ssrc + REPAIR, payload_type=121, first_number=first_number)
        if numbered
        else None,
    )


def arrival(
    sequence: int, timestamp: int, payload: bytes, *, marker: bool = False
) -> tuple[Packet, memoryview]:
    """Return a parsed packet and the cell that it lies in."""
    data = struct.pack("!BBHII", 0x80, 0x80 * marker | 96, sequence, timestamp, 1) + payload
    packet = Packet()
    cell = memoryview(bytearray(data + bytes(64)))
    packet.parse_untrusted(cell, len(data), {})
    return packet, cell


def vp8(
    picture_id: int, *, keyframe: bool = False, start: bool = True, tl0: int | None = None,
    temporal: int | None = None, wide: bool = True, body: bytes = b"picture",
) -> bytes:  # fmt: skip
    """Return a VP8 payload: descriptor, payload header, body."""
    flags = 0x80 | (0x40 if tl0 is not None else 0) | (0x20 if temporal is not None else 0)
    number = (0x8000 | picture_id).to_bytes(2, "big") if wide else bytes([picture_id & 0x7F])
    level = b"" if tl0 is None else bytes([tl0])
    level += b"" if temporal is None else bytes([temporal << 6])
    first = 0x80 | (0x10 if start else 0)
    return bytes([first, flags]) + number + level + bytes([0 if keyframe else 1]) + body
