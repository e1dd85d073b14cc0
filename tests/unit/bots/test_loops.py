"""Loops encoded once and kept."""

from pathlib import Path

import av
import pytest

from live.bots.loops import Encoded, Loop, LoopFolder
from live.bots.scenery import SIZE, DrawnPerson
from live.bots.voice import voice_of

PERSON = DrawnPerson(name="Lương Văn Đạo", seed=4, long_hair=False)


@pytest.fixture
def folder(tmp_path: Path) -> LoopFolder:
    return LoopFolder(tmp_path / "loops")


def test_pictures_decode_one_for_one_from_any_keyframe(folder: LoopFolder) -> None:
    talking = folder.pictures(PERSON).talking
    start = talking.keyframe_from(1)
    assert start > 1
    decoder = av.VideoCodecContext.create("vp8", "r")
    for encoded in talking.frames[start:] + talking.frames[:start]:
        (frame,) = decoder.decode(av.Packet(encoded.data))
        assert (frame.width, frame.height) == SIZE


def test_talking_takes_more_pictures_than_listening(folder: LoopFolder) -> None:
    pictures = folder.pictures(PERSON)
    assert pictures.talking.fps > pictures.listening.fps


def test_sound_is_opus_of_twenty_milliseconds_with_its_loudness(folder: LoopFolder) -> None:
    sound = folder.sound(voice_of(1, high=True))
    assert (sound.fps, len(sound.frames)) == (25, 200)
    assert max(frame.loudness_dbov for frame in sound.frames) > -25
    decoder = av.AudioCodecContext.create("libopus", "r")
    samples = sum(
        frame.samples
        for encoded in sound.frames
        for frame in decoder.decode(av.Packet(encoded.data))
    )
    assert samples == pytest.approx(8 * 48_000, rel=0.01)


def test_a_second_start_reads_what_the_first_one_made(tmp_path: Path) -> None:
    made = LoopFolder(tmp_path).pictures(PERSON)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert LoopFolder(tmp_path).pictures(PERSON) == made
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == files


def test_a_loop_is_entered_at_its_next_keyframe_going_round() -> None:
    frames = tuple(Encoded(b"x", keyframe=place in {0, 3}) for place in range(5))
    loop = Loop(frames, fps=5)
    assert [loop.keyframe_from(place) for place in range(5)] == [0, 3, 3, 3, 0]
