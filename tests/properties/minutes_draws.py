"""Random commands about the minutes, for the properties that hold whatever anybody does."""

from collections.abc import Callable
from typing import Final

from live.ids import CorrectionId
from live.meeting import commands as c
from live.meeting.minutes import BLOCKS, item_block
from tests.unit.meeting.room import Room

Numbers = tuple[int, int, int]


def block(room: Room, number: int) -> str:
    """Return a block of the minutes, or none of them."""
    blocks = (*BLOCKS[:3], *(item_block(item.id) for item in room.meeting.agenda.items), "none")
    return blocks[number % len(blocks)]


def was(room: Room, key: str, number: int) -> str:
    """Return the text of a block as it is, or another one."""
    edited = room.meeting.minutes.blocks.get(key)
    return edited.text if edited and number % 4 else "x"


def correction(room: Room, number: int) -> CorrectionId:
    """Return a correction that was proposed, or none."""
    made = (*(one.id for one in room.meeting.minutes.corrections), CorrectionId("none"))
    return made[number % len(made)]


def edit(room: Room, n: Numbers) -> c.EditBlock:
    """Write a block, mostly on the text that stands there."""
    key = block(room, n[0])
    return c.EditBlock(block=key, text=f"t{n[1] % 3}", was=was(room, key, n[2]))


def restore(room: Room, n: Numbers) -> c.RestoreBlock:
    """Give an edited block up."""
    key = block(room, n[0])
    return c.RestoreBlock(block=key, was=was(room, key, n[2]))


MINUTES_DRAWS: Final[tuple[Callable[[Room, Numbers], c.Command], ...]] = (
    edit,
    restore,
    lambda _, __: c.PresentMinutes(),
    lambda r, n: c.ProposeCorrection(block=block(r, n[0]), text=f"t{n[1] % 2}"),
    lambda r, n: c.SettleCorrection(
        correction=correction(r, n[0]), accepted=bool(n[1] % 2), reason="x"
    ),
    lambda _, n: c.AdoptMinutes(number=f"{n[0] % 2}"),
)
