"""Bytes that are not what they claim never close a peer, whoever sends them.

The first four are inputs that stock aiortc 1.16 and aioice 0.13 do not survive, or leak
`struct.error` for.
"""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import pylibsrtp
import pytest
from aioice import stun

from live.media.engine import MediaKind, PeerDown, Route, SourceName
from live.media.sfu.formats.rtp import Extension
from live.media.sfu.server import Sfu
from tests.media.clients import Client, Picture, Sound
from tests.media.conftest import Events, until

CAMERA = SourceName("m/camera")
ANSWER_S = 30
"""Longer than any answer takes, on any machine."""
TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


@dataclass(frozen=True, slots=True)
class Call:
    """A publisher whom a receiver watches, and somebody who is neither."""

    engine: Sfu
    events: Events
    publisher: Client
    receiver: Client
    stranger: socket.socket
    mid: str

    def strange(self, datagram: bytes) -> None:
        """Send from an address that nobody knows."""
        self.stranger.sendto(datagram, self.engine.address())

    async def received(self, count: int, before: float) -> None:
        """Wait until the engine has read so many datagrams more."""
        await until(lambda: self.figure("received_datagrams_total") >= before + count)

    def figure(self, name: str) -> float:
        """Return a counter of the engine."""
        return self.engine.stats()[name]

    async def goes_on(self) -> None:
        """Check that pictures still come, and that nobody was told to be down."""
        forwarded = self.figure("forwarded_packets_total")
        await until(lambda: self.figure("forwarded_packets_total") > forwarded + 5)
        assert len(await self.receiver.frames(self.mid, 5)) == 5
        assert not any(isinstance(event, PeerDown) for event in self.events.seen)


@pytest.fixture
async def call(engine: Sfu, events: Events, client: Callable[[str], Client]) -> AsyncIterator[Call]:
    publisher, receiver = client("publisher"), client("receiver")
    await publisher.connect(tracks=[Sound(), Picture()], publishes=["m/microphone", CAMERA])
    await receiver.connect(video_slots=1)
    mid = receiver.slot(MediaKind.VIDEO)
    await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA),))
    await receiver.frames(mid, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.settimeout(ANSWER_S)
        yield Call(engine, events, publisher, receiver, stranger, mid)


def binding_request(engine: Sfu) -> stun.Message:
    """Return a request as a client would send it, but for its integrity."""
    ufrag = next(iter(engine._by_ufrag))
    return stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.REQUEST,
        attributes={"USERNAME": f"{ufrag}:abcd", "PRIORITY": 1, "ICE-CONTROLLING": 1},
    )


