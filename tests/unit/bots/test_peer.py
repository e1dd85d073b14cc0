"""A simulated device's peer connection, against a stock aiortc peer on loopback."""

import asyncio
import time
from pathlib import Path

import pytest
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from av import AudioFrame, VideoFrame

from live.bots.loops import LoopFolder
from live.bots.peer import LOOPBACK, BotPeer, stay_on_loopback
from live.bots.scenery import SIZE, DrawnPerson
from live.bots.tracks import PictureTrack, SoundTrack
from live.bots.voice import voice_of

pytestmark = pytest.mark.slow
DEADLINE_S = 20


async def test_a_member_is_seen_at_once_and_heard_only_when_speaking(tmp_path: Path) -> None:
    stay_on_loopback()
    folder = LoopFolder(tmp_path)
    sound = SoundTrack(time.monotonic)
    pictures = folder.pictures(DrawnPerson(name="Lương Văn Đạo", seed=4, long_hair=False))
    peer = BotPeer(PictureTrack(pictures, time.monotonic), sound)
    other = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    tracks: dict[str, MediaStreamTrack] = {}
    other.on("track", lambda track: tracks.__setitem__(track.kind, track))
    try:
        await _join(peer, other)
        picture = await asyncio.wait_for(tracks["video"].recv(), DEADLINE_S)
        assert isinstance(picture, VideoFrame)
        assert (picture.width, picture.height) == SIZE
        heard = asyncio.create_task(tracks["audio"].recv())
        await asyncio.wait_for(tracks["video"].recv(), DEADLINE_S)
        assert not heard.done()
        sound.say(folder.sound(voice_of(4, high=False)))
        frame = await asyncio.wait_for(heard, DEADLINE_S)
        assert isinstance(frame, AudioFrame)
        assert frame.sample_rate == 48_000
    finally:
        await peer.close()
        await other.close()


async def test_a_listening_member_counts_what_comes_without_decoding_it(tmp_path: Path) -> None:
    stay_on_loopback()
    listener = BotPeer(None, None, audio_slots=1, video_slots=1)
    sound = SoundTrack(time.monotonic)
    sound.say(LoopFolder(tmp_path).sound(voice_of(4, high=False)))
    other = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    other.addTrack(sound)
    try:
        await _join(listener, other)
        async with listener.ears.heard:
            await asyncio.wait_for(
                listener.ears.heard.wait_for(lambda: listener.ears.packets["0"] >= 3), DEADLINE_S
            )
        assert set(listener.ears.packets) == {"0"}
    finally:
        await listener.close()
        await other.close()
    assert listener.failed.is_set()


async def _join(peer: BotPeer, other: RTCPeerConnection) -> None:
    offer = await peer.offer()
    assert LOOPBACK in offer
    await other.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await other.setLocalDescription(await other.createAnswer())
    await peer.accept(other.localDescription.sdp)
