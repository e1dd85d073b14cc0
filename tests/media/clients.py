"""Test clients on stock aiortc: real ICE, DTLS and SRTP over loopback, encoded pictures and sound.

They are what the engine must serve, so nothing of the engine is used here.
"""

import asyncio
import fractions
import re
from collections.abc import Sequence

import aioice
import aioice.ice
from aiortc import (
    RTCConfiguration,
    RTCDtlsTransport,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import AUDIO_PTIME, MediaStreamTrack
from av import AudioFrame, VideoFrame
from av.frame import Frame
from typing_extensions import override

from live.media.engine import Answer, MediaEngine, MediaKind, PeerId, SourceName

LOOPBACK = ["127.0.0.1"]
CREDENTIALS = re.compile(r"a=ice-(ufrag|pwd):(\S+)")
CANDIDATE = re.compile(r"(a=candidate:\S+ 1 udp \d+ )\S+ \d+ typ host")


def only_loopback() -> None:
    """Make aioice gather 127.0.0.1, which it leaves out by itself."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: LOOPBACK


def after(seconds: float) -> asyncio.Future[None]:
    """Return what is done after a while: the pace of pictures and sound, not a way to wait."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    loop.call_later(seconds, finish)
    return done


class Picture(MediaStreamTrack):
    """A small moving picture of one colour."""

    kind = "video"

    def __init__(self, luma: int = 128, fps: int = 20) -> None:
        super().__init__()
        self._luma = luma
        self._fps = fps
        self._count = 0

    @override
    async def recv(self) -> Frame:
        await after(1 / self._fps)
        frame = VideoFrame(width=64, height=48, format="yuv420p")
        for plane, value in zip(frame.planes, (self._luma, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts = self._count * 90_000 // self._fps
        frame.time_base = fractions.Fraction(1, 90_000)
        self._count += 1
        return frame


class Sound(MediaStreamTrack):
    """A tone, or silence."""

    kind = "audio"

    def __init__(self, amplitude: int = 8000) -> None:
        super().__init__()
        self._amplitude = amplitude
        self._count = 0

    @override
    async def recv(self) -> Frame:
        await after(AUDIO_PTIME)
        samples = 960
        frame = AudioFrame(format="s16", layout="mono", samples=samples)
        high, low = (
            (sign * self._amplitude).to_bytes(2, "little", signed=True) for sign in (1, -1)
        )
        frame.planes[0].update((high * 48 + low * 48) * (samples // 96))
        frame.sample_rate = 48_000
        frame.pts = self._count * samples
        frame.time_base = fractions.Fraction(1, 48_000)
        self._count += 1
        return frame


class _Path(aioice.Connection):
    """A path beside the first one: whoever waits there for a datagram gets those of this one."""

    def __init__(self, first: aioice.Connection) -> None:
        super().__init__(ice_controlling=True)
        self._first = first
        self.came = 0

    @override
    def data_received(self, data: bytes, component: int) -> None:
        self.came += 1
        self._first.data_received(data, component)


class Client:
    """One aiortc peer connection against an engine."""

    def __init__(self, engine: MediaEngine, name: str) -> None:
        self.engine = engine
        self.peer = PeerId(name)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.answer: Answer | None = None
        self.through: tuple[str, int] | None = None
        """An address that stands for the engine's, such as a relay's."""
        self._left: list[aioice.Connection] = []
        """Paths before the present one."""
        self._path: _Path | None = None

    async def connect(
        self,
        *,
        tracks: Sequence[MediaStreamTrack] = (),
        publishes: Sequence[str] = (),
        audio_slots: int = 0,
        video_slots: int = 0,
    ) -> Answer:
        """Offer tracks and slots, and take the engine's answer."""
        offer = await self.offer(tracks=tracks, audio_slots=audio_slots, video_slots=video_slots)
        names = tuple(SourceName(name) for name in publishes)
        self.answer = await self.engine.connect(self.peer, offer, names)
        sdp = self.answer.sdp
        if self.through is not None:
            sdp = CANDIDATE.sub(rf"\g<1>{self.through[0]} {self.through[1]} typ host", sdp)
        answer = RTCSessionDescription(type="answer", sdp=sdp)
        await self.connection.setRemoteDescription(answer)
        return self.answer

    async def offer(
        self,
        *,
        tracks: Sequence[MediaStreamTrack] = (),
        audio_slots: int = 0,
        video_slots: int = 0,
    ) -> str:
        """Return an offer of tracks and slots."""
        for track in tracks:
            self.connection.addTransceiver(track, direction="sendonly")
        for kind, count in (("audio", audio_slots), ("video", video_slots)):
            for _ in range(count):
                self.connection.addTransceiver(kind, direction="recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    def slot(self, kind: MediaKind, index: int = 0) -> str:
        """Return the mid of a slot."""
        assert self.answer is not None
        return next(s.mid for s in self.answer.slots if s.kind is kind and s.index == index)

    def receiving(self, mid: str) -> MediaStreamTrack:
        """Return the track of a slot."""
        return self._transceiver(mid).receiver.track

    def _transceiver(self, mid: str) -> RTCRtpTransceiver:
        return next(each for each in self.connection.getTransceivers() if each.mid == mid)

    async def frames(self, mid: str, count: int, timeout_s: float = 30) -> list[Frame]:
        """Return the next decoded frames of a slot."""
        track = self.receiving(mid)
        async with asyncio.timeout(timeout_s):
            received = [await track.recv() for _ in range(count)]
        return [frame for frame in received if isinstance(frame, Frame)]

    async def lost(self, mid: str) -> int:
        """Return how many packets of a slot never came."""
        stats = await self._transceiver(mid).receiver.getStats()
        return sum(each.packetsLost for each in stats.values() if each.type == "inbound-rtp")

    def send(self, datagram: bytes) -> None:
        """Send bytes as they are from the address of this client."""
        pair = self._dtls().transport._connection._nominated[1]
        pair.protocol.transport.sendto(datagram, pair.remote_addr)

    def seal(self, packet: bytes) -> bytes:
        """Encrypt RTP or RTCP as a genuine packet of this client."""
        session = self._dtls()._tx_srtp
        is_rtcp = len(packet) > 1 and 192 <= packet[1] <= 223
        return session.protect_rtcp(packet) if is_rtcp else session.protect(packet)

    def cut_off(self) -> None:
        """Neither send nor receive any more, without a goodbye."""
        pair = self._dtls().transport._connection._nominated[1]
        pair.protocol.transport.abort()

    def replace(self, kind: MediaKind, track: MediaStreamTrack | None) -> None:
        """Send something else, or nothing, without a new offer."""
        next(each for each in self.connection.getSenders() if each.kind == kind).replaceTrack(track)

    def ssrc(self, kind: MediaKind) -> int:
        """Return the SSRC under which this client sends."""
        sender = next(each for each in self.connection.getSenders() if each.kind == kind)
        return sender._ssrc

    def _dtls(self) -> RTCDtlsTransport:
        return self.connection.getTransceivers()[0].sender.transport

    async def restart(self, publishes: Sequence[str] = ()) -> Answer:
        """Open another path beside the present one, as a browser that restarts ICE; aiortc lacks
        it. The old path stays until `leave_old_path`."""
        transport = self._dtls().transport
        old, new = transport._connection, _Path((*self._left, transport._connection)[0])
        await new.gather_candidates()
        own = {"ufrag": new.local_username, "pwd": new.local_password}
        before = self.connection.localDescription.sdp
        offer = CREDENTIALS.sub(lambda found: f"a=ice-{found[1]}:{own[found[1]]}", before)
        names = tuple(SourceName(name) for name in publishes)
        self.answer = await self.engine.connect(self.peer, offer, names)
        theirs = dict(CREDENTIALS.findall(self.answer.sdp))
        new.remote_is_lite = True
        new.remote_username, new.remote_password = theirs["ufrag"], theirs["pwd"]
        for candidate in dict.fromkeys(re.findall(r"a=candidate:(.+)", self.answer.sdp)):
            await new.add_remote_candidate(aioice.Candidate.from_sdp(candidate))
        await new.add_remote_candidate(None)
        await new.connect()
        transport._connection, transport._send = new, new.send
        self._left.append(old)
        self._path = new
        return self.answer

    def by_new_path(self) -> bool:
        """Tell whether anything came over the path of the last `restart`."""
        return self._path is not None and self._path.came > 0

    def leave_old_path(self) -> None:
        """Neither send nor receive any more on paths before the present one."""
        for old in self._left:
            # Not the end of the connection.
            old.protocol_lost = lambda protocol: None  # type: ignore[method-assign]
            if old._query_consent_task is not None:
                old._query_consent_task.cancel()
            for protocol in old._protocols:
                protocol.transport.abort()

    async def close(self) -> None:
        """Hang up."""
        for old in self._left:
            old._queue = asyncio.Queue()  # its end is not the end of the handshake's transport
            await old.close()
        await self.connection.close()
