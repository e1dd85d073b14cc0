"""The sending half of the load: what a browser with one camera layer and a microphone sends.

Opus-like sound of 50 packets/s and 100 bytes; VP8-like pictures, 30 a second in bursts of 4, 4 and
3 packets of 1,100 bytes, in three temporal layers, with a key frame each second: 160 packets/s.
Every packet has its mid and a transport-wide number, sound its loudness, pictures 15-bit ids; a
sender report a second tells the clocks. The last 8 bytes of a payload say when it was sealed.
"""

import asyncio
import heapq
import json
import os
import random
import struct
import sys
import time
from collections.abc import Callable
from typing import Final

from aiortc import RTCDtlsTransport, RTCPeerConnection
from aiortc.clock import current_ntp_time

from live.media.sfu.formats.rtcp import sender_report
from tests.bench.adapters import ENGINES, TRANSPORT_ID, connection, handshake, transport_id

MID_ID, LEVEL_ID = 1, 2
"""aiortc's ids of both extensions."""
LEVEL: Final = 40
"""Quiet speech, in -dBov."""
PAYLOAD: Final = os.urandom(1200)
STAMP: Final = struct.Struct("!q")
"""Nanoseconds of the machine's clock, at the end of a payload."""
KEYFRAME: Final = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\xe0\x01"
DELTA: Final = b"\x11\x02\x00"
VIDEO_BYTES: Final = 1100
AUDIO_BYTES: Final = 100
BURSTS: Final = (4, 4, 3)
TEMPORAL: Final = (0, 2, 1, 2)
"""Temporal layers of consecutive pictures (L1T3)."""
KEYFRAMES: Final = 32
"""Pictures from one key frame to the next: a second, and whole patterns."""
SOUND_S, PICTURE_S, CLOCKS_S = 0.02, 1 / 30, 1.0
PACKETS_PER_S: Final = 160


class Stream:
    """One outgoing stream."""

    def __init__(self, ssrc: int, payload_type: int, elements: bytes, *, numbered: bool) -> None:
        self.ssrc = ssrc
        self.payload_type = payload_type
        self.sequence = 1000
        self.timestamp = 5000
        self.packets = self.octets = 0
        head = bytes([TRANSPORT_ID << 4 | 1]) if numbered else b""
        self._numbered = numbered
        self._elements = elements + head
        size = len(self._elements) + (2 if numbered else 0)
        self._padding = bytes(-size % 4)
        self._extension = struct.pack("!HH", 0xBEDE, (size + 3) // 4)

    def packet(self, number: int, marker: bool, payload: bytes, size: int) -> bytes:
        """Return the next packet, of ``size`` bytes and stamped with the time."""
        self.sequence = (self.sequence + 1) & 0xFFFF
        kind = self.payload_type | (0x80 if marker else 0)
        number &= 0xFFFF
        head = (
            struct.pack("!BBHII", 0x90, kind, self.sequence, self.timestamp, self.ssrc)
            + self._extension
            + self._elements
            + (number.to_bytes(2, "big") if self._numbered else b"")
            + self._padding
            + payload
        )
        self.packets += 1
        self.octets += size
        filling = PAYLOAD[: size - len(head) - STAMP.size]
        return head + filling + STAMP.pack(time.time_ns())

    def report(self) -> bytes:
        """Return a sender report."""
        return sender_report(
            self.ssrc,
            ntp=current_ntp_time(),
            timestamp=self.timestamp,
            packets=self.packets,
            octets=self.octets,
        )


class Publisher:
    """Writes packets straight to the socket that aiortc has opened."""

    def __init__(self, pc: RTCPeerConnection, transport: RTCDtlsTransport) -> None:
        pair = transport.transport._connection._nominated[1]
        self._sink, self._address = pair.protocol.transport, pair.remote_addr
        self._srtp = transport._tx_srtp
        numbered = transport_id(pc.remoteDescription.sdp) == TRANSPORT_ID
        self.audio, self.video = (
            Stream(
                each.sender._ssrc,
                each._codecs[0].payloadType or 0,
                bytes([MID_ID << 4, ord(each.mid or "0")])
                + (bytes([LEVEL_ID << 4, LEVEL]) if each.kind == "audio" else b""),
                numbered=numbered,
            )
            for each in pc.getTransceivers()
        )
        self._number = self._frames = self._base_frames = 0

    def speak(self) -> None:
        """Send 20 ms of sound."""
        self._send(self.audio, marker=False, payload=b"", size=AUDIO_BYTES)
        self.audio.timestamp += 960

    def show(self) -> None:
        """Send one picture."""
        frame, layer = self._frames, TEMPORAL[self._frames % len(TEMPORAL)]
        self._base_frames += layer == 0
        ids = struct.pack(
            "!BHBB", 0xE0, 0x8000 | frame & 0x7FFF, self._base_frames & 0xFF, layer << 6
        )
        count = BURSTS[frame % len(BURSTS)]
        for index in range(count):
            payload = (b"\x80" if index else b"\x90") + ids
            if index == 0:
                payload += DELTA if frame % KEYFRAMES else KEYFRAME
            self._send(self.video, marker=index == count - 1, payload=payload, size=VIDEO_BYTES)
        self._frames += 1
        self.video.timestamp += 3000

    def tell_clocks(self) -> None:
        """Send sender reports."""
        for stream in (self.audio, self.video):
            self._sink.sendto(self._srtp.protect_rtcp(stream.report()), self._address)

    def _send(self, stream: Stream, *, marker: bool, payload: bytes, size: int) -> None:
        self._number += 1
        packet = stream.packet(self._number, marker, payload, size)
        self._sink.sendto(self._srtp.protect(packet), self._address)


async def publish(engine: str, port: int, count: int) -> None:
    """Connect publishers, print their feeds, and send until standard input ends."""
    adapter = ENGINES[engine](port)
    await adapter.open()
    publishers, feeds, kept = [], [], []
    for number in range(count):
        pc = connection()
        kept.append(pc)
        pc.addTransceiver("audio", "sendonly")
        pc.addTransceiver("video", "sendonly")
        feeds.append(await adapter.publish(pc, f"pub{number}"))
        publishers.append(Publisher(pc, await handshake(pc)))
    sys.stdout.write(json.dumps(feeds) + "\n")
    sys.stdout.flush()
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    begin = time.perf_counter()
    due: list[tuple[float, int, int, float, Callable[[], None]]] = []
    for number, publisher in enumerate(publishers):
        offset = begin + random.random() * 0.03
        jobs = (
            (SOUND_S, publisher.speak),
            (PICTURE_S, publisher.show),
            (CLOCKS_S, publisher.tell_clocks),
        )
        for index, (every_s, job) in enumerate(jobs):
            heapq.heappush(due, (offset + 0.007 * index, number, index, every_s, job))
    while not ended.done():
        when, number, index, every_s, job = due[0]
        wait = when - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
            continue
        job()
        heapq.heapreplace(due, (when + every_s, number, index, every_s, job))
