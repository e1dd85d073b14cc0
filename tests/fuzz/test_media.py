"""Every function of the media engine that takes bytes from a network, on bytes that are wrong.

The contract of ``_untrusted``: whatever comes, it returns or raises `BadPacket`, nothing else.
Inputs are genuine packets with a few bytes changed, cut or added, because random bytes do not get
past the first check. ``DIEMCAU_FUZZ_ROUNDS`` sets how many per function (nightly: a million).
"""

import os
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from live.errors import BadPacket
from live.media.engine import (
    Layer,
    LinkReport,
    LoudnessLevels,
    Paused,
    PeerId,
    PeerUp,
    Route,
    SourceName,
    WantedLayers,
)
from live.media.node.messages import (
    CloseRequest,
    Completed,
    ConnectRequest,
    Failed,
    NodePresence,
    RouteRequest,
    Stats,
    StatsRequest,
    encode,
    engine_request_untrusted,
    engine_says_untrusted,
    event_untrusted,
    presence_untrusted,
    reply_untrusted,
    request_untrusted,
    told,
)
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.red import copies_untrusted
from live.media.sfu.formats.rtcp import (
    PayloadFeedback,
    ReportBlock,
    keyframe_targets_untrusted,
    nack,
    pli,
    receiver_reports,
    rtcp_untrusted,
    sender_report,
)
from live.media.sfu.formats.rtp import Extension, Packet
from live.media.sfu.formats.sdp import offer_untrusted
from live.media.sfu.formats.stun import stun_untrusted
from live.media.sfu.formats.vp8 import descriptor_untrusted
from tests.fuzz.kept import kept
from tests.media.ends import red
from tests.media.fakes import vp8
from tests.media.test_rtp import element, extension, header
from tests.media.test_stun import request as binding_request

ROUNDS: Final = int(os.environ.get("DIEMCAU_FUZZ_ROUNDS", "2000"))
DATA: Final = Path(__file__).parent.parent / "data"
IDS: Final = {1: Extension.AUDIO_LEVEL, 3: Extension.TRANSPORT_SEQUENCE, 4: Extension.MID}


def rtp_untrusted(data: bytes) -> None:
    packet, cell = Packet(), memoryview(bytearray(data.ljust(64)))
    packet.parse_untrusted(cell, len(data), IDS)
    packet.names_untrusted(cell, len(data), IDS)
    assert 12 <= packet.start <= packet.end <= len(data)


def transport_report() -> bytes:
    """Return feedback about packets of which some were lost."""
    arrivals = Arrivals()
    for number in (1, 2, 3, 7, 8, 60):
        arrivals.add(number, number / 100)
    return arrivals.report(1, 2)


def rtcp_and_targets_untrusted(data: bytes) -> None:
    for packet in rtcp_untrusted(data):
        if isinstance(packet, PayloadFeedback):
            keyframe_targets_untrusted(packet)


def red_untrusted(data: bytes) -> None:
    packet, cell = Packet(), memoryview(data)
    packet.end = len(data)
    copies = copies_untrusted(cell, packet, 111)
    assert sum(len(each.payload) for each in copies) <= packet.start <= packet.end


def vp8_untrusted(data: bytes) -> None:
    read = descriptor_untrusted(memoryview(data))
    assert read.size <= len(data)


def sdp_untrusted(data: bytes) -> None:
    offer_untrusted(data.decode(errors="replace"))


