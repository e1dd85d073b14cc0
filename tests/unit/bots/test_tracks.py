"""Tracks of frames that are encoded already."""

import asyncio

import pytest
from aiortc.mediastreams import MediaStreamError

from live.bots.loops import Encoded, Loop, Pictures
from live.bots.tracks import PictureTrack, SoundTrack

DEADLINE_S = 30


class Racing:
    """A clock on which every frame is already due."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def loop(name: str, fps: int) -> Loop:
    return Loop(
        tuple(
            Encoded(f"{name}{place}".encode(), keyframe=place % 3 == 0, loudness_dbov=-place)
            for place in range(6)
        ),
        fps,
    )


PICTURES = Pictures(talking=loop("talk", 12), listening=loop("idle", 5))


async def taken(track: PictureTrack | SoundTrack, count: int) -> list[str]:
    return [bytes(await track.recv()).decode() for _ in range(count)]


async def test_a_listener_is_seen_listening_and_a_speaker_talking_from_a_keyframe() -> None:
    track = PictureTrack(PICTURES, Racing())
    assert await taken(track, 2) == ["idle0", "idle1"]
    track.speaking = True
    assert await taken(track, 2) == ["talk0", "talk1"]


async def test_a_receiver_that_asks_gets_a_keyframe_next() -> None:
    track = PictureTrack(PICTURES, Racing())
    await taken(track, 2)
    track.want_keyframe()
    assert await taken(track, 3) == ["idle3", "idle4", "idle5"]


async def test_picture_time_stamps_only_grow() -> None:
    track = PictureTrack(PICTURES, Racing())
    stamps: list[int] = []
    for speaking in (False, True, False, True):
        track.speaking = speaking
        stamps += [(await track.recv()).pts or 0 for _ in range(4)]
    assert stamps == sorted(set(stamps))


async def test_a_closed_microphone_sends_nothing_and_an_open_one_speaks() -> None:
    track = SoundTrack(Racing())
    waiting = asyncio.create_task(taken(track, 2))
    await asyncio.sleep(0)
    assert not waiting.done()
    track.say(loop("voice", 50))
    assert await asyncio.wait_for(waiting, DEADLINE_S) == ["voice0", "voice1"]
    assert track.loudness_dbov == -1


async def test_a_voice_taken_away_before_the_next_frame_is_not_sent() -> None:
    track = SoundTrack(Racing())
    waiting = asyncio.create_task(taken(track, 1))
    await asyncio.sleep(0)
    track.say(loop("voice", 50))
    track.say(None)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    track.say(loop("other", 50))
    assert await asyncio.wait_for(waiting, DEADLINE_S) == ["other0"]


async def test_a_stopped_track_ends() -> None:
    track = PictureTrack(PICTURES, Racing())
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()
