"""Pictures of simulated cameras: one person before a wall, or a hall with people at a table.

A drawing depends only on the scene and the moment, so that the same loop is drawn anywhere.
Calm colours, no likeness of anybody. Nothing here knows codecs, time or meetings.
"""

import math
import unicodedata
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

SIZE: Final = (320, 180)
"""Width and height in pixels: one wall tile; six of them are cheap to decode."""

DRAWN: Final = 2
"""Factor by which pictures are drawn larger and then reduced, for smooth edges."""

Colour = tuple[int, int, int]
Sketch = ImageDraw.ImageDraw

WALLS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((214, 222, 214), (168, 182, 170)),
    ((222, 214, 200), (186, 172, 150)),
    ((206, 216, 224), (156, 172, 186)),
    ((220, 210, 212), (180, 164, 168)),
    ((210, 220, 222), (150, 176, 178)),
    ((226, 222, 208), (190, 184, 158)),
)
"""Upper wall and lower wall."""

SHIRTS: Final[tuple[Colour, ...]] = (
    (236, 238, 236),
    (72, 92, 118),
    (96, 112, 86),
    (142, 78, 70),
    (88, 84, 108),
    (54, 98, 98),
    (176, 150, 104),
    (120, 96, 80),
)
SKINS: Final[tuple[Colour, ...]] = ((224, 184, 150), (212, 168, 132), (200, 154, 118))
HAIRS: Final[tuple[Colour, ...]] = ((36, 32, 32), (58, 48, 42), (150, 148, 146), (206, 204, 200))
DARK: Final[Colour] = (52, 44, 42)
RED: Final[Colour] = (150, 40, 38)
GOLD: Final[Colour] = (222, 184, 92)
WOOD: Final[Colour] = (134, 98, 70)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPerson:
    """One face: ``seed`` chooses the colours, ``name`` gives the initial on the badge."""

    name: str
    seed: int
    long_hair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A meeting room: the people at its table from left to right; the middle one may speak."""

    name: str
    seed: int
    people: tuple[DrawnPerson, ...]


Scene = DrawnPerson | Hall


def draw(scene: Scene, moment: float, *, speaking: bool) -> Image.Image:
    """Return the picture at a ``moment`` (0..1 of the loop, 1 looks like 0)."""
    width, height = SIZE[0] * DRAWN, SIZE[1] * DRAWN
    image = Image.new("RGB", (width, height))
    sketch = ImageDraw.Draw(image)
    _draw_wall(sketch, scene.seed, width, height)
    if isinstance(scene, DrawnPerson):
        _draw_figure(
            sketch, scene, (width * 0.5, height * 0.52), height * 0.22, moment, speaking=speaking
        )
        _draw_badge(sketch, initial(scene.name), width, height)
    else:
        _draw_hall(sketch, scene, width, height, moment, speaking=speaking)
    return image.resize(SIZE, Image.Resampling.BILINEAR)


def initial(name: str) -> str:
    """Return the first letter of the given name (the last word), without its diacritics."""
    words = name.split()
    letter = (words[-1] if words else "?")[0].upper().replace("Đ", "D")
    return unicodedata.normalize("NFD", letter)[0]


def _draw_wall(sketch: Sketch, seed: int, width: int, height: int) -> None:
    upper, lower = WALLS[seed % len(WALLS)]
    rail = int(height * 0.62)
    sketch.rectangle((0, 0, width, rail), fill=upper)
    sketch.rectangle((0, rail, width, height), fill=lower)
    left = width * (0.06 if seed % 2 else 0.74)
    sketch.rectangle(
        (left, height * 0.12, left + width * 0.2, height * 0.5), fill=(246, 246, 240), outline=lower
    )
    for bar in (0.25, 0.5, 0.75):
        x = left + width * 0.2 * bar
        sketch.line((x, height * 0.12, x, height * 0.5), fill=lower, width=3)


def _draw_figure(
    sketch: Sketch,
    person: DrawnPerson,
    head: tuple[float, float],
    size: float,
    moment: float,
    *,
    speaking: bool,
) -> None:
    """Draw head and body, ``size`` being half the head's height in drawn pixels."""
    turn = 2 * math.pi * (moment + person.seed % 7 / 7)
    sway = math.sin(turn * (2 if speaking else 1)) * size * (0.10 if speaking else 0.04)
    x, y = head[0] + sway, head[1] + math.cos(turn) * size * 0.03
    shirt = SHIRTS[person.seed % len(SHIRTS)]
    hair = HAIRS[person.seed // 3 % len(HAIRS)]
    skin = SKINS[person.seed // 5 % len(SKINS)]
    if person.long_hair:
        _ellipse(sketch, x, y + size * 0.25, size * 0.98, size * 1.25, hair)
    shoulders = (x - sway / 2, y + size * 2.35)
    _ellipse(sketch, *shoulders, size * 1.75, size * 1.45, shirt)
    sketch.rectangle(
        (shoulders[0] - size * 1.75, shoulders[1], shoulders[0] + size * 1.75, y + size * 6),
        fill=shirt,
    )
    _ellipse(sketch, x, y + size * 0.95, size * 0.34, size * 0.5, skin)
    _ellipse(sketch, x, y - size * 0.14, size * 0.82, size * 1.02, hair)
    _ellipse(sketch, x, y + size * 0.1, size * 0.72, size * 0.88, skin)
    _draw_face(sketch, person, (x, y), size, moment, speaking=speaking)
    if speaking:
        lift = math.sin(turn * 3) * size * 0.35
        _ellipse(sketch, x + size * 1.35, y + size * 1.45 - lift, size * 0.26, size * 0.3, skin)


def _draw_face(
    sketch: Sketch,
    person: DrawnPerson,
    at: tuple[float, float],
    size: float,
    moment: float,
    *,
    speaking: bool,
) -> None:
    x, y = at
    blinks = (moment + person.seed % 5 / 5) % 1 < 0.07
    for side in (-1, 1):
        eye_height = size * (0.02 if blinks else 0.085)
        _ellipse(sketch, x + side * size * 0.28, y, size * 0.075, eye_height, DARK)
    opened = 0.04
    if speaking:  # two rhythms on top of each other look like syllables
        beat = math.sin(2 * math.pi * moment * 9) + 0.6 * math.sin(2 * math.pi * moment * 14)
        opened = 0.05 + 0.13 * max(0.0, beat / 1.6)
    _ellipse(sketch, x, y + size * 0.52, size * 0.2, size * opened, (138, 62, 58))


def _draw_hall(
    sketch: Sketch, hall: Hall, width: int, height: int, moment: float, *, speaking: bool
) -> None:
    sketch.rectangle((0, 0, width, height * 0.1), fill=RED)
    _draw_star(sketch, width * 0.5, height * 0.05, height * 0.04)
    middle = len(hall.people) // 2
    for place, person in enumerate(hall.people):
        if place == middle:
            continue
        x = width * (place + 0.5) / len(hall.people)
        y = height * (0.5 + 0.04 * (place % 2))
        _draw_figure(sketch, person, (x, y), height * 0.075, moment, speaking=False)
    stands = 0.36 if speaking else 0.5
    x = width * (middle + 0.5) / len(hall.people)
    _draw_figure(
        sketch,
        hall.people[middle],
        (x, height * stands),
        height * 0.085,
        moment,
        speaking=speaking,
    )
    sketch.rectangle((0, height * 0.74, width, height), fill=WOOD)
    sketch.rectangle((0, height * 0.74, width, height * 0.77), fill=(160, 122, 90))
    for place in range(len(hall.people)):
        paper = width * (place + 0.5) / len(hall.people)
        sketch.rectangle(
            (paper - width * 0.03, height * 0.82, paper + width * 0.03, height * 0.88),
            fill=(240, 238, 230),
        )
    _draw_badge(sketch, initial(hall.name), width, height)


def _draw_star(sketch: Sketch, x: float, y: float, radius: float) -> None:
    corners = [
        (
            x + math.sin(math.pi * n / 5) * radius * (1 if n % 2 == 0 else 0.4),
            y - math.cos(math.pi * n / 5) * radius * (1 if n % 2 == 0 else 0.4),
        )
        for n in range(10)
    ]
    sketch.polygon(corners, fill=GOLD)


def _draw_badge(sketch: Sketch, letter: str, width: int, height: int) -> None:
    """Draw the initial in a disc, so that two pictures are told apart at a glance."""
    x, y, radius = width - height * 0.11, height * 0.87, height * 0.075
    _ellipse(sketch, x, y, radius, radius, (250, 250, 248))
    sketch.text((x, y), letter, font=ImageFont.load_default(height * 0.1), fill=DARK, anchor="mm")


def _ellipse(
    sketch: Sketch, x: float, y: float, half_width: float, half_height: float, fill: Colour
) -> None:
    sketch.ellipse((x - half_width, y - half_height, x + half_width, y + half_height), fill=fill)
