"""Encoded pictures and voices, each made once and shared in memory."""

import asyncio
import hashlib
from pathlib import Path

from live.bots.cast import CastSeat
from live.bots.loops import SMALL, SMALLEST, Loop, LoopFolder, Pictures
from live.bots.scenery import DrawnPerson, Hall, Scene
from live.bots.voice import voice_of

AT_THE_TABLE = 7
"""Most figures in a hall's picture."""


def seed_of(name: str) -> int:
    """Return the seed of a person's drawing and voice."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:3])


def figure(name: str) -> DrawnPerson:
    """Return a person's drawing; with long hair for women."""
    return DrawnPerson(name=name, seed=seed_of(name), long_hair=is_woman(name))


def is_woman(name: str) -> bool:
    """Guess from the middle name. Used only to choose a drawing and a voice."""
    return " Thị " in name


def likeness(name: str, count: int | None) -> str:
    """Return by whose name a person is drawn and heard: one of ``count`` women or men; None: by
    their own."""
    if count is None:
        return name
    return f"{'Lê Thị' if is_woman(name) else 'Lê Văn'} {seed_of(name) % count}"


def scene_of(seat: CastSeat, likenesses: int | None = None) -> Scene:
    """Return what the camera of a seat sees, one of ``likenesses`` halls or persons."""
    if seat.role != "site":
        return figure(likeness(seat.name, likenesses))
    if likenesses is None:
        name, seed, people = seat.name, seed_of(seat.key), seat.people[:AT_THE_TABLE]
    else:
        seed = seed_of(seat.key) % likenesses
        name = chr(ord("A") + seed)
        people = tuple(f"{('Lê Văn', 'Lê Thị')[n % 2]} {seed}{n}" for n in range(AT_THE_TABLE))
    return Hall(name=name, seed=seed, people=tuple(map(figure, people)))


class Studio:
    """Makes loops on request, each once. Encoding runs in a thread, one loop at a time."""

    def __init__(self, folder: Path, likenesses: int | None = None) -> None:
        self._folder = LoopFolder(folder)
        self._likenesses = likenesses
        self._camera = SMALL if likenesses is None else SMALLEST
        self._pictures: dict[Scene, Pictures] = {}
        self._voices: dict[str, Loop] = {}
        self._busy = asyncio.Lock()

    async def pictures(self, seat: CastSeat) -> Pictures:
        """Return what a seat's camera sends."""
        scene = scene_of(seat, self._likenesses)
        async with self._busy:
            if scene not in self._pictures:
                self._pictures[scene] = await asyncio.to_thread(
                    self._folder.pictures, scene, self._camera
                )
            return self._pictures[scene]

    async def voice(self, name: str) -> Loop:
        """Return the loop of a person's voice."""
        name = likeness(name, self._likenesses)
        async with self._busy:
            if name not in self._voices:
                voice = voice_of(seed_of(name), high=is_woman(name))
                self._voices[name] = await asyncio.to_thread(self._folder.sound, voice)
            return self._voices[name]
