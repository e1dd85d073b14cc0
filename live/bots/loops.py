"""Loops of VP8 pictures and Opus sound, encoded once and kept in a folder.

A loop is a list of encoded frames that begins with a keyframe and may be entered at any keyframe.
Only this file encodes; `tracks` sends. File names are digests of what is drawn or spoken, so a
changed drawing or voice makes a new file, and old files are never out of date.
"""

import hashlib
import os
import struct
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from PIL import Image

from live.bots.scenery import SIZE, Scene, draw
from live.bots.voice import SAMPLE_RATE_HZ, Voice, loudness_dbov, speak

FORMAT: Final = "2"
"""Part of every file name; raise it when drawing, voice or encoding changes."""

LOOP_S: Final = 4
KEYFRAME_S: Final = 2
"""Seconds between two keyframes; a receiver that asks for one gets the next of the loop at once."""

SOUND_BPS: Final = 24_000
SOUND_S: Final = 8
SOUND_FRAME_S: Final = 0.04
"""Length of an Opus frame: as browsers send to this server (`live.media.sfu.formats.answer`)."""

HEADER: Final = struct.Struct(">IBb")
"""Header of a frame in a file: length in bytes, 1 for a keyframe, loudness in dBov."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded picture or one frame of sound."""

    data: bytes
    keyframe: bool
    loudness_dbov: int = -127


@dataclass(frozen=True, slots=True)
class Loop:
    """Frames at a constant rate; the first is a keyframe."""

    frames: tuple[Encoded, ...]
    fps: int

    def keyframe_from(self, place: int) -> int:
        """Return the place of the first keyframe at or after ``place``, going round."""
        count = len(self.frames)
        return next(
            at % count for at in range(place, place + count + 1) if self.frames[at % count].keyframe
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How much a camera sends: frames per second and bits per second, talking and listening."""

    talk_fps: int
    talk_bps: int
    idle_fps: int
    idle_bps: int


SMALL: Final = Camera(talk_fps=12, talk_bps=140_000, idle_fps=8, idle_bps=80_000)
"""A browser's smallest layer. Chosen: a listener needs fewer frames, and each costs the server
processor time."""
SMALLEST: Final = Camera(talk_fps=8, talk_bps=50_000, idle_fps=5, idle_bps=35_000)
"""About as much as is left of it in a thumbnail, which many tiles get. Chosen."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Loops of one camera: its person talking, and listening."""

    talking: Loop
    listening: Loop


class LoopFolder:
    """Reads loops from a folder, and makes those that are missing. Blocks: call it in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def pictures(self, scene: Scene, camera: Camera = SMALL) -> Pictures:
        """Return what a camera in front of ``scene`` sees."""
        return Pictures(
            talking=self._loop(scene, camera.talk_fps, LOOP_S, camera.talk_bps, speaking=True),
            listening=self._loop(scene, camera.idle_fps, LOOP_S, camera.idle_bps, speaking=False),
        )

    def sound(self, voice: Voice) -> Loop:
        """Return a voice's talk."""
        path = self._path(repr((voice, SOUND_S, SOUND_BPS, SOUND_FRAME_S)))
        fps = round(1 / SOUND_FRAME_S)
        if path.exists():
            return Loop(_read(path), fps)
        frames = encode_sound(speak(voice, SOUND_S))
        _write(path, frames)
        return Loop(frames, fps)

    def _loop(
        self, scene: Scene, fps: int, length_s: int, rate_bps: int, *, speaking: bool
    ) -> Loop:
        path = self._path(repr((scene, fps, length_s, rate_bps, speaking)))
        if path.exists():
            return Loop(_read(path), fps)
        count = fps * length_s
        images = (draw(scene, place / count, speaking=speaking) for place in range(count))
        frames = encode_pictures(images, fps=fps, rate_bps=rate_bps)
        _write(path, frames)
        return Loop(frames, fps)

    def _path(self, description: str) -> Path:
        digest = hashlib.sha256(description.encode()).hexdigest()[:20]
        return self._folder / f"{FORMAT}-{digest}.loop"


def encode_pictures(
    images: Iterable[Image.Image], *, fps: int, rate_bps: int
) -> tuple[Encoded, ...]:
    """Encode pictures as VP8 without hidden frames, a keyframe each `KEYFRAME_S` seconds."""
    codec = av.VideoCodecContext.create("libvpx", "w")
    codec.width, codec.height = SIZE
    codec.pix_fmt = "yuv420p"
    codec.time_base = Fraction(1, fps)
    codec.framerate = Fraction(fps)
    codec.bit_rate = rate_bps
    codec.gop_size = fps * KEYFRAME_S
    # Several threads wait for each other in a spin lock, which costs 15 times what the work does.
    codec.thread_count = 1
    # No look-ahead and no alternate reference: one packet out for each picture in.
    codec.options = {
        "deadline": "realtime",
        "cpu-used": "2",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
    }
    frames = []
    for place, image in enumerate(images):
        frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
        frame.pts = place
        if place % (fps * KEYFRAME_S) == 0:
            frame.pict_type = av.video.frame.PictureType.I
        frames += [Encoded(bytes(packet), packet.is_keyframe) for packet in codec.encode(frame)]
    return tuple(frames)


def encode_sound(samples: "array[int]") -> tuple[Encoded, ...]:
    """Encode 16-bit samples as Opus with FEC; each frame gets its loudness."""
    codec = av.AudioCodecContext.create("libopus", "w")
    codec.sample_rate = SAMPLE_RATE_HZ
    codec.format = "s16"
    codec.layout = "mono"
    codec.bit_rate = SOUND_BPS
    frame_ms = f"{SOUND_FRAME_S * 1000:g}"
    codec.options = {
        "application": "voip",
        "fec": "1",
        "packet_loss": "5",
        "frame_duration": frame_ms,
    }
    size = int(SAMPLE_RATE_HZ * SOUND_FRAME_S)
    frames = []
    for start in range(0, len(samples) - size + 1, size):
        piece = samples[start : start + size]
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(piece.tobytes())
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = start
        loudness = loudness_dbov(piece)
        frames += [Encoded(bytes(packet), True, loudness) for packet in codec.encode(frame)]
    return tuple(frames)


def _write(path: Path, frames: Sequence[Encoded]) -> None:
    """Write a loop atomically, because another process may read the folder or write it too."""
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        for frame in frames:
            file.write(HEADER.pack(len(frame.data), frame.keyframe, frame.loudness_dbov))
            file.write(frame.data)
    part.replace(path)


def _read(path: Path) -> tuple[Encoded, ...]:
    data, frames, at = path.read_bytes(), [], 0
    while at < len(data):
        length, keyframe, loudness = HEADER.unpack_from(data, at)
        at += HEADER.size
        frames.append(Encoded(data[at : at + length], bool(keyframe), loudness))
        at += length
    return tuple(frames)