def extended(payload_type: int, sequence: int, elements: bytes) -> bytes:
    """Return a packet of a new stream, with one-byte extension elements."""
    words = elements + bytes(-len(elements) % 4)
    block = struct.pack("!HH", 0xBEDE, len(words) // 4) + words
    return struct.pack("!BBHII", 0x90, payload_type, sequence, 99, 4242) + block + b"x"


async def test_peer_survives_a_datagram_of_zero_bytes(call: Call) -> None:
    before = call.figure("received_datagrams_total")
    for _ in range(10):
        call.strange(b"")
        call.publisher.send(b"")
        call.receiver.send(b"")
    await call.received(30, before)
    await call.goes_on()


async def test_peer_survives_a_stun_request_whose_priority_has_two_bytes(call: Call) -> None:
    request = bytearray(bytes(binding_request(call.engine)))
    at = bytes(request).index(struct.pack("!HHI", 0x24, 4, 1))
    request[at + 3] = 2
    before = call.figure("bad_datagrams_total")
    call.strange(bytes(request))
    call.publisher.send(bytes(request))
    await until(lambda: call.figure("bad_datagrams_total") >= before + 2)
    await call.goes_on()


async def test_peer_survives_an_extension_of_the_wrong_length(call: Call) -> None:
    """A transport-wide number of one byte, of three and of sixteen, whole and cut, all genuine."""
    peer = call.engine._served[call.publisher.peer].peer
    number = next(n for n, what in peer._extensions.items() if what is Extension.MID)
    payload_type = next(t.codec.payload_type for t in peer.tracks if t.kind is MediaKind.AUDIO)
    before = call.figure("received_datagrams_total")
    sequence = 0
    for length in (1, 3, 16):
        element = bytes([number << 4 | length - 1]) + b"\xff" * length
        for end in range(1, len(element) + 1):
            sequence += 1
            packet = extended(payload_type, sequence, element[:end])
            call.publisher.send(call.publisher.seal(packet))
    await call.received(sequence, before)
    await call.goes_on()


async def test_peer_survives_bandwidth_estimates_of_random_bytes(call: Call) -> None:
    dice = random.Random(4)
    before = call.figure("received_datagrams_total")
    for _ in range(400):
        body = b"REMB" + dice.randbytes(4 * dice.randrange(12))
        packet = struct.pack("!BBHII", 0x8F, 206, 2 + len(body) // 4, 1, 0) + body
        call.receiver.send(call.receiver.seal(packet))
    await call.received(400, before)
    await call.goes_on()


async def test_peer_survives_random_bytes_of_every_length_from_anybody(call: Call) -> None:
    dice = random.Random(5)
    before = call.figure("received_datagrams_total")
    for length in range(0, 1400, 7):
        for first in (dice.randrange(4), dice.randrange(20, 64), dice.randrange(128, 192), 255):
            datagram = bytes([first])[:length] + dice.randbytes(max(0, length - 1))
            for send in (call.strange, call.publisher.send, call.receiver.send):
                send(datagram)
    await call.received(1000, before)
    await call.goes_on()


def genuine_nonsense(dice: random.Random, ssrcs: list[int]) -> Iterator[bytes]:
    """Yield packets with a sound fixed header and random bytes behind it."""
    for _ in range(500):
        ssrc = dice.choice([*ssrcs, dice.getrandbits(32)])
        length = 4 * dice.randrange(1, 60)
        first = 0x80 | dice.getrandbits(6)
        if dice.random() < 0.5:
            kind, words = dice.randrange(192, 224), length // 4 + dice.choice((0, 0, 0, 1, 7))
            yield struct.pack("!BBHI", first, kind, words, ssrc) + dice.randbytes(length - 4)
        else:
            kind = dice.choice((dice.randrange(192), 96, 97, 111))
            head = struct.pack("!BBHII", first & 0xB0, kind & 0xBF, dice.getrandbits(16), 5, ssrc)
            # libsrtp wants the extension's length to fit: let most of them.
            extension = struct.pack("!HH", dice.choice((0xBEDE, 0x1000, 0)), dice.randrange(3))
            yield head + extension + dice.randbytes(length + 8)


async def test_peer_survives_genuine_packets_with_random_contents(call: Call) -> None:
    dice = random.Random(6)
    before = call.figure("received_datagrams_total")
    sent = 0
    slots = [d.ssrc for d in call.engine._served[call.receiver.peer].peer.downlinks]
    for client, ssrcs in ((call.publisher, [1, 2]), (call.receiver, slots)):
        for packet in genuine_nonsense(dice, ssrcs):
            try:
                datagram = client.seal(packet)
            except pylibsrtp.Error:  # the sender's own libsrtp checks lengths
                continue
            client.send(datagram)
            sent += 1
    assert sent > 300
    await call.received(sent, before)
    await call.goes_on()


async def test_stranger_without_the_password_moves_nobody(call: Call) -> None:
    request = binding_request(call.engine)
    request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(b"not the password")
    before = call.figure("unauthentic_datagrams_total")
    call.strange(bytes(request))
    await until(lambda: call.figure("unauthentic_datagrams_total") > before)
    await call.goes_on()
    assert len(call.engine._by_sender) == 2


async def test_check_that_cannot_be_understood_is_refused_and_moves_nobody(call: Call) -> None:
    request = binding_request(call.engine)
    begin = bytes(request) + b"\x7f\xff\0\0"
    _, credentials = next(iter(call.engine._by_ufrag.values()))
    data = begin + b"\0\x08\0\x14" + stun.message_integrity(begin, credentials.password)
    call.strange(stun.set_body_length(data, len(data) - 20))
    answer = await asyncio.to_thread(call.stranger.recv, 2048)
    assert stun.parse_message(answer).error_code == 420
    await call.goes_on()
    assert len(call.engine._by_sender) == 2
