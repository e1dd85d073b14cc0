"""One simulated device's peer connection: sends loops, receives without decoding.

The only file of the simulated members that uses private names of aiortc:

* aioice gathers all addresses except loopback; simulated members run on the server's machine, so
  they offer only the loopback address (`stay_on_loopback`).
* aiortc measures the loudness of frames that it encodes; ours are encoded already, so the loudness
  is passed to the sender (RFC 6464), and a keyframe that a receiver asks for (RFC 4585 §6.3.1) is
  taken from the loop.
* aiortc decodes all that it receives; `Ears` counts packets instead, so that a listening member
  needs hardly any processor time.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

import aioice.ice
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtcrtpsender import RTCEncodedFrame
from aiortc.rtp import RtpPacket

from live.bots.tracks import PictureTrack, SoundTrack

log: Final = logging.getLogger("live.bots.peer")

LOOPBACK: Final = "127.0.0.1"


def stay_on_loopback() -> None:
    """Make every ICE agent of this process offer only 127.0.0.1."""

    def loopback_only(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return [LOOPBACK]

    aioice.ice.get_host_addresses = loopback_only


class Ears:
    """Counts the packets of each receiving m-section, by mid."""

    def __init__(self) -> None:
        self.packets: Counter[str] = Counter()
        self.heard = asyncio.Condition()

    def listen_at(self, receiver: RTCRtpReceiver, mid: str) -> None:
        """Take a receiver's packets before they are decoded."""

        async def count(packet: RtpPacket, arrival_time_ms: int) -> None:
            if packet.payload:
                self.packets[mid] += 1
                async with self.heard:
                    self.heard.notify_all()

        receiver._handle_rtp_packet = count  # type: ignore[method-assign]


class BotPeer:
    """A peer connection with a single offer; a failed one is replaced by a new object."""

    def __init__(
        self,
        picture: PictureTrack | None,
        sound: SoundTrack | None,
        *,
        audio_slots: int = 0,
        video_slots: int = 0,
    ) -> None:
        self.ears = Ears()
        # No ICE servers: aiortc's default is a public STUN server. One transport from the start:
        # with several, aiortc 1.16 leaves a second video slot on a closed one.
        self._pc = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._slots = audio_slots, video_slots
        self.failed = asyncio.Event()
        self._pc.on("connectionstatechange", self._on_state)
        if sound is not None:
            sender = self._pc.addTransceiver(sound, direction="sendonly").sender
            _tell_loudness(sender, sound)
        if picture is not None:
            sender = self._pc.addTransceiver(picture, direction="sendonly").sender
            sender._send_keyframe = picture.want_keyframe  # type: ignore[method-assign]

    @property
    def connected(self) -> bool:
        """Return whether ICE and DTLS are complete."""
        return bool(self._pc.connectionState == "connected")

    async def offer(self) -> str:
        """Return the offer: first the sending m-sections (microphone, camera), then the slots."""
        for kind, count in zip(("audio", "video"), self._slots, strict=True):
            for _ in range(count):
                self._pc.addTransceiver(kind, direction="recvonly")
        await self._pc.setLocalDescription(await self._pc.createOffer())
        return str(self._pc.localDescription.sdp)

    async def accept(self, answer_sdp: str) -> None:
        """Take the server's answer; media flows soon after."""
        for transceiver in self._pc.getTransceivers():
            if transceiver.direction == "recvonly":
                self.ears.listen_at(transceiver.receiver, str(transceiver.mid))
        await self._pc.setRemoteDescription(RTCSessionDescription(answer_sdp, "answer"))

    async def close(self) -> None:
        """End the connection; the tracks end with it."""
        await self._pc.close()

    def _on_state(self) -> None:
        log.debug("connection %s", self._pc.connectionState)
        if self._pc.connectionState in {"failed", "closed"}:
            self.failed.set()


def _tell_loudness(sender: RTCRtpSender, sound: SoundTrack) -> None:
    """Make a sender write the loudness of frames that were encoded before."""
    next_frame: Callable[[RTCRtpCodecParameters], Awaitable[RTCEncodedFrame | None]]
    next_frame = sender._next_encoded_frame

    async def with_loudness(codec: RTCRtpCodecParameters) -> RTCEncodedFrame | None:
        frame = await next_frame(codec)
        if frame is not None:
            frame.audio_level = sound.loudness_dbov
        return frame

    sender._next_encoded_frame = with_loudness  # type: ignore[method-assign]