BLOCK: Final = ReportBlock(
    ssrc=9, fraction_lost=1, packets_lost=2, highest_sequence=3, jitter=4, lsr=5, dlsr=6
)
PEER, SOURCE = PeerId("p"), SourceName("s")
TARGETS: Final[dict[str, tuple[Callable[[bytes], object], Sequence[bytes]]]] = {
    "stun": (stun_untrusted, [bytes(binding_request())]),
    "rtp": (
        rtp_untrusted,
        [
            header() + b"payload",
            header(first=0xB1) + bytes(4) + extension(element(3, b"12"), element(4, b"0")) + b"x\2",
        ],
    ),
    "rtcp": (
        rtcp_and_targets_untrusted,
        [
            nack(1, [1, 2, 900]) + pli(2),
            receiver_reports([BLOCK] * 3),
            sender_report(1, ntp=2, timestamp=3, packets=4, octets=5),
            b"\x8f\xce\x00\x05" + bytes(8) + b"REMB\x01\x00\x00\x00" + bytes(4),
            b"\x84\xce\x00\x04" + bytes(16),
            transport_report(),
            pli(2) + transport_report() + nack(1, [5]),
        ],
    ),
    "red": (red_untrusted, [red([], b"opus"), red([(960, b"earlier")], b"opus")]),
    "vp8": (vp8_untrusted, [vp8(5, tl0=3), vp8(5, wide=False, keyframe=True), b"\x10\x00x"]),
    "sdp": (
        sdp_untrusted,
        [(DATA / f"offer_{name}.sdp").read_bytes() for name in ("chromium", "firefox")],
    ),
    "node request": (
        request_untrusted,
        [
            encode(
                ConnectRequest(
                    id="1", asker="a", peer=PEER, sdp="v=0", publishes=(SOURCE,), room_key="m"
                )
            ),
            encode(
                RouteRequest(id="1", asker="a", peer=PEER, routes=(Route(mid="0", source=SOURCE),))
            ),
            encode(CloseRequest(id="1", asker="a", peer=PEER)),
        ],
    ),
    "engine request": (
        engine_request_untrusted,
        [
            encode(StatsRequest(id="1")),
            encode(ConnectRequest(id="1", peer=PEER, sdp="v=0", publishes=(SOURCE,), room_key="m")),
        ],
    ),
    "engine says": (
        engine_says_untrusted,
        [
            encode(Stats(id="1", stats={"peers": 1.0})),
            encode(Failed(id="1", code="bad_offer", detail="")),
            encode(told("", LoudnessLevels(levels={SOURCE: -30}))),
        ],
    ),
    "node reply": (
        reply_untrusted,
        [encode(Completed(id="1")), encode(Failed(id="1", code="bad_offer", detail=""))],
    ),
    "node event": (
        event_untrusted,
        [
            encode(told("n", PeerUp(peer=PEER))),
            encode(told("n", WantedLayers(peer=PEER, source=SOURCE, layers=(Layer.HALF,)))),
            encode(told("n", Paused(peer=PEER, mids=("0", "1")))),
            encode(told("n", LinkReport(peer=PEER, loss_up=0.1, loss_down=0.0, rtt_ms=None))),
        ],
    ),
    "node presence": (presence_untrusted, [encode(NodePresence(node="n", since_ms=5, carriers=2))]),
}


def changed(data: bytes, dice: random.Random) -> bytes:
    """Return the data with a few accidents."""
    made = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(made) + 1)
        match dice.randrange(5):
            case 0:
                del made[at:]
            case 1:
                del made[at : at + dice.randrange(1, 9)]
            case 2:
                made[at:at] = dice.randbytes(dice.randrange(1, 9))
            case 3 if made:
                made[at % len(made)] ^= 1 << dice.randrange(8)
            case _ if made:
                made[at % len(made)] = dice.choice((0, 1, 127, 128, 255))
            case _:
                pass
    return bytes(made)


class Failure(AssertionError):
    """A parser failed with what is none of its errors."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(f"{name} on {data!r}")
        self.data = data


def attack(name: str, dice: random.Random, rounds: int) -> int:
    """Give a parser packets with accidents; return how many it refused.

    Raises:
        Failure: of one it did anything else than read or refuse it.
    """
    parse, seeds = TARGETS[name]
    refused = 0
    for _ in range(rounds if name != "sdp" else max(1, rounds // 20)):
        data = changed(dice.choice(seeds), dice)
        try:
            parse(data)
        except BadPacket:
            refused += 1
        except Exception as error:
            raise Failure(name, data) from error
    return refused


@pytest.mark.parametrize("name", TARGETS)
def test_parser_returns_or_raises_bad_packet_and_nothing_else(name: str) -> None:
    parse, seeds = TARGETS[name]
    for seed in seeds:
        parse(seed)
    assert attack(name, random.Random(name), ROUNDS) > 0, "the accidents were too small"


@pytest.mark.parametrize("name", TARGETS)
def test_packets_that_once_failed_are_read_or_refused(name: str) -> None:
    for case in kept(name.replace(" ", "_")):
        with suppress(BadPacket):
            TARGETS[name][0](case.packet())
